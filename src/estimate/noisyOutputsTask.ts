import { random } from "../core/random.js";
import { chainForward, type DenseForwardLayer } from "../numeric/chainForward.js";
import type { JobContext } from "../numeric/threads.js";
import { estimateStream } from "./estimateStream.js";

export interface NoisyOutputsJob {
  readonly layers: readonly DenseForwardLayer[];
  readonly noise: number;
  readonly replicas: number;
  readonly seed: number;
  /** Inputs in shared memory, and which rows of them this job takes. */
  readonly inputs: Float64Array;
  readonly first: number;
  readonly count: number;
  /** For each layer the outputs before its noise, in shared memory: one row per input in the first, `replicas` in the others. */
  readonly outputs: readonly Float32Array[];
}

/** Propagates some inputs, `replicas` times each, through noisy layers. The noise of a row comes from a stream of its own. */
export default function noisyOutputs(job: NoisyOutputsJob, { aborted, report }: JobContext): boolean {
  const { layers, noise, replicas, seed, inputs, first, count, outputs } = job;
  const width = layers[0].inputs;
  const batch = Math.max(1, Math.floor(4096 / replicas)); // inputs at a time
  for (let start = first; start < first + count; start += batch) {
    if (aborted()) return false;
    const n = Math.min(batch, first + count - start);
    const rows = n * replicas;
    const draws = Array.from({ length: rows }, (_, r) => random(seed, estimateStream("propagation", start * replicas + r)).normal);
    let below = { rows: n, cols: width, data: inputs.subarray(start * width, (start + n) * width) as Float64Array };
    for (const [l, layer] of layers.entries()) {
      const { cols, data } = chainForward([layer], below)[0]!;
      outputs[l].set(data, start * cols * (l === 0 ? 1 : replicas));
      if (l === layers.length - 1) break;
      const noisy = new Float64Array(rows * cols);
      for (let r = 0; r < rows; r++) {
        const from = (l === 0 ? Math.floor(r / replicas) : r) * cols;
        for (let k = 0; k < cols; k++) noisy[r * cols + k] = data[from + k] + noise * draws[r]();
      }
      below = { rows, cols, data: noisy };
    }
    report(n);
  }
  return true;
}
