import { checkOneOf, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Random } from "../core/random.js";
import { normalCdf } from "../numeric/normalCdf.js";
import { binaryEntropy } from "./binaryEntropy.js";

/** The law of one input unit; all units are independent. */
export type Prior =
  | { readonly kind: "normal"; readonly mean?: number; readonly variance?: number }
  /** +1 with probability `p`, else −1. */
  | { readonly kind: "bernoulli"; readonly p?: number }
  /** Normal with probability `density`, else exactly 0. */
  | { readonly kind: "gaussBernoulli"; readonly density: number; readonly mean?: number; readonly variance?: number };

/** A prior with its defaults filled in: normal mean 0 and variance 1, p = ½. */
export interface PriorLaw {
  readonly name: string;
  draw(random: Random): number;
  /** Entropy of one unit in nats: H of the values where they are discrete, else h, differential where they have a density. */
  readonly entropy: { readonly symbol: "H" | "h"; readonly nats: number; readonly how: string };
  /** P(unit > 0). */
  readonly positive: number;
  /** Mean and variance of a unit that is normal, else undefined. */
  readonly normal?: { readonly mean: number; readonly variance: number };
}

export function priorLaw(me: string, prior: Prior): PriorLaw {
  checkOneOf(me, "prior.kind", prior?.kind, ["normal", "bernoulli", "gaussBernoulli"]);
  if (prior.kind === "bernoulli") {
    const { p = 0.5 } = prior;
    if (!(p >= 0 && p <= 1)) throw new DomainError(`${me}: prior.p must lie from 0 to 1; got ${p}.`);
    return {
      name: `±1, P(+1) = ${p}`,
      draw: (random) => (random.uniform() < p ? 1 : -1),
      entropy: { symbol: "H", nats: binaryEntropy(p), how: "−p ln p − (1 − p) ln(1 − p)" },
      positive: p,
    };
  }
  const { mean = 0, variance = 1 } = prior;
  checkPositive(me, "prior.variance", variance);
  if (!Number.isFinite(mean)) throw new DomainError(`${me}: prior.mean must be a finite number; got ${mean}.`);
  const sd = Math.sqrt(variance);
  const gaussian = 0.5 * Math.log(2 * Math.PI * Math.E * variance);
  const positive = normalCdf(mean / sd);
  if (prior.kind === "normal")
    return {
      name: `N(${mean}, ${variance})`,
      draw: (random) => mean + sd * random.normal(),
      entropy: { symbol: "h", nats: gaussian, how: "differential, ½ ln 2πe·variance" },
      positive,
      normal: { mean, variance },
    };
  const { density } = prior;
  if (!(density > 0 && density <= 1)) throw new DomainError(`${me}: prior.density must be above 0 and at most 1; got ${density}.`);
  return {
    name: `N(${mean}, ${variance}) with probability ${density}, else 0`,
    draw: (random) => (random.uniform() < density ? mean + sd * random.normal() : 0),
    entropy: {
      symbol: "h",
      nats: binaryEntropy(density) + density * gaussian,
      how: "an atom at 0 and a density: h(density) + density · ½ ln 2πe·variance",
    },
    positive: density * positive,
  };
}
