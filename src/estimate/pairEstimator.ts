import { DomainError } from "../core/errors.js";
import type { Estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";

/**
 * An estimator of I(X;Y) from paired samples, e.g. {@link mutualInformationKsg}, or any function of yours with these arguments; where only x is
 * given, an estimator of an entropy, which takes (x, options).
 */
// biome-ignore lint/suspicious/noExplicitAny: each estimator has its own options
export type PairEstimator = (x: Matrix, y: any, options?: any) => Estimate | Promise<Estimate>;

/** The estimate of (x, y), or of x alone. */
export function estimateOf(run: PairEstimator, x: Matrix, y: Matrix | undefined, options: object): Estimate | Promise<Estimate> {
  return y ? run(x, y, options) : run(x, options);
}

/** An estimator, alone or with its options: `mutualInformationGaussian`, `[mutualInformationKsg, { k: 5 }]`. */
export type EstimatorChoice = PairEstimator | readonly [PairEstimator, object];

/** The function and its options. */
export function chosen(me: string, choice: EstimatorChoice): { run: PairEstimator; options: object } {
  const [run, options] = Array.isArray(choice) ? (choice as [PairEstimator, object]) : [choice as PairEstimator, {}];
  if (typeof run !== "function" || typeof options !== "object" || options === null)
    throw new DomainError(`${me}: an estimator must be a function of (x, y, options), or [function, options]; got ${String(choice)}.`);
  return { run, options };
}
