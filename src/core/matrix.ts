import { ShapeError } from "./errors.js";

/** Real numbers in row-major order, one row per sample. The precision of `data` is the precision of every computation on it. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array | Float64Array;
}

/**
 * A matrix from nested rows, or from flat row-major values with its shape.
 *
 * @param values rows of equal length (becomes float64), or a flat array of `rows * cols` values (a typed array is not copied)
 * @throws {ShapeError} ragged rows, or a length that is not `rows * cols`
 */
export function matrix(values: ArrayLike<ArrayLike<number>>): Matrix;
export function matrix(values: ArrayLike<number>, rows: number, cols: number): Matrix;
export function matrix(values: ArrayLike<ArrayLike<number>> | ArrayLike<number>, rows?: number, cols?: number): Matrix {
  if (rows !== undefined && cols !== undefined) return flat(values as ArrayLike<number>, rows, cols);
  const nested = values as ArrayLike<ArrayLike<number>>;
  if (typeof nested?.length !== "number" || typeof nested[0] === "number")
    throw new ShapeError(
      `matrix: values must be rows, as in matrix([[1, 2], [3, 4]]), or flat with their shape, as in matrix([1, 2, 3, 4], 2, 2); got ${values === undefined ? "nothing" : "flat values without rows and cols"}. For one column: column([1, 2]).`,
    );
  const width = nested[0]?.length ?? 0;
  const data = new Float64Array(nested.length * width);
  for (let i = 0; i < nested.length; i++) {
    if (nested[i].length !== width)
      throw new ShapeError(`matrix: every row must have the same length; row 0 has ${width} and row ${i} has ${nested[i].length}.`);
    data.set(nested[i], i * width);
  }
  return { rows: nested.length, cols: width, data };
}

function flat(values: ArrayLike<number>, rows: number, cols: number): Matrix {
  if (values.length !== rows * cols) throw new ShapeError(`matrix: ${rows}×${cols} needs ${rows * cols} values; got ${values.length}.`);
  const typed = values instanceof Float32Array || values instanceof Float64Array;
  return { rows, cols, data: typed ? values : Float64Array.from(values) };
}
