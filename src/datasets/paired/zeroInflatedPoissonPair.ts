import { DomainError } from "../../core/errors.js";
import type { Random } from "../../core/random.js";
import type { PairedLaw } from "./pairedLaw.js";

/**
 * X ~ Exp(1); Y = 0 with probability p, else Poisson(X). I = H(Y) − H(Y | X), both in closed form but for one series.
 *
 * The value (1 − p)(2 ln 2 − γ − Σ ln k / 2^k), often quoted, is exact for p = 0 only: a zero does not tell whether it was inflated.
 */
export function zeroInflatedPoissonPair(me: string, p: number): PairedLaw {
  if (!(p >= 0 && p < 1)) throw new DomainError(`${me}: p must be at least 0 and below 1; got ${p}.`);
  return {
    dimX: 1,
    dimY: 1,
    nats: () => marginal(p) - conditional(p),
    how: "H(Y) − H(Y|X), closed forms and one series",
    draw(random, out) {
      out[0] = exponential(random);
      out[1] = 0;
      if (random.uniform() < p) return;
      let time = exponential(random);
      while (time < out[0]) {
        out[1]++; // arrivals of a Poisson process up to time X
        time += exponential(random);
      }
    },
  };
}

function exponential(random: Random): number {
  return -Math.log1p(-random.uniform());
}

/** P(Y = 0) = p + (1 − p)/2, P(Y = k) = (1 − p) 2^{−k−1}. */
function marginal(p: number): number {
  const zero = p + (1 - p) / 2;
  return -zero * Math.log(zero) - ((1 - p) / 2) * Math.log1p(-p) + (1 - p) * 1.5 * Math.LN2; // Σ_{k≥1} (k + 1) 2^{−k−1} = 3/2
}

function conditional(p: number): number {
  // Y = 0: −∫ q ln q over q = p + (1 − p)u, u = e^{−x} uniform on (0, 1).
  const zero = (0.25 - (p > 0 ? p * p * (0.25 - 0.5 * Math.log(p)) : 0)) / (1 - p);
  // Y = k ≥ 1: −∫ e^{−x} P ln P, P = e^{−x} x^k / k!, needs E[x] = (k + 1)/2 and E[ln x] = ψ(k + 1) − ln 2 under Gamma(k + 1, 2).
  let series = 0;
  let digamma = -0.5772156649015329;
  let logFactorial = 0;
  for (let k = 1; k < 1100; k++) {
    digamma += 1 / k;
    logFactorial += Math.log(k);
    series += 2 ** (-k - 1) * ((k + 1) / 2 - k * (digamma - Math.LN2) + logFactorial);
  }
  return zero + (1 - p) * series - ((1 - p) / 2) * Math.log1p(-p);
}
