import { checkOneOf, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { kernelVariance } from "./kernelVariance.js";

/** What the kernel of a Gaussian-mixture estimate is: the noise that the network adds, or a width that the data choose. */
export interface KdeOptions {
  /** Variance of the Gaussian noise in each unit, in squared units of the layer. */
  readonly noiseVariance?: number;
  /** Instead: the width under which held-out points are most likely, see {@link kernelVariance}. */
  readonly width?: "leaveOneOut" | "crossValidated";
  /** Folds of the cross-validated width, 5 by default. */
  readonly folds?: number;
  /** Seed of the folds. */
  readonly seed?: number;
  /** "upper" (default) from the Kullback-Leibler divergence of the components, "lower" from their Bhattacharyya distance. */
  readonly bound?: "upper" | "lower";
}

export const KDE_OPTIONS = ["noiseVariance", "width", "folds", "seed", "bound"] as const;

/** The kernel's variance under these options, and what to tell about it. */
export function kdeVariance(me: string, t: Matrix, options: KdeOptions): { variance: number; settings: Record<string, unknown> } {
  const { noiseVariance, width, folds, seed } = options;
  if ((noiseVariance === undefined) === (width === undefined))
    throw new DomainError(
      `${me}: give either noiseVariance, the variance of the noise in each unit, or width: "leaveOneOut" | "crossValidated"; got ${noiseVariance === undefined ? "neither" : "both"}. Common choices: 1e-3 (tanh networks on the SZT task), 0.1 (MNIST).`,
    );
  if (noiseVariance !== undefined) {
    checkPositive(me, "noiseVariance", noiseVariance);
    return { variance: noiseVariance, settings: { noiseVariance } };
  }
  checkOneOf(me, "width", width, ["leaveOneOut", "crossValidated"]);
  const variance = kernelVariance(t, { method: width, folds, seed });
  return {
    variance,
    settings: { noiseVariance: variance, width, ...(width === "crossValidated" && { folds: folds ?? 5, seed: seed ?? 0 }) },
  };
}
