import { checkKnownOptions, checkPositive } from "../core/checks.js";
import type { Schedule } from "../engines/schedule.js";

/** A learning rate that is multiplied by `factor` after every epoch: start · factor^(epoch − 1), epochs counted from 1. */
export function exponentialDecay(options: { start: number; factor: number }): Schedule {
  const me = "exponentialDecay";
  checkKnownOptions(me, options, ["start", "factor"]);
  const { start, factor } = options;
  checkPositive(me, "start", start);
  checkPositive(me, "factor", factor);
  return { kind: "exponential", start, factor };
}
