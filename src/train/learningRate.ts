import { checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Schedule } from "../engines/schedule.js";

/** A positive number, or what `stepDecay`, `exponentialDecay` or `linearDecay` returned. */
export function checkLearningRate(me: string, rate: unknown): asserts rate is number | Schedule {
  if (typeof rate === "object" && rate !== null) {
    if (!["step", "exponential", "linear"].includes((rate as Schedule).kind))
      throw new DomainError(
        `${me}: learningRate must be a number or one of stepDecay({...}), exponentialDecay({...}), linearDecay({...}); got ${JSON.stringify(rate)}.`,
      );
  } else checkPositive(me, "learningRate", rate);
}
