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
 * Each draw brings a control of mean 0 in every stratum; λ times it is subtracted, λ by least squares. The λ of the even draws comes from the
 * odd ones and the other way round, so that the mean stays unbiased.
 *
 * @param evaluate value and control of draws first … first + count − 1, interleaved; NaN for those that an abort left out
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
    draws += (missing < 0 ? part.length : missing) / 2;
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
  const controls = new Float64Array(used);
  let t = 0;
  for (const part of parts)
    for (let i = 0; i < part.length && t < used; i += 2, t++) {
      values[t] = part[i];
      controls[t] = part[i + 1];
    }
  const lambda = [slope(values, controls, 1), slope(values, controls, 0)];
  for (t = 0; t < used; t++) values[t] -= lambda[t % 2] * controls[t];
  return values;
}

/** Least-squares slope of the values on the controls over every second draw; 1 for fewer than 8. */
function slope(values: Float64Array, controls: Float64Array, first: number): number {
  const half = Math.floor((values.length - first + 1) / 2);
  if (half < 8) return 1;
  let a = 0;
  let b = 0;
  for (let t = first; t < values.length; t += 2) {
    a += values[t] / half;
    b += controls[t] / half;
  }
  let product = 0;
  let square = 0;
  for (let t = first; t < values.length; t += 2) {
    product += (values[t] - a) * (controls[t] - b);
    square += (controls[t] - b) ** 2;
  }
  return square > 0 ? product / square : 1;
}
