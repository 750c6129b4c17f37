/** The columns of somebody's table by name. */
export type TableColumns = ReadonlyMap<string, ArrayLike<unknown>>;

interface ArqueroTable {
  numRows(): number;
  columnNames(): string[];
  array(name: string): ArrayLike<unknown>;
}
interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): { toArray(): ArrayLike<unknown> } | null;
}
interface DanfoFrame {
  readonly shape: readonly number[];
  readonly columns: readonly (string | number)[];
  readonly values: readonly (readonly unknown[])[];
}

/**
 * The columns of an arquero table, an Arrow table (flechette or apache-arrow), a danfo DataFrame, an array of row objects, or a Map or object of
 * columns; undefined for anything else. Tables are recognised by their methods: none of these libraries is imported.
 */
export function tableColumns(value: unknown): TableColumns | undefined {
  if (value instanceof Map) return value as TableColumns;
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return rowObjects(value);
  if ("columnNames" in value && "array" in value) {
    const table = value as ArqueroTable;
    return new Map(table.columnNames().map((name) => [name, table.array(name)]));
  }
  if (ArrayBuffer.isView(value) || "data" in value || "dataSync" in value) return undefined;
  if ("getChild" in value && "schema" in value) {
    const table = value as ArrowTable;
    return new Map(table.schema.fields.map(({ name }) => [name, table.getChild(name)!.toArray()]));
  }
  if ("columns" in value && "values" in value && "shape" in value) {
    const frame = value as DanfoFrame;
    if (!Array.isArray(frame.values[0])) return undefined; // a series, which also names its one column
    return new Map(frame.columns.map((name, j) => [String(name), frame.values.map((row) => row[j])]));
  }
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([, column]) => Array.isArray(column) || ArrayBuffer.isView(column)))
    return new Map(entries as [string, ArrayLike<unknown>][]);
  return undefined;
}

function rowObjects(rows: readonly unknown[]): TableColumns | undefined {
  const [first] = rows;
  if (typeof first !== "object" || first === null || Array.isArray(first) || ArrayBuffer.isView(first)) return undefined;
  return new Map(Object.keys(first).map((name) => [name, rows.map((row) => (row as Record<string, unknown>)[name])]));
}
