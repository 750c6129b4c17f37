import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { inverseNormal } from "../core/random.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { gaussianInformation } from "./gaussianInformation.js";
import { checkKinds } from "./kinds.js";
import type { GaussianOptions } from "./mutualInformationGaussian.js";
import { tieWarnings } from "./tieWarnings.js";

const TIES = "the ranks of equal values are those of their order in the data";

/**
 * Mutual information of a Gaussian copula: every column is replaced by the normal scores of its ranks, Φ⁻¹(rank / (n + 1)), then
 * ½ ln(det Σ_x det Σ_y / det Σ). Unchanged by any increasing map of a column; in the limit of many samples a lower bound on I(X;Y) whatever the
 * marginals are, for one x and one y.
 *
 * @param x n × dx samples; row i is paired with row i of `y`
 * @param y n × dy samples, n > dx + dy
 * @returns nats
 * @see Ince et al., Human Brain Mapping 38, 1541 (2017)
 */
export function mutualInformationGaussianCopula(x: Matrix, y: Matrix, options: GaussianOptions = {}): Estimate {
  const me = "mutualInformationGaussianCopula";
  checkKnownOptions(me, options, ["correction", "kinds"]);
  checkKinds(me, options.kinds);
  const { correction = "unbiased" } = options;
  checkOneOf(me, "correction", correction, ["plugIn", "unbiased"]);
  checkContinuousPair(me, x, y);
  return estimate({
    nats: gaussianInformation(me, normalScores(x), normalScores(y), correction),
    estimator: "Gaussian copula",
    settings: { correction },
    samples: x.rows,
    dims: [x.cols, y.cols],
    warnings: [...tieWarnings("x", x, TIES), ...tieWarnings("y", y, TIES)],
  });
}

/** Ranks of equal values are those of their order of appearance, which sorting keeps. */
function normalScores({ rows, cols, data }: Matrix): Matrix {
  const out = new Float64Array(data.length);
  for (let k = 0; k < cols; k++) {
    const order = Uint32Array.from({ length: rows }, (_, i) => i).sort((a, b) => data[a * cols + k] - data[b * cols + k]);
    for (let rank = 0; rank < rows; rank++) out[order[rank] * cols + k] = inverseNormal((rank + 1) / (rows + 1));
  }
  return { rows, cols, data: out };
}
