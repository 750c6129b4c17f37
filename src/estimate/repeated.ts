import { setImmediate } from "node:timers/promises";
import { checkInteger } from "../core/checks.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import type { Progress } from "../core/progress.js";
import { mapInPool } from "../numeric/threads.js";
import { type Draw, drawnPair } from "./drawnPair.js";
import { estimateOf, type PairEstimator } from "./pairEstimator.js";
import { PAIR_ESTIMATORS } from "./pairEstimators.js";
import type { Repeat } from "./repeatTask.js";
import { shared } from "./shared.js";
import { slowProgress } from "./slowProgress.js";

/** How repetitions are drawn, followed and stopped. */
export interface RepeatOptions {
  /** The same seed gives the same numbers for any number of threads. */
  readonly seed?: number;
  /** Threads of the worker pool; all cores by default. */
  readonly threads?: number;
  /** Abort: what is done by then is used. */
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

export const REPEAT_OPTIONS = ["seed", "threads", "signal", "progress"] as const;

/**
 * One estimate for each draw, in nats, those that an abort left out missing. Estimators of this library run in the worker pool; a function of
 * the caller's cannot be sent there and runs here, giving way between two repetitions.
 */
export async function repeated(
  me: string,
  { run, options }: { run: PairEstimator; options: object },
  { x, y }: { x: Matrix; y?: Matrix },
  draws: readonly Draw[],
  { seed = 0, threads, signal = hostSignal(), progress = slowProgress(me) }: RepeatOptions,
): Promise<number[]> {
  checkInteger(me, "seed", seed, 0);
  if (threads !== undefined) checkInteger(me, "threads", threads, 1);
  let done = 0;
  const step = (): void => progress(++done, draws.length);
  if (PAIR_ESTIMATORS[run.name] === run) {
    const samples = { x: shared(x), y: y && shared(y) };
    const jobs = draws.map((draw): Repeat => ({ name: run.name, options, ...samples, draw }));
    const task = new URL("./repeatTask.js", import.meta.url);
    const all = await mapInPool<Repeat, number | undefined>(task, jobs, { signal, threads, onProgress: step });
    return all.filter((nats) => nats !== undefined);
  }
  const values: number[] = [];
  for (const draw of draws) {
    if (signal?.aborted) break;
    const pair = drawnPair(x, y, draw);
    values.push((await estimateOf(run, pair.x, pair.y, options)).nats);
    step();
    await setImmediate();
  }
  return values;
}

/** Mean and standard deviation (divisor n − 1). */
export function meanAndSd(values: readonly number[]): { mean: number; sd: number } {
  let mean = 0;
  for (const v of values) mean += v / values.length;
  let square = 0;
  for (const v of values) square += (v - mean) ** 2;
  return { mean, sd: Math.sqrt(square / (values.length - 1)) };
}
