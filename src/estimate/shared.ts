import type { Matrix } from "../core/matrix.js";

/** The matrix in shared memory, for workers; a copy unless it lies there already. */
export function shared(m: Matrix): Matrix {
  if (m.data.buffer instanceof SharedArrayBuffer) return m;
  const buffer = new SharedArrayBuffer(m.data.byteLength);
  const data = m.data instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
  data.set(m.data);
  return { rows: m.rows, cols: m.cols, data };
}
