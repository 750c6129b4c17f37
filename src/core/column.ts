import type { Matrix } from "./matrix.js";

/** An n × 1 matrix: n samples of one variable. A typed array is not copied. */
export function column(values: ArrayLike<number>): Matrix {
  const typed = values instanceof Float32Array || values instanceof Float64Array;
  return { rows: values.length, cols: 1, data: typed ? values : Float64Array.from(values) };
}
