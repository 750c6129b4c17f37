import { checkInteger, checkKnownOptions, checkPositive } from "../core/checks.js";
import type { Schedule } from "../engines/schedule.js";

/**
 * A learning rate that is multiplied by `factor` after every `every` epochs: start · factor^⌊(epoch − 1) / every⌋, epochs counted from 1.
 *
 * @example sgd({ learningRate: stepDecay({ start: 0.1, every: 100, factor: 0.5 }) })
 */
export function stepDecay(options: { start: number; every: number; factor: number }): Schedule {
  const me = "stepDecay";
  checkKnownOptions(me, options, ["start", "every", "factor"]);
  const { start, every, factor } = options;
  checkPositive(me, "start", start);
  checkInteger(me, "every", every, 1);
  checkPositive(me, "factor", factor);
  return { kind: "step", start, every, factor };
}
