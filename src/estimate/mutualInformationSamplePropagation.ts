import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty, checkPositive } from "../core/checks.js";
import { ShapeError } from "../core/errors.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { cutNats } from "../numeric/mixtureSums.js";
import { estimateStream } from "./estimateStream.js";
import { inUnitsOfNoise } from "./inUnitsOfNoise.js";
import { mixtureInformation } from "./mixtureInformation.js";
import { MONTE_CARLO_OPTIONS, type MonteCarloOptions, monteCarloOptions, monteCarloWarnings } from "./monteCarloOptions.js";
import { precisionOf } from "./precisionOf.js";
import { riskBoundSamplePropagation } from "./riskBoundSamplePropagation.js";

export interface SamplePropagationOptions extends MonteCarloOptions {
  /** β, the standard deviation of the noise added to each unit of this layer. */
  readonly noise: number;
  /**
   * How often each input went through the noisy layers below: rows i · replicas … (i + 1) · replicas − 1 of `outputs` belong to input i.
   * 1 (default): the layer's output before its own noise is a function of the input, as in the first layer; h(T|X) is then exact.
   */
  readonly replicas?: number;
}

/**
 * The sample propagation estimator of I(X;T), T = S + Z with Z ~ N(0, β² I) the layer's own noise:
 *
 *     Î = h(mixture of all rows) − (1/n) Σ_x h(mixture of the rows of x)
 *
 * each the entropy of a known Gaussian mixture, by Monte Carlo to a wanted standard error. X is uniform on the inputs, and each input counts
 * once (drawing them with replacement, as the released code does, caps the first layer 0.57 nats below ln n). The spread over inputs in the
 * second term is part of the error only as long as fewer draws than inputs are needed.
 *
 * @param outputs (n · replicas) × d: outputs of the layer *before* its noise, the noise of the layers below included
 * @param options `noise`, `replicas`, and how far to go: {@link SamplePropagationOptions}
 * @returns nats, never clamped, with the standard error of the Monte Carlo. That the mixtures stand for the true densities is another error:
 *   `settings.riskBound` is what Theorem 1 guarantees with its constant set to 1
 * @see Goldfeld et al., ICML 2019, Eq. (1)
 */
export async function mutualInformationSamplePropagation(outputs: Matrix, options: SamplePropagationOptions): Promise<Estimate> {
  const me = "mutualInformationSamplePropagation";
  checkKnownOptions(me, options ?? {}, ["noise", "replicas", ...MONTE_CARLO_OPTIONS]);
  checkMatrix(me, "outputs", outputs);
  checkNotEmpty(me, "outputs", outputs);
  checkFinite(me, "outputs", outputs);
  const { noise, replicas = 1 } = options ?? {};
  checkPositive(me, "noise", noise);
  checkInteger(me, "replicas", replicas, 1, outputs.rows);
  const { rows, cols: d } = outputs;
  if (rows % replicas !== 0)
    throw new ShapeError(`${me}: outputs must have ${replicas} rows for each input; got ${rows} rows, no multiple of ${replicas}.`);
  const { standardError, maxDraws, seed, threads, signal, progress } = monteCarloOptions(me, options);
  const inputs = rows / replicas;
  const points = await inUnitsOfNoise(me, "outputs", outputs, noise);
  const common = { points, n: rows, d, seed, signal, threads, most: maxDraws };
  // the cheaper term first; what it leaves of the error is the other's
  const given =
    replicas === 1
      ? { mean: 0, error: 0, draws: 0 }
      : await mixtureInformation({
          ...{ ...common, replicas, stream: estimateStream("conditional"), error: standardError / 2 },
          progress: (done, total) => progress(done, total, "h(T|X)"),
        });
  const left = Math.sqrt(Math.max(standardError ** 2 - given.error ** 2, standardError ** 2 / 4));
  const marginal = await mixtureInformation({
    ...{ ...common, stream: estimateStream("marginal"), error: left },
    progress: (done, total) => progress(done, total, "h(T)"),
  });
  if (marginal.draws === 0 || Number.isNaN(given.mean))
    throw signal?.reason ?? new Error(`${me}: interrupted before the first draws were done.`);
  const error = Math.hypot(marginal.error, given.error);
  return estimate({
    nats: marginal.mean - given.mean,
    error: { nats: error, how: `Monte Carlo, ${marginal.draws} pairs of draws for h(T) and ${given.draws} sets for h(T|X)` },
    estimator: "sample propagation, X uniform on the inputs",
    settings: {
      ...{ noise, replicas, standardError, precision: precisionOf({ data: points }) },
      truncation: rows * Math.exp(-cutNats(points)),
      riskBound: riskBoundSamplePropagation({ noise, dims: d, samples: rows }),
    },
    samples: inputs,
    dims: [d],
    seed,
    warnings: [...ceiling(marginal.mean - given.mean, inputs), ...monteCarloWarnings(me, error, standardError, signal?.aborted ?? false)],
  });
}

function ceiling(nats: number, n: number): string[] {
  if (n === 1 || nats < Math.log(n) - 0.01) return [];
  return [
    `the estimate is at its ceiling ln n = ${Number(Math.log(n).toPrecision(5))} nats: at this noise the ${n} inputs do not overlap.`,
  ];
}
