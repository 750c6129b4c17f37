import type { Estimate } from "../core/estimate.js";
import { exactEstimate, gaussianEntropy, type LinearGaussianOptions, type LinearLayer, lastCovariance } from "./linearGaussian.js";

/**
 * Differential entropy of the last layer of a linear network with normal input, ½ ln det(2πe C_L), C_l = W_lᵀ C_{l−1} W_l + v_l I. Exact.
 *
 * @param layers from the input on: weights inputs × outputs (a row of T times W), and the variance v of the noise added to each output
 * @returns nats for the whole layer; divide by the number of inputs for entropies per input unit
 * @throws {DomainError} C_L is singular: more outputs than inputs, or dependent weights, need noise
 * @example entropyLinearGaussian([{ weights: w1, noiseVariance: 1e-5 }, { weights: w2, noiseVariance: 1e-5 }]).nats / w1.rows
 */
export function entropyLinearGaussian(layers: readonly LinearLayer[], options: LinearGaussianOptions = {}): Estimate {
  const me = "entropyLinearGaussian";
  const { covariance, d, inputs } = lastCovariance(me, layers, options, true);
  return exactEstimate(gaussianEntropy(me, covariance, d), "entropy of a linear network with normal input, exact", layers, [d], inputs);
}
