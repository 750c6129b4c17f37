import type { StoredBytes } from "../core/dataset.js";
import type { Matrix } from "../core/matrix.js";
import { lazyMatrix } from "./lazyMatrix.js";

/** The float32 matrix of inputs stored as bytes, made when its values are first asked for. */
export function storedInputs(stored: StoredBytes, rows: number, cols: number): Matrix {
  return lazyMatrix(rows, cols, () => {
    const { data, order, scale, offset } = stored;
    const out = new Float32Array(rows * cols);
    for (let i = 0, to = 0; i < rows; i++) {
      let from = (order ? order[i] : i) * cols;
      for (const end = to + cols; to < end; to++) out[to] = data[from++] * scale + offset;
    }
    return out;
  });
}
