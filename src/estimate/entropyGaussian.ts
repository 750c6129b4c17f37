import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { covariance } from "../numeric/covariance.js";
import { type DeterminantCorrection, logDetCovariance } from "./logDetCovariance.js";

/**
 * Differential entropy of a normal distribution with the covariance of the samples, ½ ln det(2πe Σ̂): for any law with this covariance an upper
 * bound.
 *
 * @param x n × d samples, n > d
 * @param options.correction "plugIn" (default; divisor n − 1), or "unbiased" for normal samples
 * @returns nats
 * @throws {DomainError} a singular covariance
 */
export function entropyGaussian(x: Matrix, options: { readonly correction?: DeterminantCorrection } = {}): Estimate {
  const me = "entropyGaussian";
  checkKnownOptions(me, options, ["correction"]);
  const { correction = "plugIn" } = options;
  checkOneOf(me, "correction", correction, ["plugIn", "unbiased"]);
  checkMatrix(me, "x", x);
  checkNotEmpty(me, "x", x);
  checkFinite(me, "x", x);
  const { rows: n, cols: d } = x;
  const logDet = logDetCovariance(me, "x", covariance([{ data: x.data, d }], n), d, n, correction);
  return estimate({
    nats: (d / 2) * Math.log(2 * Math.PI * Math.E) + logDet / 2,
    estimator: "entropy of a normal distribution with this covariance",
    settings: { correction },
    samples: n,
    dims: [d],
  });
}
