import type { Dataset } from "../core/dataset.js";
import type { Matrix } from "../core/matrix.js";
import { inputBatch } from "./inputBatch.js";
import { lazyMatrix } from "./lazyMatrix.js";
import { makeDataset } from "./makeDataset.js";
import { storedInputs } from "./storedInputs.js";

/**
 * A dataset of some samples of another, in that order. Bytes are shared, not copied; floats are copied when they are first asked for. The
 * exact quantities stay those of the whole set, and say so.
 */
export function takeSamples(data: Dataset, samples: Uint32Array, name: string): Dataset {
  const { inputs, targets, labels } = data;
  const stored = data.stored && { ...data.stored, order: samples.map((i) => data.stored!.order?.[i] ?? i) };
  const exact = Object.entries(data.exact).map(([key, { nats, how }]) => [
    key,
    { nats, how: how.startsWith("of ") ? how : `of ${data.name} as a whole: ${how}` },
  ]);
  return makeDataset({
    ...data,
    name,
    inputs: stored
      ? storedInputs(stored, samples.length, inputs.cols)
      : lazyMatrix(samples.length, inputs.cols, () => inputBatch(data, samples).data),
    ...(stored && { stored }),
    ...(labels && { labels: Uint8Array.from(samples, (i) => labels[i]) }),
    ...(targets && { targets: rowsOf(targets, samples) }),
    exact: Object.fromEntries(exact),
  });
}

function rowsOf({ data, cols }: Matrix, rows: Uint32Array): Matrix {
  const out = data instanceof Float32Array ? new Float32Array(rows.length * cols) : new Float64Array(rows.length * cols);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  });
  return { rows: rows.length, cols, data: out };
}
