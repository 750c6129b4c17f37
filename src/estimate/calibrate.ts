import { checkInteger, checkKnownOptions, checkNotNegative } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Estimate } from "../core/estimate.js";
import type { MimeBundle } from "../core/host.js";
import { chosen, type EstimatorChoice } from "./pairEstimator.js";
import { meanAndSd, REPEAT_OPTIONS, type RepeatOptions, repeated } from "./repeated.js";
import { short, tableBundle } from "./tableBundle.js";

export interface CalibrateOptions extends RepeatOptions {
  /** An estimate: its samples and dims are taken, and its nats as one of the truths. */
  readonly like?: Estimate;
  readonly samples?: number;
  readonly dims?: readonly [number, number];
  /** The true values to try, nats; 0, ½, 1, 2 and 4 by default. */
  readonly nats?: readonly number[];
  /** Data sets per true value, 20 by default. */
  readonly repetitions?: number;
}

/** What an estimator makes of normal variables whose information is known. */
export interface Calibration {
  readonly samples: number;
  readonly dims: readonly [number, number];
  /** For each truth: mean and standard deviation of the estimates, and their mean error, all in nats. */
  readonly rows: readonly {
    readonly truth: number;
    readonly mean: number;
    readonly sd: number;
    readonly bias: number;
    readonly repetitions: number;
  }[];
}

/**
 * The same estimator, at the same n and dimensions, on tasks with a known answer: min(dx, dy) pairs of normal variables with equal correlation,
 * the other columns independent. A bias here is a bias there at best: real data are no easier.
 *
 * @param choice e.g. `[mutualInformationKsg, { k: 3 }]`
 * @example await calibrate([mutualInformationKsg, { k: 3 }], { like: mutualInformationKsg(x, y) })
 */
export async function calibrate(choice: EstimatorChoice, options: CalibrateOptions): Promise<Calibration> {
  const me = "calibrate";
  checkKnownOptions(me, options ?? {}, ["like", "samples", "dims", "nats", "repetitions", ...REPEAT_OPTIONS]);
  const { like, repetitions = 20, seed = 0 } = options ?? {};
  const samples = options?.samples ?? like?.samples;
  const dims = (options?.dims ?? like?.dims) as readonly [number, number] | undefined;
  checkInteger(me, "samples", samples, 2);
  checkInteger(me, "repetitions", repetitions, 2);
  if (dims?.length !== 2) throw new DomainError(`${me}: dims must be [columns of x, columns of y]; got ${JSON.stringify(dims)}.`);
  for (const d of dims) checkInteger(me, "dims", d, 1);
  const own = like && like.nats > 0 ? [like.nats] : [];
  const truths = [...new Set(options?.nats ?? [...own, 0, 0.5, 1, 2, 4])].sort((a, b) => a - b);
  for (const nats of truths) checkNotNegative(me, "nats", nats);
  const call = chosen(me, choice);
  const draws = truths.flatMap((nats, t) =>
    Array.from({ length: repetitions }, (_, r) => ({ kind: "normal", seed, stream: t * repetitions + r, n: samples, dims, nats }) as const),
  );
  const nothing = { rows: 0, cols: 0, data: new Float64Array(0) };
  const values = await repeated(me, call, { x: nothing, y: nothing }, draws, options);
  const rows = truths
    .map((truth, t) => ({ truth, list: values.slice(t * repetitions, (t + 1) * repetitions) }))
    .filter(({ list }) => list.length > 1)
    .map(({ truth, list }) => {
      const { mean, sd } = meanAndSd(list);
      return { truth, mean, sd, bias: mean - truth, repetitions: list.length };
    });
  const bundle = (): MimeBundle =>
    tableBundle(
      `${call.run.name || "estimator"} on normal variables, n = ${samples}, d = ${dims.join(" and ")}`,
      ["truth (nats)", "mean", "sd", "bias"],
      rows.map((r) => [short(r.truth), short(r.mean), short(r.sd, 2), short(r.bias, 2)]),
    );
  return Object.freeze({ samples, dims, rows, [Symbol.for("Jupyter.display")]: bundle });
}
