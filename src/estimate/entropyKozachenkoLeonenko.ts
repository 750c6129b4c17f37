import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { digamma } from "../numeric/digamma.js";
import { logGamma } from "../numeric/logGamma.js";
import { neighbours } from "../numeric/neighbours.js";
import { checkNeighbours } from "./checkNeighbours.js";
import { checkNoTies } from "./checkNoTies.js";

/**
 * Differential entropy by nearest neighbours: ψ(n) − ψ(k) + ln V_d + d ⟨ln ε_i⟩, ε_i the distance of sample i to its k-th neighbour and V_d the
 * volume of the unit ball, 2ᵈ under the maximum norm and π^(d/2) / Γ(d/2 + 1) under the Euclidean one.
 *
 * @param x n × d samples
 * @param options.k neighbours, 1 ≤ k < n, 3 by default
 * @param options.norm "euclidean" (default) or "max"
 * @returns nats; negative where the density is high
 * @throws {DomainError} k out of range, a value not finite, k + 1 equal points
 * @see Kozachenko & Leonenko, Probl. Inf. Transm. 23, 95 (1987); Kraskov et al. (2004), Eq. (20)
 */
export function entropyKozachenkoLeonenko(x: Matrix, options: { readonly k?: number; readonly norm?: "max" | "euclidean" } = {}): Estimate {
  const me = "entropyKozachenkoLeonenko";
  checkKnownOptions(me, options, ["k", "norm"]);
  checkMatrix(me, "x", x);
  checkNotEmpty(me, "x", x);
  checkFinite(me, "x", x);
  const { k = 3, norm = "euclidean" } = options;
  const { rows: n, cols: d } = x;
  checkNeighbours(me, k, n);
  checkOneOf(me, "norm", norm, ["max", "euclidean"]);
  const { radius, precision } = neighbours([{ data: x.data, d }], { n, k, norm, subsets: [], shape: "ball", edge: "open" });
  checkNoTies(me, radius, k, "x", "entropyDiscrete");
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(radius[i]);
  const volume = norm === "max" ? d * Math.LN2 : (d / 2) * Math.log(Math.PI) - logGamma(d / 2 + 1);
  return estimate({
    nats: digamma(n) - digamma(k) + volume + (d * sum) / n,
    estimator: "Kozachenko-Leonenko",
    settings: { k, norm, precision },
    samples: n,
    dims: [d],
    warnings:
      d > 10
        ? [
            `${d} dimensions at n = ${n}: the estimate is too high by an amount that grows with d (0.29 nats per unit for 1000 normal samples in 1000 dimensions).`,
          ]
        : [],
  });
}
