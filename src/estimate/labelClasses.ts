import { ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { type Groups, groupRows } from "../numeric/groupRows.js";

/**
 * Labels, one number per row (an array, or a matrix of one column), as classes.
 *
 * @throws {ShapeError} not one label per row
 */
export function labelClasses(me: string, given: ArrayLike<number> | Matrix, rows: number): Groups {
  const labels = isColumn(given) ? given.data : (given as ArrayLike<number>);
  if (typeof labels !== "object" || labels === null || !("length" in labels))
    throw new ShapeError(`${me}: labels must be an array with one number per row; got ${typeof labels}.`);
  if (labels.length !== rows)
    throw new ShapeError(`${me}: labels must have one entry per row; got ${labels.length} labels for ${rows} rows.`);
  const codes = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    if (typeof labels[i] !== "number" || Number.isNaN(labels[i]))
      throw new ShapeError(`${me}: labels must be numbers; got ${String(labels[i])} at ${i}.`);
    codes[i] = labels[i] + 0;
  }
  return groupRows(new Int32Array(codes.buffer), rows, 2);
}

function isColumn(given: ArrayLike<number> | Matrix): given is Matrix {
  return typeof given === "object" && given !== null && (given as Matrix).cols === 1;
}
