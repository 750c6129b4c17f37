import type { Dataset } from "../core/dataset.js";
import type { Matrix } from "../core/matrix.js";
import { namedColumns } from "./namedColumns.js";

/**
 * An arquero table of a dataset or a matrix: columns x0, x1, … (or the names they came with), `label`, and y or y0, y1, … of the targets.
 *
 * @param aq what `import * as aq from "arquero"` gives
 * @example toArquero(szt(), aq).groupby("label").count()
 */
export function toArquero<T>(data: Dataset | Matrix, aq: { table(columns: [string, ArrayLike<number>][]): T }): T {
  return aq.table(namedColumns(data));
}
