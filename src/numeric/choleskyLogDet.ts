/**
 * ln det of a symmetric positive definite matrix by Cholesky's factorisation.
 *
 * @param a n × n, row-major, only the lower triangle is read; overwritten
 * @param tolerance pivots at most this share of their diagonal entry count as 0
 * @returns −Infinity when a pivot is not positive: the matrix is singular
 */
export function choleskyLogDet(a: Float64Array, n: number, tolerance = 1e-13): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let s = a[row + j];
      for (let k = 0; k < j; k++) s -= a[row + k] * a[other + k];
      a[row + j] = s / a[other + j];
    }
    let pivot = a[row + i];
    const size = pivot;
    for (let k = 0; k < i; k++) pivot -= a[row + k] * a[row + k];
    if (!(pivot > tolerance * size)) return -Infinity;
    a[row + i] = Math.sqrt(pivot);
    sum += Math.log(pivot);
  }
  return sum;
}
