import { checkKnownOptions, checkNotNegative } from "../core/checks.js";
import type { Sgd } from "../engines/optimizer.js";
import type { Schedule } from "../engines/schedule.js";
import { checkLearningRate } from "./learningRate.js";

/**
 * Stochastic gradient descent: buffer ← momentum · buffer + g; θ ← θ − learningRate · buffer, as PyTorch's SGD.
 *
 * @param options.learningRate positive, or a schedule: `stepDecay`, `exponentialDecay`, `linearDecay`
 * @param options.momentum 0 (plain) or more
 */
export function sgd(options: { learningRate: number | Schedule; momentum?: number }): Sgd {
  const me = "sgd";
  checkKnownOptions(me, options, ["learningRate", "momentum"]);
  const { learningRate, momentum = 0 } = options;
  checkLearningRate(me, learningRate);
  checkNotNegative(me, "momentum", momentum);
  return { kind: "sgd", learningRate, momentum };
}
