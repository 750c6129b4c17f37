import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { entropyMixtureQuadrature } from "./entropyMixtureQuadrature.js";

/**
 * I(S; S + Z) of a noisy neuron, or of two: S uniform on the rows of `centres`, Z ~ N(0, σ² I), by quadrature:
 * h(S + Z) − (d/2) ln(2πeσ²).
 *
 * @param centres n × 1 or n × 2: the outputs before the noise, one row per equally likely input
 * @param options.noise σ, in the units of the centres
 * @returns nats, between 0 and ln n up to 1e-10
 * @throws {DomainError} as {@link entropyMixtureQuadrature}
 * @see Goldfeld et al., ICML 2019, Section 4: one tanh neuron
 */
export function mutualInformationMixtureQuadrature(centres: Matrix, options: { readonly noise: number }): Estimate {
  const h = entropyMixtureQuadrature(centres, options);
  const d = centres.cols;
  return estimate({
    nats: h.nats - (d / 2) * Math.log(2 * Math.PI * Math.E) - d * Math.log(options.noise),
    estimator: "I(S;S+Z) by quadrature",
    settings: h.settings,
    samples: h.samples,
    dims: h.dims,
  });
}
