import { checkInteger, checkKnownOptions } from "../core/checks.js";
import { exactExp, exactLog } from "../core/exact.js";

/**
 * Epochs at equal steps of their logarithm from 1 to `epochs`, rounded and without repeats, so there may be fewer than `count`.
 *
 * @param epochs the last one
 * @param count at least 2, unless epochs is 1
 * @param options.zero also epoch 0, the network before training
 */
export function logSpaced(epochs: number, count: number, options: { zero?: boolean } = {}): number[] {
  const me = "logSpaced";
  checkInteger(me, "epochs", epochs, 1);
  checkInteger(me, "count", count, epochs === 1 ? 1 : 2);
  checkKnownOptions(me, options, ["zero"]);
  const found = new Set<number>(options.zero ? [0] : []);
  for (let i = 0; i < count - 1; i++) found.add(Math.round(exactExp((exactLog(epochs) * i) / (count - 1))));
  found.add(epochs);
  return [...found];
}
