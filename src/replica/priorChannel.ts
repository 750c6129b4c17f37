import type { Prior } from "../core/prior.js";
import { type BinaryChannel, binaryChannel } from "./binaryChannel.js";
import type { Quadrature } from "./quadrature.js";

/** A unit seen through Gaussian noise of precision a: r = x + N(0, 1/a). */
export interface PriorChannel {
  /** E Var(x | r). */
  mmse: number;
  /** 1/mmse − a, without cancellation. */
  extrinsic: number;
  /** I(x; r) in nats. */
  information: number;
}

/** Below this an MMSE counts as 0: perfect recovery. It keeps 1/mmse and the products with it inside the range of numbers. */
export const RECOVERED = 1e-100;

const binary: BinaryChannel = { mmse: 0, equivocation: 0 };

/**
 * MMSE and mutual information of the scalar Gaussian channel with the given prior. Normal in closed form; bimodal through
 * {@link binaryChannel}; spike-slab by the trapezoidal rule in u = r√a.
 */
export function priorChannel(prior: Prior, a: number, quadrature: Quadrature, out: PriorChannel): PriorChannel {
  if (prior.kind === "normal") {
    out.mmse = 1 / (a + 1 / prior.variance);
    out.extrinsic = 1 / prior.variance;
    out.information = 0.5 * Math.log1p(a * prior.variance);
  } else if (prior.kind === "bimodal") {
    const p = prior.probability;
    binaryChannel(a, 0.5 * Math.log(p / (1 - p)), quadrature, binary);
    out.mmse = Math.max(binary.mmse, RECOVERED);
    out.extrinsic = 1 / out.mmse - a;
    out.information = -p * Math.log(p) - (1 - p) * Math.log1p(-p) - binary.equivocation;
  } else spikeSlab(prior, a, quadrature, out);
  return out;
}

/**
 * In u = r√a the spike is N(0, 1) with weight 1 − ρ and the slab N(m√a, 1 + as) with weight ρ. With π the posterior of the slab and μ, v its
 * mean and variance, Var = π(1−π)μ² + πv. Far from the spike only the slab is left and its share is known in closed form; what is
 * integrated is the difference, which vanishes there: I = (ρ/2) ln(1 + as) − ρ ln ρ − ∫ [P ln P − Z₀ ln N₀ − Z₁ ln(ρ N₁)] du.
 */
function spikeSlab({ probability: rho, mean, variance }: Prior & { kind: "spikeSlab" }, a: number, q: Quadrature, out: PriorChannel): void {
  const shift = mean * Math.sqrt(a);
  const spread = 1 + a * variance;
  const scale = Math.sqrt(a);
  const step = q.stepR * 0.8;
  const count = Math.ceil((2 * (q.cut + 1)) / step);
  let between = 0;
  let rest = 0;
  for (let k = 0; k <= count; k++) {
    const u = -q.cut - 1 + k * step;
    const logSpike = -0.5 * u * u;
    const d = u - shift;
    const logSlab = (-0.5 * d * d) / spread - 0.5 * Math.log(spread);
    const spike = (1 - rho) * Math.exp(logSpike);
    const slab = rho * Math.exp(logSlab);
    const total = spike + slab;
    const mu = (variance * u * scale + mean) / spread;
    between += (spike * slab * mu * mu) / total;
    const logTotal = Math.log(total);
    rest += spike * (logTotal - logSpike) + slab * (logTotal - logSlab - Math.log(rho));
  }
  const factor = step / Math.sqrt(2 * Math.PI);
  out.mmse = factor * between + (rho * variance) / spread;
  out.extrinsic = 1 / out.mmse - a;
  out.information = 0.5 * rho * Math.log(spread) - rho * Math.log(rho) - factor * rest;
}
