import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";

/**
 * Lower factor L of a symmetric positive definite matrix, A = L Lᵀ, row by row.
 *
 * @throws {ShapeError} A is not square
 * @throws {DomainError} A is not symmetric or not positive definite
 */
export function cholesky(me: string, name: string, a: Matrix): Float64Array {
  const n = a.rows;
  if (a.cols !== n) throw new ShapeError(`${me}: ${name} must be square; got ${a.rows}×${a.cols}.`);
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = a.data[i * n + j];
      if (!(Math.abs(value - a.data[j * n + i]) <= 1e-12 * Math.max(1, Math.abs(value))))
        throw new DomainError(
          `${me}: ${name} must be symmetric; entries (${i}, ${j}) and (${j}, ${i}) are ${value} and ${a.data[j * n + i]}.`,
        );
      let sum = value;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      if (i === j && !(sum > 0))
        throw new DomainError(`${me}: ${name} must be positive definite; its leading ${i + 1}×${i + 1} block is not.`);
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / lower[j * n + j];
    }
  return lower;
}

/** ln det A from its lower factor. */
export function logDeterminant(lower: Float64Array): number {
  const n = Math.sqrt(lower.length);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(lower[i * (n + 1)]);
  return sum;
}
