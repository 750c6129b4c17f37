import { DomainError, ShapeError } from "../core/errors.js";
import { choleskyLogDet } from "../numeric/choleskyLogDet.js";
import { digamma } from "../numeric/digamma.js";

/** How ln det of a covariance is estimated from n samples. */
export type DeterminantCorrection = "plugIn" | "unbiased";

/**
 * ln det of a sample covariance (divisor n − 1) of d columns; "unbiased" for normal samples subtracts Σ_i ψ((n − i) / 2) + d ln(2 / (n − 1)).
 *
 * @throws {ShapeError} not more rows than columns
 * @throws {DomainError} columns that are linear combinations of others
 */
export function logDetCovariance(me: string, name: string, matrix: Float64Array, d: number, n: number, how: DeterminantCorrection): number {
  if (n <= d) throw new ShapeError(`${me}: ${name} needs more rows than its ${d} columns, or its covariance is singular; got ${n} rows.`);
  const plugIn = choleskyLogDet(matrix, d);
  if (plugIn === -Infinity)
    throw new DomainError(
      `${me}: the covariance of ${name} is singular: a column is constant or a linear combination of others, and there is no density. Drop such columns, or add noise on purpose with addNoise(x, { sd, seed }).`,
    );
  if (how === "plugIn") return plugIn;
  let bias = d * Math.log(2 / (n - 1));
  for (let i = 1; i <= d; i++) bias += digamma((n - i) / 2);
  return plugIn - bias;
}
