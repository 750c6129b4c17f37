import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { mapInPool } from "../numeric/threads.js";
import { estimateOf, type PairEstimator } from "./pairEstimator.js";
import { PAIR_ESTIMATORS } from "./pairEstimators.js";
import { shared } from "./shared.js";
import type { WholeEstimate } from "./wholeEstimateTask.js";

/** The estimate of all samples: in the worker pool where the estimator is one of this library's, so that the main thread stays free, else here. */
export async function wholeEstimate(
  { run, options }: { run: PairEstimator; options: object },
  { x, y }: { x: Matrix; y?: Matrix },
): Promise<{ estimate: Estimate; milliseconds: number }> {
  if (PAIR_ESTIMATORS[run.name] !== run) {
    const start = performance.now();
    const whole = await estimateOf(run, x, y, options);
    return { estimate: whole, milliseconds: performance.now() - start };
  }
  const jobs = [{ name: run.name, options, x: shared(x), y: y && shared(y) }];
  const task = new URL("./wholeEstimateTask.js", import.meta.url);
  const [{ fields, milliseconds }] = await mapInPool<WholeEstimate, { fields: Estimate; milliseconds: number }>(task, jobs);
  return { estimate: estimate(fields), milliseconds }; // how it shows itself was lost on the way
}
