import { random } from "../core/random.js";
import type { DrawnLayer } from "./layeredModel.js";
import { type LinearInformation, linearInformation } from "./linearInformation.js";

/** Layers whose shared weights are to be drawn. */
export interface WeightsJob {
  readonly layers: readonly DrawnLayer[];
  readonly relevant: number;
  readonly seed: number;
  /** Of the normal prior, where the exact information is wanted. */
  readonly variance?: number;
}

/** Draws the weights N(0, 1/inputs) of layer l from stream l, those of irrelevant inputs 0; then what is exact of the chain. */
export default function weightsTask({ layers, relevant, seed, variance }: WeightsJob): LinearInformation | undefined {
  layers.forEach(({ weights: { rows, cols, data } }, l) => {
    const source = random(seed, l);
    for (let i = 0; i < data.length; i++) data[i] = source.normal() / Math.sqrt(rows);
    if (l === 0) data.fill(0, Math.round(relevant * rows) * cols);
  });
  return variance === undefined ? undefined : linearInformation("weightsTask", variance, layers);
}
