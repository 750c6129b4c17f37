/** Copies of the given rows of a row-major matrix, in the order of `which`. */
export function takeRows<T extends Float32Array | Float64Array>(data: T, cols: number, which: ArrayLike<number>): T {
  const out = (data instanceof Float32Array ? new Float32Array(which.length * cols) : new Float64Array(which.length * cols)) as T;
  for (let i = 0; i < which.length; i++) {
    const from = which[i] * cols;
    for (let k = 0; k < cols; k++) out[i * cols + k] = data[from + k];
  }
  return out;
}
