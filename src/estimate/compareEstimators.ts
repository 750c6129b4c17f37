import { setImmediate } from "node:timers/promises";
import { checkKnownOptions } from "../core/checks.js";
import type { Estimate } from "../core/estimate.js";
import { hostSignal, type MimeBundle } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import type { Progress } from "../core/progress.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { chosen, type EstimatorChoice } from "./pairEstimator.js";
import { shared } from "./shared.js";
import { slowProgress } from "./slowProgress.js";
import { short, tableBundle } from "./tableBundle.js";
import { wholeEstimate } from "./wholeEstimate.js";

/** Estimates of one pair of samples by several estimators; one that refuses the data has its reason instead. */
export interface Comparison {
  readonly rows: readonly {
    readonly name: string;
    readonly options: object;
    readonly estimate?: Estimate;
    readonly refused?: string;
    readonly milliseconds: number;
  }[];
}

/**
 * One table of estimates of I(X;Y): each estimator on the same samples, with its warnings, or with the reason why it refuses them.
 *
 * @param choices e.g. `[mutualInformationGaussian, [mutualInformationKsg, { k: 3 }], [mutualInformationBinned, { binWidth: 0.2 }]]`. An estimator that
 *   takes the layer alone becomes one of both by a function with a name: `function kde(x, t) { return mutualInformationKde(t, { noiseVariance: 0.1 }) }`
 * @param options.truth the true value in nats, if it is known: then the table shows the errors
 */
export async function compareEstimators(
  x: Matrix,
  y: Matrix,
  choices: readonly EstimatorChoice[],
  options: { readonly truth?: number; readonly signal?: AbortSignal; readonly progress?: Progress } = {},
): Promise<Comparison> {
  const me = "compareEstimators";
  checkKnownOptions(me, options, ["truth", "signal", "progress"]);
  checkContinuousPair(me, x, y);
  const { truth, signal = hostSignal(), progress = slowProgress(me) } = options;
  const samples = { x: shared(x), y: shared(y) };
  const rows: Comparison["rows"][number][] = [];
  for (const choice of choices) {
    if (signal?.aborted) break;
    const call = chosen(me, choice);
    const name = call.run.name || "estimator";
    const start = performance.now();
    try {
      rows.push({ name, options: call.options, ...(await wholeEstimate(call, samples)) });
    } catch (error) {
      const refused = error instanceof Error ? error.message : String(error);
      rows.push({ name, options: call.options, refused, milliseconds: performance.now() - start });
    }
    progress(rows.length, choices.length, name);
    await setImmediate();
  }
  const bundle = (): MimeBundle =>
    tableBundle(
      `I(X;Y), n = ${x.rows}, d = ${x.cols} and ${y.cols}${truth === undefined ? "" : `; truth ${short(truth)} nats`}`,
      ["estimator", "options", "nats", "± error", "bits", ...(truth === undefined ? [] : ["off by"]), "ms", "remarks"],
      rows.map(({ name, options: o, estimate, refused, milliseconds }) => [
        name,
        Object.entries(o)
          .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
          .join(", "),
        short(estimate?.nats),
        short(estimate?.error?.nats, 2),
        short(estimate?.bits),
        ...(truth === undefined ? [] : [short(estimate && estimate.nats - truth, 2)]),
        short(milliseconds, 2),
        refused ?? estimate!.warnings.join(" "),
      ]),
    );
  return Object.freeze({ rows, [Symbol.for("Jupyter.display")]: bundle });
}
