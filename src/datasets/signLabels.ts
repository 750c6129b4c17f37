import type { Matrix } from "../core/matrix.js";

/** Bit k of label i says whether column k of row i is positive, for the first `units` columns. */
export function signLabels({ rows, cols, data }: Matrix, units: number): Uint8Array {
  return Uint8Array.from({ length: rows }, (_, i) => {
    let label = 0;
    for (let k = 0; k < units; k++) if (data[i * cols + k] > 0) label |= 1 << k;
    return label;
  });
}
