import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { covariance } from "../numeric/covariance.js";
import { subMatrix } from "../numeric/subMatrix.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { checkKinds, type Kind } from "./kinds.js";
import { type DeterminantCorrection, logDetCovariance } from "./logDetCovariance.js";

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

/** ½ ln(det Σ_x det Σ_y / det Σ) of the sample covariances. */
export function gaussianInformation(me: string, x: Matrix, y: Matrix, correction: DeterminantCorrection): number {
  const [n, dx, dy] = [x.rows, x.cols, y.cols];
  const joint = covariance(
    [
      { data: x.data, d: dx },
      { data: y.data, d: dy },
    ],
    n,
  );
  const ofX = logDetCovariance(me, "x", subMatrix(joint, dx + dy, 0, dx), dx, n, correction);
  const ofY = logDetCovariance(me, "y", subMatrix(joint, dx + dy, dx, dy), dy, n, correction);
  return (ofX + ofY - logDetCovariance(me, "(x, y)", joint, dx + dy, n, correction)) / 2;
}
