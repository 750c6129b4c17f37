import { DomainError, ShapeError } from "../core/errors.js";
import { type Matrix, matrix } from "../core/matrix.js";
import { matrixOfArray } from "../formats/matrixOfArray.js";
import type { NumericData } from "../formats/numericArray.js";
import { tableColumns } from "./tableColumns.js";

/** What can become a matrix; tables, tensors and series are recognised by their methods. */
export type MatrixLike =
  | Matrix
  | ArrayLike<number>
  | ArrayLike<ArrayLike<number>>
  | { readonly shape: readonly number[]; readonly data: NumericData }
  | { readonly shape: readonly number[]; dataSync(): ArrayLike<number> }
  | object;

/**
 * A matrix from somebody's numbers: nested or flat arrays, typed arrays (a column), arrays with a shape as `.npy` files hold them (further axes are
 * laid side by side), tfjs tensors, arquero and Arrow tables, danfo frames and series, row objects, objects of columns.
 *
 * Numbers of at most 16 bits, and float32, become float32, which holds them exactly; all others float64.
 *
 * @param options.columns of a table: which, in this order; all by default
 * @throws {ShapeError} rows of different lengths, or no numbers in it
 * @throws {DomainError} a cell that is no number, an integer beyond 2⁵³, or an unknown column
 */
export function toMatrix(value: MatrixLike, options: { columns?: readonly string[] } = {}): Matrix {
  return asMatrix("toMatrix", "value", value, options.columns);
}

/** {@link toMatrix} in the name of another function. */
export function asMatrix(me: string, name: string, value: unknown, columns?: readonly string[]): Matrix {
  const table = tableColumns(value);
  if (table) {
    const names = columns ?? [...table.keys()];
    for (const column of names)
      if (!table.has(column)) throw new DomainError(`${me}: ${name} has no column "${column}"; it has ${[...table.keys()].join(", ")}.`);
    return fromColumns(
      me,
      name,
      names,
      names.map((column) => table.get(column)!),
    );
  }
  if (columns) throw new DomainError(`${me}: columns can be chosen of a table; ${name} is none.`);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return matrixOfArray(me, name, { data: value as unknown as NumericData, shape: [(value as Float64Array).length] });
  if (Array.isArray(value)) return fromArray(me, name, value);
  if (typeof value === "object" && value !== null) {
    const v = value as { rows?: unknown; cols?: unknown; data?: unknown; shape?: unknown; values?: unknown; dataSync?: () => unknown };
    const data = typeof v.dataSync === "function" ? v.dataSync() : (v.data ?? v.values);
    const shape = Number.isInteger(v.rows) && Number.isInteger(v.cols) ? [v.rows as number, v.cols as number] : v.shape;
    if (Array.isArray(shape) && ArrayBuffer.isView(data)) return matrixOfArray(me, name, { data: data as unknown as NumericData, shape });
    if (Array.isArray(shape) && Array.isArray(data)) return fromArray(me, name, data);
  }
  throw new ShapeError(
    `${me}: ${name} must be numbers in rows: an array of arrays, a typed array, { shape, data }, a Matrix, a tensor, or a table of arquero, Arrow or danfo; got ${value === null ? "null" : typeof value}.`,
  );
}

function fromArray(me: string, name: string, rows: readonly unknown[]): Matrix {
  if (rows.length === 0) throw new ShapeError(`${me}: ${name} must hold at least one row; got none.`);
  if (typeof rows[0] === "object" && rows[0] !== null) {
    const width = (rows[0] as ArrayLike<number>).length;
    const data = new Float64Array(rows.length * width);
    rows.forEach((row, i) => {
      const { length } = row as ArrayLike<unknown>;
      if (length !== width)
        throw new ShapeError(
          `${me}: every row of ${name} must have the same length; row 0 has ${width} and row ${i} has ${length ?? "none"}.`,
        );
      for (let j = 0; j < width; j++) data[i * width + j] = toNumber(me, name, (row as ArrayLike<unknown>)[j], i, String(j));
    });
    return matrix(data, rows.length, width);
  }
  return fromColumns(me, name, ["0"], [rows]);
}

function fromColumns(me: string, name: string, names: readonly string[], columns: readonly ArrayLike<unknown>[]): Matrix {
  const cols = columns.length;
  const rows = columns[0]?.length ?? 0;
  if (rows === 0) throw new ShapeError(`${me}: ${name} must hold at least one row and one column; got ${rows} rows of ${cols} columns.`);
  const narrow = columns.every((column) => isNarrow(column));
  const data = narrow ? new Float32Array(rows * cols) : new Float64Array(rows * cols);
  columns.forEach((column, j) => {
    if (column.length !== rows)
      throw new ShapeError(
        `${me}: every column of ${name} must have the same length; "${names[0]}" has ${rows} and "${names[j]}" has ${column.length}.`,
      );
    for (let i = 0; i < rows; i++) data[i * cols + j] = toNumber(me, name, column[i], i, names[j]);
  });
  return { rows, cols, data };
}

function isNarrow(data: unknown): boolean {
  return (
    ArrayBuffer.isView(data) &&
    (data instanceof Float32Array || ((data as unknown as Uint8Array).BYTES_PER_ELEMENT <= 2 && !(data instanceof DataView)))
  );
}

function toNumber(me: string, name: string, cell: unknown, row: number, column: string): number {
  if (typeof cell === "number") return cell;
  if (typeof cell === "boolean") return cell ? 1 : 0;
  if (cell === null || cell === undefined) return Number.NaN;
  if (typeof cell === "bigint") {
    const number = Number(cell);
    if (Number.isSafeInteger(number)) return number;
    throw new DomainError(
      `${me}: ${name} must be numbers that float64 holds exactly; row ${row}, column ${column} is ${cell}, beyond 2^53.`,
    );
  }
  throw new DomainError(
    `${me}: ${name} must be numbers; row ${row}, column ${column} is ${JSON.stringify(cell)}. Leave that column out with columns: [...], or make it the labels.`,
  );
}
