import type { Matrix } from "../core/matrix.js";
import { rowProducts } from "./rowProducts.js";
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
  const gram = rowProducts(vectors, n, vectors, n, length, true);
  return symmetricEigenvalues(gram, n).map((value) => Math.sqrt(Math.max(value, 0)));
}
