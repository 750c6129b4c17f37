import { checkKnownOptions, checkNotNegative, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Adam } from "../engines/optimizer.js";
import type { Schedule } from "../engines/schedule.js";
import { checkLearningRate } from "./learningRate.js";

/**
 * Adam: m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; θ ← θ − learningRate · m̂ / (√v̂ + epsilon), with m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ), as PyTorch's Adam.
 *
 * @param options.learningRate 1e-3; a number, or a schedule: `stepDecay`, `exponentialDecay`, `linearDecay`
 * @param options.beta1 0.9
 * @param options.beta2 0.999
 * @param options.epsilon 1e-8
 * @see Kingma & Ba, ICLR 2015, arXiv:1412.6980
 */
export function adam(options: { learningRate?: number | Schedule; beta1?: number; beta2?: number; epsilon?: number } = {}): Adam {
  const me = "adam";
  checkKnownOptions(me, options, ["learningRate", "beta1", "beta2", "epsilon"]);
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkLearningRate(me, learningRate);
  for (const [name, value] of Object.entries({ beta1, beta2 })) {
    checkNotNegative(me, name, value);
    if (value >= 1) throw new DomainError(`${me}: ${name} must be below 1; got ${value}.`);
  }
  checkPositive(me, "epsilon", epsilon);
  return { kind: "adam", learningRate, beta1, beta2, epsilon };
}
