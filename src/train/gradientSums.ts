import type { GradientStatistics } from "../activations/run.js";
import type { Network } from "../networks/network.js";
import { parameterCount, weightCount } from "../networks/weightCount.js";

/** Means and standard deviations over mini-batches of the gradient of every weight, by Welford's update, in float64. */
export function gradientSums(network: Network): {
  add(gradient: Float32Array): void;
  /** The statistics of what was added, and a fresh start. */
  take(parameters: Float32Array): GradientStatistics["layers"];
} {
  const mean = new Float64Array(network.parameters);
  const squares = new Float64Array(network.parameters);
  let count = 0;
  return {
    add(gradient) {
      count++;
      for (let i = 0; i < mean.length; i++) {
        const step = gradient[i] - mean[i];
        mean[i] += step / count;
        squares[i] += step * (gradient[i] - mean[i]);
      }
    },
    take(parameters) {
      let at = 0;
      const layers = network.layers.map((layer) => {
        const end = at + weightCount(layer);
        let ofMean = 0;
        let variance = 0;
        let ofWeights = 0;
        for (; at < end; at++) {
          ofMean += mean[at] * mean[at];
          variance += squares[at] / count;
          ofWeights += parameters[at] * parameters[at];
        }
        at = end + parameterCount(layer) - weightCount(layer);
        const norms = { mean: Math.sqrt(ofMean), sd: Math.sqrt(variance) };
        return { ...norms, snr: norms.mean / norms.sd, weights: Math.sqrt(ofWeights) };
      });
      mean.fill(0);
      squares.fill(0);
      count = 0;
      return layers;
    },
  };
}
