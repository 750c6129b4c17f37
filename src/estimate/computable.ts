import type { Matrix } from "../core/matrix.js";
import { squaresFit } from "../numeric/squaresFit.js";

/** The samples in the precision in which they can be compared: float32 becomes float64 where it does not hold their squares, or 1 / v. */
export function computable(t: Matrix, variance = 1): Matrix {
  if (t.data instanceof Float64Array || (squaresFit(t.data) && variance > 1e-30 && variance < 1e30)) return t;
  return { rows: t.rows, cols: t.cols, data: Float64Array.from(t.data) };
}
