import { DomainError } from "../core/errors.js";
import { type Resolvent, resolvent, spectralPotential } from "./resolvent.js";
import type { Spectrum } from "./spectrum.js";

/** The spectral functions of one layer at one point of its curve. */
export interface SpectralFunctions {
  readonly kappa: number;
  readonly gamma: number;
  readonly theta: number;
  /** F(γ), the layer's part of the potential. */
  readonly f: number;
}

/**
 * θ, γ and F of a layer's weights, with S(κ) = mean 1/(λ + κ): θ = (1 − κS)/α, γ = S(1 − θ),
 * F = 2αθ + (α − 1) ln(1 − θ) + mean ln(γλ + (1 − θ)(1 − αθ)).
 *
 * γ(κ) is not monotone in general (orthogonal weights: γ = κ/(1 + κ)² ≤ 1/4), so γ alone does not fix θ. Given `gamma`, this returns the
 * branch on which θ → 0 as γ → 0, from κ = ∞ down to where γ is largest; given `kappa`, every point can be reached.
 *
 * @param at either { gamma } or { kappa }, positive; for Gaussian weights θ = scale · γ for every γ (κ may then be negative)
 * @throws {DomainError} a γ that this branch does not reach
 */
export function spectralFunctions(spectrum: Spectrum, at: { gamma: number } | { kappa: number }): SpectralFunctions {
  const me = "spectralFunctions";
  const given = "gamma" in at ? at.gamma : at.kappa;
  const name = "gamma" in at ? "gamma" : "kappa";
  if (!(typeof given === "number" && given > 0 && Number.isFinite(given)))
    throw new DomainError(`${me}: ${name} must be positive and finite; got ${String(given)}.`);
  if ("kappa" in at) return atKappa(spectrum, at.kappa);
  if (spectrum.kind === "gaussian") {
    const theta = spectrum.scale * at.gamma;
    const kappa = ((1 - theta) * (1 - spectrum.alpha * theta)) / at.gamma;
    return { kappa, gamma: at.gamma, theta, f: spectrum.alpha * theta };
  }
  return atKappa(spectrum, kappaOf(me, spectrum, at.gamma));
}

const work: Resolvent = { s: 0, m: 0, rest: 0 };

function atKappa(spectrum: Spectrum, kappa: number): SpectralFunctions {
  const { s, m, rest } = resolvent(spectrum, kappa, work);
  const { alpha } = spectrum;
  return { kappa, gamma: (s * rest) / alpha, theta: m / alpha, f: spectralPotential(spectrum, kappa) };
}

/** Bisection on the first crossing of γ from large κ; with no zero eigenvalue κ may fall below 0, down to −λ_min. */
function kappaOf(me: string, spectrum: Spectrum & { kind: "eigenvalues" }, gamma: number): number {
  const { eigenvalues, inputs, alpha } = spectrum;
  const lowest = inputs - eigenvalues.length > 1e-9 * inputs ? 0 : eigenvalues[0];
  const value = (shifted: number): number => {
    const { s, rest } = resolvent(spectrum, shifted - lowest, work);
    return (s * rest) / alpha;
  };
  let high = lowest + 4 / gamma + 4 * eigenvalues[eigenvalues.length - 1];
  let low = high;
  for (let largest = 0; ; low *= 0.97) {
    const here = value(low);
    if (here >= gamma) break;
    if (here < largest || low < 1e-14 * eigenvalues[eigenvalues.length - 1])
      throw new DomainError(`${me}: gamma must be at most about ${largest} on the branch θ → 0 of this spectrum; got ${gamma}.`);
    largest = here;
    high = low;
  }
  for (let k = 0; k < 200 && high - low > 1e-16 * high; k++) {
    const middle = 0.5 * (low + high);
    if (value(middle) >= gamma) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high) - lowest;
}
