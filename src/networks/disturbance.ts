import { checkInteger, checkKnownOptions, checkNotNegative, checkOneOf, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { type Activation, RANGES } from "./activation.js";
import type { Layer, LayerNoise } from "./network.js";

/** What happens to the activations of a layer. */
export interface DisturbanceOptions {
  /** Activations are rounded to this many levels. */
  levels?: number;
  /** Gaussian noise: its standard deviation, where ("after" the activation by default) and when ("training" by default) it acts. */
  noise?: { sd: number; where?: LayerNoise["where"]; when?: LayerNoise["when"] };
  /** Share of the units that are 0 in training. */
  dropout?: number;
}

/** The same, checked and filled in, without what is not asked for. */
export function disturbance(
  me: string,
  { levels, noise, dropout = 0 }: DisturbanceOptions,
  activations: readonly Activation[],
): Pick<Layer, "levels" | "noise" | "dropout"> {
  if (levels !== undefined) {
    checkInteger(me, "levels", levels, 2, 1 << 16);
    const unbounded = activations.find((one) => !RANGES[one]);
    if (unbounded)
      throw new DomainError(`${me}: levels need hidden activations with a range (${Object.keys(RANGES).join(", ")}); got "${unbounded}".`);
  }
  checkNotNegative(me, "dropout", dropout);
  if (dropout >= 1) throw new DomainError(`${me}: dropout must be below 1; got ${dropout}.`);
  return { ...(levels && { levels }), ...(noise && { noise: layerNoise(me, noise) }), ...(dropout > 0 && { dropout }) };
}

function layerNoise(me: string, noise: NonNullable<DisturbanceOptions["noise"]>): LayerNoise {
  checkKnownOptions(`${me}, noise`, noise, ["sd", "where", "when"]);
  const { sd, where = "after", when = "training" } = noise;
  checkPositive(me, "noise.sd", sd);
  checkOneOf(me, "noise.where", where, ["inside", "after"]);
  checkOneOf(me, "noise.when", when, ["training", "evaluation", "both"]);
  return { sd, where, when };
}
