import { type Matrix, random } from "infoplane";

/** n × d values of a formula, in either precision. */
export function formulaPoints(n: number, d: number, f: (i: number, j: number) => number): Matrix {
  return { rows: n, cols: d, data: Float64Array.from({ length: n * d }, (_, k) => f(Math.floor(k / d), k % d)) };
}

/** n × d standard normals. */
export function normals(n: number, d: number, seed: number): Matrix {
  const draw = random(seed);
  return { rows: n, cols: d, data: Float64Array.from({ length: n * d }, draw.normal) };
}

export function toFloat32(m: Matrix): Matrix {
  return { ...m, data: Float32Array.from(m.data) };
}

/** Rows in another order. */
export function shuffled(m: Matrix, seed: number): Matrix {
  const order = random(seed).permutation(m.rows);
  const data = m.data.slice();
  for (const [i, row] of order.entries()) for (let k = 0; k < m.cols; k++) data[i * m.cols + k] = m.data[row * m.cols + k];
  return { ...m, data };
}

/** Mean and its standard error. */
export function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const n = values.length;
  const mean = values.reduce((s, v) => s + v / n, 0);
  return { mean, error: Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1) / n) };
}

/** Every column with mean 0 and standard deviation 1 (divisor n). */
export function standardised(m: Matrix): Matrix {
  const data = Float64Array.from(m.data);
  for (let k = 0; k < m.cols; k++) {
    let mean = 0;
    for (let i = k; i < data.length; i += m.cols) mean += data[i] / m.rows;
    let square = 0;
    for (let i = k; i < data.length; i += m.cols) square += (data[i] - mean) ** 2 / m.rows;
    for (let i = k; i < data.length; i += m.cols) data[i] = (data[i] - mean) / Math.sqrt(square);
  }
  return { ...m, data };
}
