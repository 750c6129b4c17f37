import type { Estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { estimateOf } from "./pairEstimator.js";
import { PAIR_ESTIMATORS } from "./pairEstimators.js";

export interface WholeEstimate {
  /** One of {@link PAIR_ESTIMATORS}. */
  readonly name: string;
  readonly options: object;
  readonly x: Matrix;
  readonly y?: Matrix;
}

/** The estimate of all samples, and how long it took. */
export default async function wholeEstimate({ name, options, x, y }: WholeEstimate): Promise<{ fields: Estimate; milliseconds: number }> {
  const start = performance.now();
  const fields = await estimateOf(PAIR_ESTIMATORS[name], x, y, options);
  return { fields, milliseconds: performance.now() - start };
}
