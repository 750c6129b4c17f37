import { checkMatrix, checkNotEmpty } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { entropyOfProbabilities } from "./entropyOfProbabilities.js";

/**
 * Mutual information of two discrete variables from their joint probabilities, Σ p(x,y) ln [p(x,y) / p(x) p(y)]. Exact: nothing is sampled.
 *
 * @param joint one row per value of x, one column per value of y; sum 1 (to 1e-9)
 * @returns nats
 */
export function mutualInformationExact(joint: Matrix): Estimate {
  const me = "mutualInformationExact";
  checkMatrix(me, "joint", joint);
  checkNotEmpty(me, "joint", joint);
  const h = entropyOfProbabilities(me, "joint", joint.data);
  const px = new Float64Array(joint.rows);
  const py = new Float64Array(joint.cols);
  for (let i = 0; i < joint.rows; i++)
    for (let j = 0; j < joint.cols; j++) {
      px[i] += joint.data[i * joint.cols + j];
      py[j] += joint.data[i * joint.cols + j];
    }
  return estimate({
    nats: entropyOfProbabilities(me, "joint", px) + entropyOfProbabilities(me, "joint", py) - h,
    estimator: "mutual information of known probabilities",
    settings: {},
    samples: 0,
    dims: [1, 1],
  });
}
