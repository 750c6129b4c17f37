import { type Estimate, estimate } from "../core/estimate.js";
import { entropyOfProbabilities } from "./entropyOfProbabilities.js";

/**
 * Entropy −Σ p ln p of known probabilities. Exact: nothing is sampled.
 *
 * @param p probabilities, 0 or more, with sum 1 (to 1e-9)
 * @returns nats
 */
export function entropyExact(p: ArrayLike<number>): Estimate {
  return estimate({
    nats: entropyOfProbabilities("entropyExact", "p", p),
    estimator: "entropy of known probabilities",
    settings: {},
    samples: 0,
    dims: [1],
  });
}
