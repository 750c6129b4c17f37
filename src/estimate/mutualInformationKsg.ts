import { checkKnownOptions } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { checkKinds } from "./kinds.js";
import { ksgContributions } from "./ksgContributions.js";
import type { KsgOptions } from "./ksgOptions.js";
import { neighbourWarnings } from "./neighbourWarnings.js";
import { tieWarnings } from "./tieWarnings.js";

/**
 * Mutual information I(X;Y) by nearest neighbours, Kraskov, Stögbauer and Grassberger's estimators:
 *
 *     1  ψ(k) + ψ(n) − ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩, n_x rows nearer in x than the k-th neighbour is in (x, y)
 *     2  ψ(k) − 1/k + ψ(n) − ⟨ψ(n_x) + ψ(n_y)⟩, n_x rows within the k neighbours' extent in x
 *
 * Columns on very different scales hide each other: standardise them first if they have no common unit.
 *
 * @param x n × dx samples; row i is paired with row i of `y`
 * @param y n × dy samples
 * @param options see {@link KsgOptions}
 * @returns nats, never clamped at 0: at independence about half of all estimates are negative, and clamping would bias every average over them
 * @throws {ShapeError} x and y differ in rows
 * @throws {DomainError} k out of range, a value not finite, k + 1 equal points, or kinds that are not continuous
 * @see Kraskov, Stögbauer & Grassberger, Phys. Rev. E 69, 066138 (2004), Eq. (8) and (9)
 */
export function mutualInformationKsg(x: Matrix, y: Matrix, options: KsgOptions = {}): Estimate {
  const me = "mutualInformationKsg";
  checkKnownOptions(me, options, ["k", "variant", "norm", "kinds"]);
  checkKinds(me, options.kinds);
  const { k = 3, variant = 1, norm = "max" } = options;
  const { values, precision } = ksgContributions(me, x, y, options);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const nats = sum / values.length;
  return estimate({
    nats,
    estimator: `KSG-${variant}`,
    settings: { k, norm, precision },
    samples: x.rows,
    dims: [x.cols, y.cols],
    warnings: [...neighbourWarnings(nats, x.rows, k, [x.cols, y.cols]), ...tieWarnings("x", x), ...tieWarnings("y", y)],
  });
}
