import { checkInteger, checkKnownOptions } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import type { Matrix } from "../core/matrix.js";
import { random } from "../core/random.js";
import { inputBatch } from "./inputBatch.js";

/** Some samples of a set; `inputs` and `labels` are overwritten by the next batch. */
export interface Batch {
  readonly inputs: Matrix;
  readonly labels?: Uint8Array;
  /** Which samples of the set these are. */
  readonly samples: Uint32Array;
}

/**
 * One pass over a dataset in batches, without making floats of the whole: a batch is a view of the inputs where they are floats in order, else
 * one buffer that every batch reuses. Copy what you keep.
 *
 * @param options.batchSize the last batch holds what is left
 * @param options.seed shuffles; without it the samples come in order
 */
export function* batches(data: Dataset, options: { batchSize: number; seed?: number }): Generator<Batch, void> {
  const me = "batches";
  checkKnownOptions(me, options, ["batchSize", "seed"]);
  const { batchSize, seed } = options;
  const n = data.inputs.rows;
  checkInteger(me, "batchSize", batchSize, 1);
  const order = seed === undefined ? Uint32Array.from({ length: n }, (_, i) => i) : random(seed).permutation(n);
  const inOrder = seed === undefined && !data.stored;
  const { cols } = data.inputs;
  const size = Math.min(batchSize, n);
  const double = !data.stored && data.inputs.data instanceof Float64Array;
  const buffer = inOrder ? undefined : double ? new Float64Array(size * cols) : new Float32Array(size * cols);
  const labels = data.labels && new Uint8Array(size);
  for (let from = 0; from < n; from += batchSize) {
    const samples = order.subarray(from, Math.min(n, from + batchSize));
    const inputs = inOrder
      ? { rows: samples.length, cols, data: data.inputs.data.subarray(from * cols, (from + samples.length) * cols) }
      : inputBatch(data, samples, buffer);
    if (labels) for (let i = 0; i < samples.length; i++) labels[i] = data.labels![samples[i]];
    yield { inputs, samples, ...(labels && { labels: labels.subarray(0, samples.length) }) };
  }
}
