import { checkPositive } from "../core/checks.js";
import { checkedPrior, type Prior, priorSecondMoment } from "../core/prior.js";
import { priorChannel } from "./priorChannel.js";
import { quadratureFor } from "./quadrature.js";

/** A unit of the input, seen as r = x + N(0, 1/a). */
export interface PriorFunctions {
  /** ρ = E x². */
  readonly rho: number;
  /** E Var(x | r). */
  readonly mmse: number;
  /** I(x; r), nats. */
  readonly information: number;
  /** P(a) = aρ/2 − I(x; r), the prior's part of the potential. */
  readonly potential: number;
}

/**
 * The prior's scalar functions in the replica formula.
 *
 * @param options.precision a > 0
 * @param options.tolerance of the quadrature, 1e-12 by default
 */
export function priorFunctions(prior: Prior, { precision, tolerance = 1e-12 }: { precision: number; tolerance?: number }): PriorFunctions {
  const me = "priorFunctions";
  checkedPrior(me, prior);
  checkPositive(me, "precision", precision);
  checkPositive(me, "tolerance", tolerance);
  const { mmse, information } = priorChannel(prior, precision, quadratureFor(tolerance), { mmse: 0, extrinsic: 0, information: 0 });
  const rho = priorSecondMoment(prior);
  return { rho, mmse, information, potential: 0.5 * precision * rho - information };
}
