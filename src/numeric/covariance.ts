type Reals = Float32Array | Float64Array;

/**
 * Covariance matrix of the columns of several matrices side by side, with divisor n − 1.
 *
 * @param parts n × d each
 * @returns d × d in all, row-major
 */
export function covariance(parts: readonly { readonly data: Reals; readonly d: number }[], n: number): Float64Array {
  const columns: Float64Array[] = [];
  for (const { data, d } of parts)
    for (let k = 0; k < d; k++) {
      const column = new Float64Array(n);
      let mean = 0;
      for (let i = 0; i < n; i++) mean += data[i * d + k] / n;
      for (let i = 0; i < n; i++) column[i] = data[i * d + k] - mean;
      columns.push(column);
    }
  const d = columns.length;
  const out = new Float64Array(d * d);
  for (let a = 0; a < d; a++)
    for (let b = 0; b <= a; b++) {
      const x = columns[a];
      const y = columns[b];
      let sum = 0;
      for (let i = 0; i < n; i++) sum += x[i] * y[i];
      out[a * d + b] = sum / (n - 1);
      out[b * d + a] = out[a * d + b];
    }
  return out;
}
