import { checkKnownOptions, checkNotNegative, checkPositive } from "../core/checks.js";
import type { Sgd } from "../engines/optimizer.js";

/**
 * Stochastic gradient descent: buffer ← momentum · buffer + g; θ ← θ − learningRate · buffer, as PyTorch's SGD.
 *
 * @param options.learningRate positive
 * @param options.momentum 0 (plain) or more
 */
export function sgd(options: { learningRate: number; momentum?: number }): Sgd {
  const me = "sgd";
  checkKnownOptions(me, options, ["learningRate", "momentum"]);
  const { learningRate, momentum = 0 } = options;
  checkPositive(me, "learningRate", learningRate);
  checkNotNegative(me, "momentum", momentum);
  return { kind: "sgd", learningRate, momentum };
}
