import { checkInteger, checkKnownOptions, checkPositive } from "../core/checks.js";

/**
 * The bound on the risk of the sample propagation estimator for units bounded by 1:
 * sup E|I − Î| ≤ (8 cᵈ + d ln(1 + 1/σ²)) / (4 √n), with as many conditional as unconditional samples.
 *
 * @param options.noise σ
 * @param options.dims d, units of the layer
 * @param options.samples n
 * @param options.c the constant of the theorem; the paper gives it in an appendix only, and 1 (the default) is the least it can be
 * @returns nats
 * @see Goldfeld et al., ICML 2019, Theorem 1, Eq. (2)
 */
export function riskBoundSamplePropagation(options: { noise: number; dims: number; samples: number; c?: number }): number {
  const me = "riskBoundSamplePropagation";
  checkKnownOptions(me, options, ["noise", "dims", "samples", "c"]);
  const { noise, dims, samples, c = 1 } = options;
  checkPositive(me, "noise", noise);
  checkInteger(me, "dims", dims, 1);
  checkInteger(me, "samples", samples, 1);
  checkPositive(me, "c", c);
  return (8 * c ** dims + dims * Math.log1p(1 / noise ** 2)) / (4 * Math.sqrt(samples));
}
