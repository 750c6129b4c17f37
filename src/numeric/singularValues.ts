import type { Matrix } from "../core/matrix.js";
import { symmetricEigenvalues } from "./symmetricEigenvalues.js";

/**
 * The min(rows, cols) singular values of a matrix, ascending: square roots of the eigenvalues of the smaller Gram matrix. Absolute error of
 * their squares about 1e-15 of the largest, so singular values below 1e-7 of the largest are not resolved.
 */
export function singularValues({ rows, cols, data }: Matrix): Float64Array {
  const wide = rows <= cols;
  const n = wide ? rows : cols;
  const length = wide ? cols : rows;
  const vectors = new Float64Array(n * length); // one vector per row, so that every product runs along memory
  if (wide) vectors.set(data);
  else for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) vectors[j * length + i] = data[i * cols + j];
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const a = i * length;
      const b = j * length;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let k = 0;
      for (; k + 3 < length; k += 4) {
        s0 += vectors[a + k] * vectors[b + k];
        s1 += vectors[a + k + 1] * vectors[b + k + 1];
        s2 += vectors[a + k + 2] * vectors[b + k + 2];
        s3 += vectors[a + k + 3] * vectors[b + k + 3];
      }
      for (; k < length; k++) s0 += vectors[a + k] * vectors[b + k];
      gram[i * n + j] = s0 + s1 + (s2 + s3);
    }
  return symmetricEigenvalues(gram, n).map((value) => Math.sqrt(Math.max(value, 0)));
}
