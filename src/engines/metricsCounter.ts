import type { Network } from "../networks/network.js";
import type { Metrics, TrainingRows } from "./engine.js";
import { binaryCrossEntropy, crossEntropy, type LossKind } from "./loss.js";

/** Sums losses and right answers over blocks of outputs, which are those before a softmax. */
export function metricsCounter(
  network: Network,
  rows: TrainingRows,
  loss: LossKind,
): {
  /** Unit j of row from + i is out[j * unitStride + i * rowStride]. */
  add(out: Float32Array, unitStride: number, rowStride: number, from: number, count: number): void;
  result(): Metrics;
} {
  const { labels, targets, inputs } = rows;
  const a = new Float64Array(network.outputs);
  const width = targets ? (targets.cols + 3) & ~3 : 0;
  let sum = 0;
  let right = 0;
  return {
    add(out, unitStride, rowStride, from, count) {
      for (let i = 0; i < count; i++) {
        let best = 0;
        for (let j = 0; j < a.length; j++) {
          a[j] = out[j * unitStride + i * rowStride];
          if (a[j] > a[best]) best = j;
        }
        if (loss === "crossEntropy") sum += crossEntropy(a, labels![from + i]);
        else
          for (let j = 0; j < a.length; j++) {
            const t = targets!.data[(from + i) * width + j];
            sum += (loss === "mse" ? (a[j] - t) * (a[j] - t) : binaryCrossEntropy(a[j], t)) / a.length;
          }
        if (labels && (a.length > 1 ? best : a[0] > 0.5 ? 1 : 0) === labels[from + i]) right++;
      }
    },
    result() {
      const classifies = labels && (network.outputs > 1 || loss === "bce");
      return { loss: sum / inputs.rows, ...(classifies && { accuracy: right / inputs.rows }) };
    },
  };
}
