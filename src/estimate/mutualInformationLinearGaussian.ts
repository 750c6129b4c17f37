import type { Estimate } from "../core/estimate.js";
import { exactEstimate, gaussianEntropy, type LinearGaussianOptions, type LinearLayer, lastCovariance } from "./linearGaussian.js";

/**
 * I(X;T_L) of a linear network with normal input X, ½ ln(det C_L / det N_L): C_L the covariance of the last layer, N_L that of its noise with the
 * input held fixed. Exact.
 *
 * @param layers as in {@link entropyLinearGaussian}; the noise that reaches the last layer must have full rank
 * @returns nats
 * @throws {DomainError} no noise in some direction of the last layer: the information is infinite
 */
export function mutualInformationLinearGaussian(layers: readonly LinearLayer[], options: LinearGaussianOptions = {}): Estimate {
  const me = "mutualInformationLinearGaussian";
  const { covariance, d, inputs } = lastCovariance(me, layers, options, true);
  const noise = lastCovariance(me, layers, options, false);
  const nats = gaussianEntropy(me, covariance, d) - gaussianEntropy(me, noise.covariance, d);
  return exactEstimate(nats, "I(X;T) of a linear network with normal input, exact", layers, [inputs, d], inputs);
}
