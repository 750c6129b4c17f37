import { displayTable, SHOWN } from "./displayTable.js";
import { displayCell } from "./displayText.js";

interface ArqueroTable {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  get(name: string, row?: number): unknown;
}

interface DanfoFrame {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  readonly shape: readonly number[];
  readonly values: readonly unknown[];
  readonly ctypes?: unknown;
  readonly dtypes: readonly string[];
}

/** A table of arquero, by its methods. */
export function isArqueroTable(value: object): value is ArqueroTable {
  const t = value as Partial<ArqueroTable>;
  return [t.numRows, t.numCols, t.columnNames, t.get].every((f) => typeof f === "function");
}

/** A DataFrame or Series of danfo.js, by its properties. */
export function isDanfoFrame(value: object): value is DanfoFrame {
  const f = value as Partial<DanfoFrame> & { config?: unknown };
  return [f.columns, f.index, f.shape, f.values, f.dtypes].every((v) => Array.isArray(v)) && f.config !== undefined;
}

/** Head of an arquero table, filtered and ordered as the table is. */
export function displayArqueroTable(table: ArqueroTable): Record<string, string> {
  const columns = table.columnNames().slice(0, SHOWN.columns);
  const totalRows = table.numRows();
  const rows = Array.from({ length: Math.min(totalRows, SHOWN.rows) }, (_, i) => columns.map((name) => displayCell(table.get(name, i))));
  return { ...displayTable({ title: `Table ${totalRows}×${table.numCols()}`, columns, rows, totalRows, totalColumns: table.numCols() }) };
}

/** Head of a danfo frame with its index; a series is one column. */
export function displayDanfoFrame(frame: DanfoFrame): Record<string, string> {
  const series = !Array.isArray(frame.values[0]);
  const columns = frame.columns.slice(0, SHOWN.columns);
  const values = frame.values.slice(0, SHOWN.rows);
  const rows = values.map((row) => (series ? [row] : (row as unknown[])).slice(0, SHOWN.columns).map((cell) => displayCell(cell)));
  const index = frame.index.slice(0, SHOWN.rows).map(String);
  const totalRows = frame.index.length;
  const title = `${series ? `Series ${frame.dtypes[0] ?? ""}`.trim() : "DataFrame"} ${totalRows}×${frame.columns.length}`;
  return { ...displayTable({ title, columns: columns.map(String), rows, index, totalRows, totalColumns: frame.columns.length }) };
}
