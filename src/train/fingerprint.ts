import { createHash } from "node:crypto";
import type { Matrix } from "../core/matrix.js";
import type { TrainingRows } from "../engines/engine.js";

/** Numbers of a table that are looked at: so many, evenly spaced, that it takes a millisecond. */
const LOOKED_AT = 1 << 16;

/** Tells rows from others: their size, and a hash of the labels and of numbers from all over the inputs and targets. */
export function fingerprint({
  inputs,
  labels,
  targets,
}: Omit<TrainingRows, "inputs"> & { inputs: TrainingRows["inputs"] | Matrix }): string {
  const hash = createHash("sha256");
  for (const table of [inputs, targets]) {
    if (!table) continue;
    const step = Math.max(1, Math.floor(table.data.length / LOOKED_AT));
    hash.update(Float32Array.from({ length: Math.ceil(table.data.length / step) }, (_, i) => table.data[i * step]));
  }
  if (labels) hash.update(Uint8Array.from(labels));
  return `${inputs.rows} × ${inputs.cols}, ${hash.digest("hex").slice(0, 16)}`;
}
