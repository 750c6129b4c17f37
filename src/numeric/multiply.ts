/** A B for row-major A (n × m) and B (m × p), in float64. */
export function multiply(a: Float64Array, b: Float64Array, n: number, m: number, p: number): Float64Array {
  const out = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const row = out.subarray(i * p, (i + 1) * p);
    for (let k = 0; k < m; k++) {
      const s = a[i * m + k];
      if (s === 0) continue;
      const from = k * p;
      for (let j = 0; j < p; j++) row[j] += s * b[from + j];
    }
  }
  return out;
}
