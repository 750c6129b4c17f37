import { availableParallelism } from "node:os";
import { Worker, workerData } from "node:worker_threads";
import { DomainError, ShapeError } from "../core/errors.js";
import { hasLeft, newPieces, workThrough } from "./pieces.js";

/** What a task sees of the job it works on. */
export interface JobContext {
  /** True once the caller's signal was aborted: return what is done. */
  aborted(): boolean;
  /** Reaches the caller's `onProgress`. */
  report(value: unknown): void;
  /** Lets others have the thread now and then, where the task shares it with them. */
  turn?(): Promise<void>;
  /** Gives work to the pool, where the task is not there itself; the signal is that of the job. */
  offload?<A, R>(task: URL, argument: A): Promise<R>;
}

/** The default export of a task module. */
export type Task<A, R> = (argument: A, context: JobContext) => R | Promise<R>;

/** The default export of a module for {@link shareOut}: makes ready, once per thread, and returns what computes one piece. */
export type PieceTask<A> = (argument: A) => (piece: number) => void;

interface Pending {
  readonly message: object;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  progress(value: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  job?: Pending;
  /** Whether it is still at, or before, a {@link shareOut}. */
  helping?: () => boolean;
}

const POOL_THREAD = "infoplane pool thread";

const threads: Thread[] = [];
const queue: Pending[] = [];

/**
 * Runs one job per argument on the worker pool, and returns the results in the order of the arguments. The results must not depend on the
 * number of threads. An error of a job is thrown with the caller's frames below its own. After an abort every job still runs, sees `aborted()` and returns what it has, so nothing that was done is lost.
 *
 * @param task URL of a module whose default export is a {@link Task}: `new URL("./trainTask.js", import.meta.url)`
 * @param jobs one argument each, structured-cloned; put large inputs into a SharedArrayBuffer
 * @param options.threads how many jobs run at once; all cores by default
 */
export async function mapInPool<A, R>(
  task: URL,
  jobs: readonly A[],
  options: { signal?: AbortSignal; threads?: number; onProgress?: (job: number, value: unknown) => void } = {},
): Promise<R[]> {
  const { signal, onProgress } = options;
  const limit = Math.max(1, Math.min(options.threads ?? availableParallelism(), availableParallelism(), jobs.length));
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const abort = () => Atomics.store(flag, 0, 1);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const results = new Array<R>(jobs.length);
  const here = new Error("called here");
  let next = 0;
  const lane = async () => {
    while (next < jobs.length) {
      const i = next++;
      results[i] = (await submit({ module: task.href, argument: jobs[i], flag }, (value) => onProgress?.(i, value))) as R;
    }
  };
  try {
    await Promise.all(Array.from({ length: limit }, lane));
  } catch (error) {
    if (error instanceof Error) error.stack = `${error.stack}\n${here.stack!.split("\n").slice(2).join("\n")}`;
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  return results;
}

/**
 * Computes all pieces of a job here and on idle threads of the pool, and returns when they are done: for functions that return a value and no promise.
 * A piece writes its result into shared memory of the argument, all at once and the same whoever computes it. Nothing waits for a thread that has not
 * taken a piece: one that is still starting, or dies, costs time only. A thread of the pool works alone.
 *
 * @param task URL of the module whose default export is `prepare`
 * @param argument structured-cloned for the other threads
 * @param options.threads how many at most, this one included; all cores by default
 */
export function shareOut<A>(
  task: URL,
  prepare: PieceTask<A>,
  argument: A,
  pieces: number,
  { threads: most = availableParallelism() }: { threads?: number } = {},
): void {
  const limit = workerData === POOL_THREAD ? 1 : Math.min(most, availableParallelism(), pieces);
  while (threads.length < limit - 1) threads.push(start());
  const helpers = threads.filter((thread) => !thread.job && !thread.helping?.()).slice(0, limit - 1);
  const state = newPieces(pieces, helpers.length);
  for (const [helper, thread] of helpers.entries()) {
    thread.helping = () => !hasLeft(state, pieces, helper);
    thread.worker.postMessage({ module: task.href, argument, share: { state, pieces, helper } });
  }
  workThrough(state, pieces, prepare(argument));
}

/** Each job gets a thread of its own, whoever sent it, as long as there are cores. */
function submit(message: object, progress: (value: unknown) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    queue.push({ message, resolve, reject, progress });
    const wanted = threads.filter(({ job }) => job).length + queue.length;
    while (threads.length < Math.min(wanted, availableParallelism())) threads.push(start());
    dispatch();
  });
}

function start(): Thread {
  // of the flags of `node --input-type=module -e "…"`, a thread whose code lies in a file refuses the first
  const flags = process.execArgv.some((flag) => flag.startsWith("--input-type")) ? { execArgv: [] } : {};
  const thread: Thread = { worker: new Worker(new URL("./threadWorker.js", import.meta.url), { workerData: POOL_THREAD, ...flags }) };
  const { worker } = thread;
  const settle = (how: (job: Pending) => void) => {
    const { job } = thread;
    thread.job = undefined;
    worker.unref();
    if (job) how(job);
    dispatch();
  };
  worker.on("message", (m: { kind: "progress" | "result" | "error"; value: unknown; name?: string }) => {
    if (m.kind === "progress") thread.job?.progress(m.value);
    else settle((job) => (m.kind === "result" ? job.resolve(m.value) : job.reject(revived(m.value, m.name))));
  });
  worker.on("error", (error) => {
    threads.splice(threads.indexOf(thread), 1);
    settle((job) => job.reject(error));
  });
  worker.unref();
  return thread;
}

/** Our errors lose their class on the way from one thread to another. */
function revived(error: unknown, name?: string): unknown {
  const Class = [ShapeError, DomainError].find((known) => known.name === name);
  if (!Class || !(error instanceof Error)) return error;
  const same = new Class(error.message);
  same.stack = error.stack;
  return same;
}

function dispatch(): void {
  for (const thread of threads) {
    if (thread.job) continue;
    const job = queue.shift();
    if (!job) return;
    thread.job = job;
    thread.worker.ref();
    thread.worker.postMessage(job.message);
  }
}
