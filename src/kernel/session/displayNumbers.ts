import { displayTable, SHOWN } from "./displayTable.js";
import { displayCell } from "./displayText.js";

interface MatrixLike {
  readonly rows: number;
  readonly cols: number;
  readonly data: ArrayLike<number | bigint>;
}

interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly isDisposed?: boolean;
  dataSync(): ArrayLike<unknown>;
}

/** `{ rows, cols, data }` with as many numbers as it says, row by row. */
export function isMatrix(value: object): value is MatrixLike {
  const { rows, cols, data } = value as Partial<MatrixLike>;
  if (!Number.isInteger(rows) || !Number.isInteger(cols) || !ArrayBuffer.isView(data) || data instanceof DataView) return false;
  return (data as unknown as ArrayLike<number>).length === rows! * cols!;
}

/** A tensor of TensorFlow.js, by its shape. */
export function isTensor(value: object): value is TensorLike {
  const { shape, dtype, dataSync } = value as Partial<TensorLike>;
  return Array.isArray(shape) && typeof dtype === "string" && typeof dataSync === "function";
}

/** Head of a matrix: its shape, its type, its first rows and columns. */
export function displayMatrix({ rows, cols, data }: MatrixLike): Record<string, string> {
  return numbers(`Matrix ${typeName(data)} ${rows}×${cols}`, rows, cols, data);
}

/** A tensor: shape, type and head; one of higher rank as rows of its last axis. */
export function displayTensor(tensor: TensorLike): Record<string, string> {
  const { shape, dtype } = tensor;
  const title = `Tensor ${dtype} [${shape.join(", ")}]`;
  if (tensor.isDisposed) return { "text/plain": `${title}, disposed` };
  const data = tensor.dataSync();
  if (shape.length === 0) return { "text/plain": `${title} ${displayCell(data[0])}` };
  const cols = shape.at(-1)!;
  return numbers(title, cols ? data.length / cols : 0, cols, data, shape.slice(0, -1));
}

function numbers(
  title: string,
  rows: number,
  cols: number,
  data: ArrayLike<unknown>,
  axes: readonly number[] = [rows],
): Record<string, string> {
  const width = Math.min(cols, SHOWN.columns);
  const head = Array.from({ length: Math.min(rows, SHOWN.rows) }, (_, i) =>
    Array.from({ length: width }, (_, j) => displayCell(data[i * cols + j])),
  );
  const columns = Array.from({ length: width }, (_, j) => String(j));
  const index = head.map((_, i) => indices(i, axes).join(", "));
  return { ...displayTable({ title, columns, rows: head, index, totalRows: rows, totalColumns: cols }) };
}

/** The indices along the leading axes of row `i`. */
function indices(i: number, axes: readonly number[]): number[] {
  const found: number[] = [];
  for (const length of axes.toReversed()) {
    found.unshift(i % length);
    i = Math.floor(i / length);
  }
  return found;
}

/** "float64" for a Float64Array, and so on. */
function typeName(data: ArrayLike<unknown>): string {
  return (data.constructor?.name ?? "").replace(/Array$/, "").toLowerCase();
}
