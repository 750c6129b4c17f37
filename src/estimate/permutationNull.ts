import { checkInteger, checkKnownOptions } from "../core/checks.js";
import type { Estimate } from "../core/estimate.js";
import type { MimeBundle } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import { checkContinuousPair } from "./checkContinuousPair.js";
import { chosen, type EstimatorChoice } from "./pairEstimator.js";
import { meanAndSd, REPEAT_OPTIONS, type RepeatOptions, repeated } from "./repeated.js";
import { short, tableBundle } from "./tableBundle.js";
import { wholeEstimate } from "./wholeEstimate.js";

/** An estimate beside those of the same samples with their pairing destroyed. */
export interface PermutationNull {
  readonly estimate: Estimate;
  /** Mean over the permutations: what the estimator makes of independent variables with these marginals. */
  readonly mean: number;
  readonly sd: number;
  /** (1 + permutations that reach the estimate) / (1 + permutations): the probability to be that high without dependence. */
  readonly p: number;
  readonly values: readonly number[];
}

/**
 * Is there any dependence at all: the estimate, and how it is distributed when the rows of y are shuffled.
 *
 * @param choice e.g. `[mutualInformationKsg, { k: 3 }]`
 * @param options.permutations 200 by default; the least p is 1 / (permutations + 1)
 * @returns a promise; an abort uses the permutations that are done
 */
export async function permutationNull(
  choice: EstimatorChoice,
  x: Matrix,
  y: Matrix,
  options: RepeatOptions & { readonly permutations?: number } = {},
): Promise<PermutationNull> {
  const me = "permutationNull";
  checkKnownOptions(me, options, ["permutations", ...REPEAT_OPTIONS]);
  checkContinuousPair(me, x, y);
  const { permutations = 200, seed = 0 } = options;
  checkInteger(me, "permutations", permutations, 1);
  const call = chosen(me, choice);
  const { estimate } = await wholeEstimate(call, { x, y });
  const draws = Array.from({ length: permutations }, (_, stream) => ({ kind: "permuted", seed, stream }) as const);
  const values = await repeated(me, call, { x, y }, draws, options);
  const { mean, sd } = meanAndSd(values);
  const p = (1 + values.filter((v) => v >= estimate.nats).length) / (1 + values.length);
  const bundle = (): MimeBundle =>
    tableBundle(
      `${estimate.estimator}: is there dependence? ${values.length} permutations`,
      ["", "nats"],
      [
        ["estimate", short(estimate.nats)],
        ["mean without dependence", short(mean)],
        ["sd without dependence", short(sd)],
        ["p", short(p, 2)],
      ],
    );
  return Object.freeze({ estimate, mean, sd, p, values, [Symbol.for("Jupyter.display")]: bundle });
}
