import { checkInteger, checkKnownOptions } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { chosen, type EstimatorChoice } from "./pairEstimator.js";
import { meanAndSd, REPEAT_OPTIONS, type RepeatOptions, repeated } from "./repeated.js";
import { wholeEstimate } from "./wholeEstimate.js";

export interface SubsamplingOptions extends RepeatOptions {
  readonly parts?: number;
  readonly partitions?: number;
}

/**
 * The estimate with its standard error from disjoint parts of the samples: the variance of an estimate goes as 1 / n, so that of the whole is the
 * variance between the parts, of n / m samples each, divided by m. Averaged over several random partitions.
 *
 * It is the error of the estimate, unlike the spread of the points' own contributions, which share neighbours and give 14 to 37 % too little. It
 * tells nothing of the bias: for that see {@link calibrate}.
 *
 * @param choice e.g. `[mutualInformationKsg, { k: 3 }]`
 * @param y left out for the error of an entropy: `errorBySubsampling(entropyKozachenkoLeonenko, x)`
 * @param options.parts m, 10 by default
 * @param options.partitions 10 by default
 * @returns a promise of the estimate of all samples, with `error`
 * @see Holmes & Nemenman, Phys. Rev. E 100, 022404 (2019)
 */
export function errorBySubsampling(choice: EstimatorChoice, x: Matrix, y: Matrix, options?: SubsamplingOptions): Promise<Estimate>;
export function errorBySubsampling(choice: EstimatorChoice, x: Matrix, options?: SubsamplingOptions): Promise<Estimate>;
export async function errorBySubsampling(
  choice: EstimatorChoice,
  x: Matrix,
  second: Matrix | SubsamplingOptions = {},
  third?: SubsamplingOptions,
): Promise<Estimate> {
  const me = "errorBySubsampling";
  const y = (second as Partial<Matrix>).data === undefined ? undefined : (second as Matrix);
  const options = (y ? third : (second as SubsamplingOptions)) ?? {};
  checkKnownOptions(me, options, ["parts", "partitions", ...REPEAT_OPTIONS]);
  checkContinuousPair(me, x, y ?? x);
  const { parts = 10, partitions = 10, seed = 0 } = options;
  checkInteger(me, "parts", parts, 2, Math.floor(x.rows / 2));
  checkInteger(me, "partitions", partitions, 1);
  const call = chosen(me, choice);
  const { estimate: whole } = await wholeEstimate(call, { x, y });
  const draws = Array.from(
    { length: partitions * parts },
    (_, i) => ({ kind: "part", seed, stream: Math.floor(i / parts), part: i % parts, parts }) as const,
  );
  const values = await repeated(me, call, { x, y }, draws, options);
  let variance = 0;
  const complete = Math.floor(values.length / parts);
  for (let p = 0; p < complete; p++) variance += meanAndSd(values.slice(p * parts, (p + 1) * parts)).sd ** 2 / complete;
  if (complete === 0) throw options.signal?.reason ?? new Error(`${me}: interrupted before one partition was done.`);
  const error = {
    nats: Math.sqrt(variance / parts),
    how: `subsampling: ${parts} disjoint parts of ${Math.floor(x.rows / parts)}, ${complete} partitions`,
  };
  return estimate({ ...whole, error, seed });
}
