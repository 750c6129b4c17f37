import { DomainError } from "./errors.js";

/**
 * The law of one input unit; all units are independent. Bimodal (Bernoulli ±1): +1 with `probability`, else −1. Spike-slab (Gauss–Bernoulli):
 * N(mean, variance) with `probability`, else 0.
 */
export type Prior =
  | { readonly kind: "normal"; readonly mean: number; readonly variance: number }
  | { readonly kind: "bimodal"; readonly probability: number }
  | { readonly kind: "spikeSlab"; readonly probability: number; readonly mean: number; readonly variance: number };

/** Normal(mean, variance); the standard normal by default. */
export function normalPrior({ mean = 0, variance = 1 }: { mean?: number; variance?: number } = {}): Prior {
  return checkedPrior("normalPrior", { kind: "normal", mean, variance });
}

/** +1 with `probability`, −1 otherwise; even odds by default. */
export function bimodalPrior({ probability = 0.5 }: { probability?: number } = {}): Prior {
  return checkedPrior("bimodalPrior", { kind: "bimodal", probability });
}

/** N(mean, variance) with `probability` (the slab), exactly 0 otherwise (the spike). */
export function spikeSlabPrior({ probability, mean = 0, variance = 1 }: { probability: number; mean?: number; variance?: number }): Prior {
  return checkedPrior("spikeSlabPrior", { kind: "spikeSlab", probability, mean, variance });
}

/** @throws {DomainError} an unknown kind, a variance that is not positive, a probability outside (0, 1) */
export function checkedPrior(me: string, prior: Prior): Prior {
  const kind = (prior as Prior | undefined)?.kind;
  if (kind !== "normal" && kind !== "bimodal" && kind !== "spikeSlab")
    throw new DomainError(
      `${me}: prior must be normalPrior(), bimodalPrior() or spikeSlabPrior(); got ${typeof prior === "object" ? `kind ${String(kind)}` : String(prior)}.`,
    );
  if (prior.kind !== "normal" && !(prior.probability > 0 && prior.probability < 1))
    throw new DomainError(
      `${me}: probability of a ${kind} prior must lie between 0 and 1, both excluded; got ${String(prior.probability)}.`,
    );
  if (prior.kind !== "bimodal") {
    if (!Number.isFinite(prior.mean)) throw new DomainError(`${me}: mean of a ${kind} prior must be finite; got ${String(prior.mean)}.`);
    if (!(prior.variance > 0 && Number.isFinite(prior.variance)))
      throw new DomainError(`${me}: variance of a ${kind} prior must be positive and finite; got ${String(prior.variance)}.`);
  }
  return prior;
}

/** E x². */
export function priorSecondMoment(prior: Prior): number {
  if (prior.kind === "normal") return prior.mean ** 2 + prior.variance;
  if (prior.kind === "bimodal") return 1;
  return prior.probability * (prior.mean ** 2 + prior.variance);
}

/** Var x. */
export function priorVariance(prior: Prior): number {
  if (prior.kind === "normal") return prior.variance;
  if (prior.kind === "bimodal") return 4 * prior.probability * (1 - prior.probability);
  return prior.probability * (prior.variance + (1 - prior.probability) * prior.mean ** 2);
}

export function priorName(prior: Prior): string {
  if (prior.kind === "normal") return `Normal(${prior.mean}, ${prior.variance})`;
  if (prior.kind === "bimodal") return `Bimodal(${prior.probability})`;
  return `SpikeSlab(${prior.probability}, ${prior.mean}, ${prior.variance})`;
}
