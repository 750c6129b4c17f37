import type { Matrix } from "../core/matrix.js";

/** The precision in which an estimate of this matrix is computed. */
export function precisionOf(m: Pick<Matrix, "data">): "float32" | "float64" {
  return m.data instanceof Float32Array ? "float32" : "float64";
}
