import { checkPositive } from "../core/checks.js";
import { type Activation, activationMap } from "./activation.js";
import { outputChannel } from "./channels.js";
import { checkErrorAndNoise } from "./interfaceFunctions.js";
import { quadratureFor } from "./quadrature.js";
import { scalarChannel } from "./scalarChannel.js";

/** The last layer: h ~ N(w, noise + v), w ~ N(0, rho − v), y = f(h). */
export interface OutputFunctions {
  /** O = E ∫ P(y | w) ln P(y | w) = −H(y | w), atoms counted with p ln p. */
  readonly potential: number;
  /** E (∂_w ln P(y | w))². */
  readonly precision: number;
}

/**
 * The last layer's scalar functions in the replica formula.
 *
 * @param options.v error on the pre-activation, from 0 to rho; noise + v must be positive
 * @param options.rho second moment of the pre-activation without noise
 * @param options.noise variance of the noise inside the activation
 * @param options.tolerance of the quadrature, 1e-12 by default
 */
export function outputFunctions(
  activation: Activation,
  { v, rho, noise = 0, tolerance = 1e-12 }: { v: number; rho: number; noise?: number; tolerance?: number },
): OutputFunctions {
  const me = "outputFunctions";
  const map = activationMap(me, activation);
  checkPositive(me, "tolerance", tolerance);
  checkErrorAndNoise(me, v, rho, noise);
  const { entropy, precision } = outputChannel(map, noise + v, rho - v, quadratureFor(tolerance), scalarChannel());
  return { potential: entropy, precision };
}
