import type { Progress } from "../core/progress.js";
import type { CentreBlocks } from "../numeric/blockCentres.js";
import { type StrataMean, sampleStrata } from "../numeric/sampleStrata.js";
import { mapInPool } from "../numeric/threads.js";
import type { MixtureDraws } from "./mixtureDrawsTask.js";
import type { MixtureSetup, MixtureSetupJob } from "./mixtureSetupTask.js";
import type { ProxyJob } from "./proxyTask.js";

export interface MixtureInformationOptions {
  /** Centres in units of the noise, n × d, in shared memory. */
  readonly points: Float32Array | Float64Array;
  readonly n: number;
  readonly d: number;
  /** Every run of this many rows is a mixture of its own, and the mean over these mixtures is wanted. Default: one mixture of all rows. */
  readonly replicas?: number;
  readonly error: number;
  readonly most: number;
  readonly seed: number;
  /** First of the streams of random numbers that the draws use, one each. */
  readonly stream: number;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly progress?: Progress;
}

/** With more centres than this, few are drawn, and what pairwise distances to PROXY_CENTRES of them say of each is a control variate. */
const PROXY_FROM = 4096;
const PROXY_CENTRES = 1024;
const CHUNK = 512; // draws per job: fixed, so that nothing depends on the number of threads

/** I(S;S+Z) of a Gaussian mixture by Monte Carlo in the worker pool, to a wanted standard error; with `replicas` the mean over mixtures. */
export async function mixtureInformation(options: MixtureInformationOptions): Promise<StrataMean> {
  const { points, n, d, replicas, seed, stream, signal, threads, progress } = options;
  const strata = replicas ? n / replicas : n;
  const setupJob = { points, n, d, strata, seed, stream, whole: !replicas, proxyCentres: n > PROXY_FROM ? PROXY_CENTRES : 0 };
  const setupTask = new URL("./mixtureSetupTask.js", import.meta.url);
  const [{ order, blocks, some, among }] = await mapInPool<MixtureSetupJob, MixtureSetup>(setupTask, [setupJob]);
  const proxy = some && among && (await centredProxy(options, some, among));
  const evaluate = async (first: number, count: number): Promise<Float64Array> => {
    const chunk = replicas ? CHUNK / 16 : CHUNK;
    const jobs: MixtureDraws[] = [];
    for (let start = 0; start < count; start += chunk)
      jobs.push({
        ...{ points, d, blocks, replicas: replicas ?? 1, proxy, order, seed, stream },
        first: first + start,
        count: Math.min(chunk, count - start),
      });
    let done = first;
    const onProgress = (_: number, drawn: unknown): void => {
      done += drawn as number;
      progress?.(done, first + count);
    };
    const task = new URL("./mixtureDrawsTask.js", import.meta.url);
    const parts = await mapInPool<MixtureDraws, Float64Array>(task, jobs, { signal, threads, onProgress });
    const values = new Float64Array(3 * count);
    let at = 0;
    for (const part of parts) {
      values.set(part, at);
      at += part.length;
    }
    return values;
  };
  return sampleStrata(strata, evaluate, { error: options.error, most: options.most, aborted: () => signal?.aborted ?? false });
}

/** {@link ProxyJob} for all centres, less its mean. */
async function centredProxy(
  { points, n, signal, threads }: MixtureInformationOptions,
  some: CentreBlocks,
  among: Uint8Array,
): Promise<Float64Array> {
  const jobs: ProxyJob[] = [];
  for (let first = 0; first < n; first += 8192) jobs.push({ points, n, first, count: Math.min(8192, n - first), some, among });
  const parts = await mapInPool<ProxyJob, Float64Array>(new URL("./proxyTask.js", import.meta.url), jobs, { signal, threads });
  const out = new Float64Array(new SharedArrayBuffer(8 * n));
  let mean = 0;
  for (const [j, part] of parts.entries()) {
    out.set(part, jobs[j].first);
    for (const v of part) mean += v / n;
  }
  for (let i = 0; i < n; i++) out[i] -= mean;
  return out;
}
