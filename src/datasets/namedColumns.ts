import type { Dataset } from "../core/dataset.js";
import type { Matrix } from "../core/matrix.js";

/** A dataset or a matrix as named columns: x0, x1, … or the set's own names, then `label`, then y0, y1, … of the targets. */
export function namedColumns(data: Dataset | Matrix): [string, Float32Array | Float64Array | Uint8Array][] {
  const set = "inputs" in data ? data : undefined;
  const inputs = set ? set.inputs : (data as Matrix);
  const names = set?.columns ?? Array.from({ length: inputs.cols }, (_, j) => `x${j}`);
  const out: [string, Float32Array | Float64Array | Uint8Array][] = names.map((name, j) => [name, columnOf(inputs, j)]);
  if (set?.labels) out.push(["label", set.labels]);
  if (set?.targets) for (let j = 0; j < set.targets.cols; j++) out.push([set.targets.cols === 1 ? "y" : `y${j}`, columnOf(set.targets, j)]);
  return out;
}

function columnOf({ rows, cols, data }: Matrix, j: number): Float32Array | Float64Array {
  const out = data instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
  for (let i = 0; i < rows; i++) out[i] = data[i * cols + j];
  return out;
}
