import type { Matrix } from "../core/matrix.js";

/** A matrix whose values are computed on the first access to `data`, and kept. */
export function lazyMatrix(rows: number, cols: number, values: () => Float32Array | Float64Array): Matrix {
  let made: Float32Array | Float64Array | undefined;
  return {
    rows,
    cols,
    get data() {
      made ??= values();
      return made;
    },
  };
}
