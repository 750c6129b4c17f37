import type { Dataset } from "../core/dataset.js";
import type { Matrix } from "../core/matrix.js";
import { namedColumns } from "./namedColumns.js";

/**
 * A danfo DataFrame of a dataset or a matrix, with the columns of {@link toArquero}.
 *
 * @param dfd what `import * as dfd from "danfojs-node"` gives
 */
export function toDanfo<T>(data: Dataset | Matrix, dfd: { DataFrame: new (rows: number[][], options: { columns: string[] }) => T }): T {
  const columns = namedColumns(data);
  const rows = Array.from({ length: columns[0][1].length }, (_, i) => columns.map(([, values]) => values[i]));
  return new dfd.DataFrame(rows, { columns: columns.map(([name]) => name) });
}
