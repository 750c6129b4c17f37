const PILOT = 2048; // draws before the first look at their spread: a small pilot that looks accurate by chance would stop too early

/** What repeated draws from n equally likely strata gave. */
export interface StrataMean {
  readonly mean: number;
  /** Standard error of `mean`. */
  readonly error: number;
  readonly draws: number;
}

/**
 * Mean over n equally likely strata of the expectation within each, to a wanted standard error and no further.
 *
 * Draw t belongs to stratum order[t mod n]. As long as fewer than n draws are needed they are a random subset of the strata, and their spread
 * gives the error. Beyond that every stratum gets the same number of draws, so the spread between strata no longer counts, only the spread
 * within: from the differences between the sweeps.
 *
 * Each draw brings two controls of mean 0, one in every stratum and one over the strata; λ times each is subtracted, λ by least squares. The λ of
 * the even draws come from the odd ones and the other way round, so that the mean stays unbiased.
 *
 * @param evaluate value and two controls of draws first … first + count − 1, interleaved; NaN for those that an abort left out
 * @param options.error wanted standard error
 * @param options.most draws at most
 */
export async function sampleStrata(
  n: number,
  evaluate: (first: number, count: number) => Promise<Float64Array>,
  options: { readonly error: number; readonly most: number; readonly aborted: () => boolean },
): Promise<StrataMean> {
  const { error, most, aborted } = options;
  const parts: Float64Array[] = [];
  let draws = 0;
  let wanted = Math.min(most, n <= PILOT / 2 ? n * Math.ceil(PILOT / n) : PILOT / 2);
  let result: StrataMean = { mean: Number.NaN, error: Infinity, draws: 0 };
  while (draws < wanted && !aborted()) {
    const part = await evaluate(draws, wanted - draws);
    const missing = part.findIndex(Number.isNaN);
    parts.push(missing < 0 ? part : part.subarray(0, missing));
    draws += Math.floor((missing < 0 ? part.length : missing) / 3);
    if (draws === 0) break;
    result = summarise(parts, draws, n);
    if (result.error <= error || missing >= 0) break;
    wanted = Math.min(most, nextSize(result, n, error));
  }
  return result;
}

/** How many draws the wanted error takes, 10 % more than the spread so far says; whole sweeps beyond the first, two before the spread within is known. */
function nextSize({ error, draws }: StrataMean, n: number, target: number): number {
  const needed = Math.ceil(1.1 * draws * Math.min((error / target) ** 2, 1e6)) + 16;
  if (draws < 2 * n) return needed < n ? needed : 2 * n;
  return n * Math.ceil(needed / n);
}

function summarise(parts: readonly Float64Array[], draws: number, n: number): StrataMean {
  const sweeps = Math.floor(draws / n);
  const used = sweeps >= 2 ? sweeps * n : draws;
  const values = controlled(parts, used);
  let mean = 0;
  for (let t = 0; t < used; t++) mean += values[t] / used;
  let variance = 0;
  if (sweeps < 2) {
    for (let t = 0; t < used; t++) variance += (values[t] - mean) ** 2;
    return { mean, error: used > 1 ? Math.sqrt(variance / (used - 1) / used) : Infinity, draws: used };
  }
  for (let i = 0; i < n; i++) {
    let centre = 0;
    for (let t = i; t < used; t += n) centre += values[t] / sweeps;
    for (let t = i; t < used; t += n) variance += (values[t] - centre) ** 2 / (sweeps - 1);
  }
  return { mean, error: Math.sqrt(variance / sweeps) / n, draws: used };
}

/** The first `used` values, less λ times their controls. */
function controlled(parts: readonly Float64Array[], used: number): Float64Array {
  const values = new Float64Array(used);
  const first = new Float64Array(used);
  const second = new Float64Array(used);
  let t = 0;
  for (const part of parts)
    for (let i = 0; i + 2 < part.length && t < used; i += 3, t++) {
      values[t] = part[i];
      first[t] = part[i + 1];
      second[t] = part[i + 2];
    }
  const lambda = [slopes(values, first, second, 1), slopes(values, first, second, 0)];
  for (t = 0; t < used; t++) values[t] -= lambda[t % 2][0] * first[t] + lambda[t % 2][1] * second[t];
  return values;
}

/** Least-squares slopes of the values on both controls over every second draw; 1 and 0 for fewer than 8. */
function slopes(values: Float64Array, first: Float64Array, second: Float64Array, start: number): [number, number] {
  const half = Math.floor((values.length - start + 1) / 2);
  if (half < 8) return [1, 0];
  let [mv, ma, mb] = [0, 0, 0];
  for (let t = start; t < values.length; t += 2) {
    mv += values[t] / half;
    ma += first[t] / half;
    mb += second[t] / half;
  }
  let [va, vb, aa, ab, bb] = [0, 0, 0, 0, 0];
  for (let t = start; t < values.length; t += 2) {
    const v = values[t] - mv;
    const a = first[t] - ma;
    const b = second[t] - mb;
    va += v * a;
    vb += v * b;
    aa += a * a;
    ab += a * b;
    bb += b * b;
  }
  const det = aa * bb - ab * ab;
  if (det > 1e-12 * aa * bb) return [(va * bb - vb * ab) / det, (vb * aa - va * ab) / det];
  return [aa > 0 ? va / aa : 1, 0];
}
