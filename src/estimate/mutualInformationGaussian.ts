import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { gaussianInformation } from "./gaussianInformation.js";
import { checkKinds, type Kind } from "./kinds.js";
import type { DeterminantCorrection } from "./logDetCovariance.js";

export interface GaussianOptions {
  /** "plugIn" (default), or "unbiased" for normal samples: the plug-in is about dx·dy / 2n too high. */
  readonly correction?: DeterminantCorrection;
  /** What x and y are; refused with the reason unless both are continuous. */
  readonly kinds?: readonly [Kind, Kind];
}

/**
 * Mutual information of normal variables with the covariance of the samples, ½ ln(det Σ_x det Σ_y / det Σ). It sees linear dependence alone:
 * where only the marginals are normal it is neither an upper nor a lower bound.
 *
 * @param x n × dx samples; row i is paired with row i of `y`
 * @param y n × dy samples, n > dx + dy
 * @returns nats
 * @throws {DomainError} a singular covariance, or kinds that are not continuous
 */
export function mutualInformationGaussian(x: Matrix, y: Matrix, options: GaussianOptions = {}): Estimate {
  const me = "mutualInformationGaussian";
  checkKnownOptions(me, options, ["correction", "kinds"]);
  checkKinds(me, options.kinds);
  const { correction = "plugIn" } = options;
  checkOneOf(me, "correction", correction, ["plugIn", "unbiased"]);
  checkContinuousPair(me, x, y);
  return estimate({
    nats: gaussianInformation(me, x, y, correction),
    estimator: "normal variables with this covariance",
    settings: { correction },
    samples: x.rows,
    dims: [x.cols, y.cols],
  });
}
