import { type JobContext, mapInPool, type Task } from "./threads.js";

/** The longest that jobs hold this thread, in ms, if they call `turn` often enough. */
const HOLD = 15;

/**
 * As `mapInPool`, on this thread and one job after the other: for jobs that work on objects which cannot be sent to another thread. The job lets
 * others have the thread with `await context.turn()`.
 */
export async function mapHere<A, R>(
  task: Task<A, R>,
  jobs: readonly A[],
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (job: number, value: unknown) => void } = {},
): Promise<R[]> {
  let since = performance.now();
  const turn = async () => {
    if (performance.now() - since < HOLD) return;
    await new Promise(setImmediate);
    since = performance.now();
  };
  const offload: JobContext["offload"] = async (module, argument) => (await mapInPool(module, [argument], { signal }))[0] as never;
  const results: R[] = [];
  for (const [i, job] of jobs.entries())
    results.push(await task(job, { aborted: () => signal?.aborted === true, report: (value) => onProgress?.(i, value), turn, offload }));
  return results;
}
