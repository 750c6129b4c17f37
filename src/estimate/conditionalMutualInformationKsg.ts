import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf, checkSameRows } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { digamma } from "../numeric/digamma.js";
import { neighbours } from "../numeric/neighbours.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { checkNeighbours } from "./checkNeighbours.js";
import { checkNoTies } from "./checkNoTies.js";
import { neighbourWarnings } from "./neighbourWarnings.js";

/**
 * Conditional mutual information I(X;Y|Z) by nearest neighbours:
 * ψ(k) − ⟨ψ(n_xz + 1) + ψ(n_yz + 1) − ψ(n_z + 1)⟩, counts of rows nearer than the k-th neighbour in (x, y, z).
 *
 * @param x n × dx samples
 * @param y n × dy samples, row i paired with row i of x
 * @param z n × dz samples, the condition
 * @param options.k neighbours, 3 by default
 * @param options.norm within each variable, "max" (default) or "euclidean"
 * @returns nats, never clamped
 * @throws {ShapeError} the rows differ
 * @throws {DomainError} k out of range, a value not finite, k + 1 equal points
 * @see Frenzel & Pompe, Phys. Rev. Lett. 99, 204101 (2007)
 */
export function conditionalMutualInformationKsg(
  x: Matrix,
  y: Matrix,
  z: Matrix,
  options: { readonly k?: number; readonly norm?: "max" | "euclidean" } = {},
): Estimate {
  const me = "conditionalMutualInformationKsg";
  checkKnownOptions(me, options, ["k", "norm"]);
  checkContinuousPair(me, x, y);
  checkMatrix(me, "z", z);
  checkSameRows(me, x, z, "x", "z");
  checkNotEmpty(me, "z", z);
  checkFinite(me, "z", z);
  const { k = 3, norm = "max" } = options;
  const n = x.rows;
  checkNeighbours(me, k, n);
  checkOneOf(me, "norm", norm, ["max", "euclidean"]);
  const { radius, counts, precision } = neighbours(
    [x, y, z].map((m) => ({ data: m.data, d: m.cols })),
    { n, k, norm, subsets: [[0, 2], [1, 2], [2]], shape: "ball", edge: "open" },
  );
  checkNoTies(me, radius, k, "(x, y, z)", "mutualInformationDiscrete on each value of z");
  const [nxz, nyz, nz] = counts;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += digamma(nz[i] + 1) - digamma(nxz[i] + 1) - digamma(nyz[i] + 1);
  const nats = digamma(k) + sum / n;
  const dims = [x.cols, y.cols, z.cols];
  return estimate({
    nats,
    estimator: "conditional KSG-1",
    settings: { k, norm, precision },
    samples: n,
    dims,
    warnings: neighbourWarnings(nats, n, k, dims),
  });
}
