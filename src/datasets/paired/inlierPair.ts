import { checkInteger } from "../../core/checks.js";
import { DomainError } from "../../core/errors.js";
import type { PairedLaw } from "./pairedLaw.js";

/**
 * Two interacting pairs with correlation r among unit normals; with probability ε the whole of Y is replaced by fresh noise. The
 * density ratio is (1 − ε)L + ε, and with two pairs ln L is a difference of two exponential variables, with or without the replacement.
 */
export function inlierPair(me: string, dimX: number, dimY: number, correlation: number, epsilon: number): PairedLaw {
  for (const dim of [dimX, dimY]) checkInteger(me, "each dimension", dim, 2);
  if (!(Math.abs(correlation) < 1)) throw new DomainError(`${me}: the correlation must lie between −1 and 1; got ${correlation}.`);
  if (!(epsilon >= 0 && epsilon < 1)) throw new DomainError(`${me}: the fraction replaced must be at least 0 and below 1; got ${epsilon}.`);
  const r = Math.abs(correlation);
  const rest = Math.sqrt(1 - correlation * correlation);
  return {
    dimX,
    dimY,
    nats: () => information(r, epsilon),
    how: "quadrature over the law of the log-density ratio, a difference of exponential variables",
    draw(random, out) {
      for (let i = 0; i < dimX + dimY; i++) out[i] = random.normal();
      const replaced = random.uniform() < epsilon;
      if (!replaced) for (let i = 0; i < 2; i++) out[dimX + i] = correlation * out[i] + rest * out[dimX + i];
    },
  };
}

/** ln L = −ln(1 − r²) + a E₁ − b E₂ with E₁, E₂ exponential: a = b = r where Y is kept, a = r/(1 + r), b = r/(1 − r) where it was replaced. */
function information(r: number, epsilon: number): number {
  if (r === 0) return 0;
  const constant = -Math.log1p(-r * r);
  const logRatio = (t: number) => {
    const u = constant + t;
    if (epsilon === 0) return u;
    return u > 0 ? u + Math.log(1 - epsilon + epsilon * Math.exp(-u)) : Math.log((1 - epsilon) * Math.exp(u) + epsilon);
  };
  const mean = (a: number, b: number) => {
    const up = halfLine((t) => Math.exp(-t / a) * logRatio(t));
    const down = halfLine((t) => Math.exp(-t / b) * logRatio(-t));
    return (up + down) / (a + b);
  };
  return (1 - epsilon) * mean(r, r) + (epsilon > 0 ? epsilon * mean(r / (1 + r), r / (1 - r)) : 0);
}

/** ∫₀^∞ f, f decaying exponentially: double-exponential rule t = exp(s − e^{−s}). */
function halfLine(f: (t: number) => number): number {
  const step = 1 / 64;
  let sum = 0;
  for (let s = -4; s < 9; s += step) {
    const inner = Math.exp(-s);
    const t = Math.exp(s - inner);
    sum += f(t) * t * (1 + inner) * step;
  }
  return sum;
}
