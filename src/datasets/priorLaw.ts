import { checkedPrior, type Prior } from "../core/prior.js";
import type { Random } from "../core/random.js";
import { normalCdf } from "../numeric/normalCdf.js";
import { binaryEntropy } from "./binaryEntropy.js";

/** What a data set needs to know of a prior. */
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
  checkedPrior(me, prior);
  if (prior.kind === "bimodal") {
    const { probability } = prior;
    return {
      name: `±1, P(+1) = ${probability}`,
      draw: (random) => (random.uniform() < probability ? 1 : -1),
      entropy: { symbol: "H", nats: binaryEntropy(probability), how: "−p ln p − (1 − p) ln(1 − p)" },
      positive: probability,
    };
  }
  const { mean, variance } = prior;
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
  const { probability } = prior;
  return {
    name: `N(${mean}, ${variance}) with probability ${probability}, else 0`,
    draw: (random) => (random.uniform() < probability ? mean + sd * random.normal() : 0),
    entropy: {
      symbol: "h",
      nats: binaryEntropy(probability) + probability * gaussian,
      how: "an atom at 0 and a density: h(p) + p · ½ ln 2πe·variance",
    },
    positive: probability * positive,
  };
}
