import { checkInteger, checkKnownOptions, checkNotNegative, checkPositive } from "../core/checks.js";
import type { Schedule } from "../engines/schedule.js";

/**
 * A learning rate that is `start` until epoch `from`, `end` from epoch `to` on, and a straight line between them. Epochs are counted from 1.
 *
 * @param options.end 0 or more; 0
 * @param options.from 1
 */
export function linearDecay(options: { start: number; to: number; end?: number; from?: number }): Schedule {
  const me = "linearDecay";
  checkKnownOptions(me, options, ["start", "to", "end", "from"]);
  const { start, to, end = 0, from = 1 } = options;
  checkPositive(me, "start", start);
  checkNotNegative(me, "end", end);
  checkInteger(me, "from", from, 1);
  checkInteger(me, "to", to, from + 1);
  return { kind: "linear", start, end, from, to };
}
