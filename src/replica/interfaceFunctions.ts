import { checkNotNegative, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { type Activation, activationMap } from "./activation.js";
import { interfaceChannel } from "./channels.js";
import { quadratureFor } from "./quadrature.js";
import { scalarChannel } from "./scalarChannel.js";
import { secondMoment } from "./secondMoment.js";

/** A hidden layer: h ~ N(w, noise + v), w ~ N(0, rho − v), x = f(h), seen as r = x + N(0, 1/a). */
export interface InterfaceFunctions {
  /** E f(h)², h ~ N(0, rho + noise). */
  readonly rhoOut: number;
  /** E (∂_w ln P(r | w))². */
  readonly precision: number;
  /** E Var(x | r, w). */
  readonly mmse: number;
  /** I(r; x | w), nats. */
  readonly information: number;
  /** J = a · rhoOut / 2 − I(r; x | w), the layer's part of the potential. */
  readonly potential: number;
}

/**
 * A hidden layer's scalar functions in the replica formula.
 *
 * @param options.precision a > 0, of the observation of x
 * @param options.v error on the pre-activation, from 0 to rho; noise + v must be positive
 * @param options.rho second moment of the pre-activation without noise
 * @param options.noise variance of the noise inside the activation
 * @param options.tolerance of the quadrature, 1e-12 by default
 */
export function interfaceFunctions(
  activation: Activation,
  { precision, v, rho, noise = 0, tolerance = 1e-12 }: { precision: number; v: number; rho: number; noise?: number; tolerance?: number },
): InterfaceFunctions {
  const me = "interfaceFunctions";
  const map = activationMap(me, activation);
  checkPositive(me, "precision", precision);
  checkPositive(me, "tolerance", tolerance);
  checkErrorAndNoise(me, v, rho, noise);
  const quadrature = quadratureFor(tolerance);
  const out = interfaceChannel(map, precision, noise + v, rho - v, quadrature, true, scalarChannel());
  const rhoOut = secondMoment(map, rho + noise);
  return {
    rhoOut,
    precision: out.precision,
    mmse: out.mmse,
    information: out.entropy,
    potential: 0.5 * precision * rhoOut - out.entropy,
  };
}

/** Shared with outputFunctions. */
export function checkErrorAndNoise(me: string, v: number, rho: number, noise: number): void {
  checkPositive(me, "rho", rho);
  checkNotNegative(me, "noise", noise);
  if (!(v >= 0 && v <= rho)) throw new DomainError(`${me}: v must lie between 0 and rho = ${rho}; got ${String(v)}.`);
  if (noise + v === 0) throw new DomainError(`${me}: noise + v must be positive; got 0.`);
}
