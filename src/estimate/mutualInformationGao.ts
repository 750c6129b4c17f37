import { checkKnownOptions } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { digamma } from "../numeric/digamma.js";
import { neighbours } from "../numeric/neighbours.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { checkDistances } from "./checkDistances.js";
import { checkNeighbours } from "./checkNeighbours.js";
import { checkNoDeterministicMap, type Kind } from "./kinds.js";
import { neighbourWarnings } from "./neighbourWarnings.js";

/**
 * Mutual information of variables that may be continuous, discrete, or mixtures of both, by nearest neighbours:
 * ln n + ⟨ψ(k_i) − ψ(n_x + 1) − ψ(n_y + 1)⟩. Where the k-th neighbour in (x, y) lies at distance 0, k_i is the number of rows at the same point
 * (row i included) and n_x, n_y count rows at distance 0; elsewhere k_i = k and they count rows nearer than that neighbour.
 *
 * @param x n × dx samples
 * @param y n × dy samples, row i paired with row i of x
 * @param options.k neighbours, 1 ≤ k < n, 3 by default
 * @param options.kinds what x and y are; a deterministic map is refused with the reason
 * @returns nats, never clamped
 * @throws {ShapeError} x and y differ in rows
 * @throws {DomainError} k out of range or a value not finite
 * @see Gao, Kannan, Oh & Viswanath, NeurIPS 2017, Algorithm 1, with ψ for the logarithm of the counts as in the authors' program
 */
export function mutualInformationGao(
  x: Matrix,
  y: Matrix,
  options: { readonly k?: number; readonly kinds?: readonly [Kind, Kind] } = {},
): Estimate {
  const me = "mutualInformationGao";
  checkKnownOptions(me, options, ["k", "kinds"]);
  checkNoDeterministicMap(me, options.kinds);
  checkContinuousPair(me, x, y);
  const { k = 3 } = options;
  const n = x.rows;
  checkNeighbours(me, k, n);
  const variables = [
    { data: x.data, d: x.cols },
    { data: y.data, d: y.cols },
  ];
  const subsets = [[0], [1], [0, 1]];
  const { radius, counts, precision } = neighbours(variables, { n, k, norm: "max", subsets, shape: "ball", edge: "closedAtZero" });
  checkDistances(me, radius, "(x, y)");
  const [nx, ny, same] = counts;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += digamma(radius[i] === 0 ? same[i] + 1 : k) - digamma(nx[i] + 1) - digamma(ny[i] + 1);
  const nats = Math.log(n) + sum / n;
  return estimate({
    nats,
    estimator: "Gao's mixed estimator",
    settings: { k, precision },
    samples: n,
    dims: [x.cols, y.cols],
    warnings: neighbourWarnings(nats, n, k, [x.cols, y.cols]),
  });
}
