import type { Spectrum } from "./spectrum.js";

/** Averages over all eigenvalues of WᵀW at one κ. */
export interface Resolvent {
  /** S = mean 1/(λ + κ). */
  s: number;
  /** M = mean λ/(λ + κ) = α θ. */
  m: number;
  /** α − M = α (1 − θ), without cancellation. */
  rest: number;
}

/** κ > 0; for fewer outputs than inputs the zeros of WᵀW count in S. Every quantity is a sum of positive terms. */
export function resolvent(spectrum: Spectrum, kappa: number, out: Resolvent): Resolvent {
  const { alpha } = spectrum;
  if (spectrum.kind === "gaussian") {
    // S = S₀(κ/s)/s with q S₀² + t S₀ − 1 = 0, t = q + α − 1; each form where its signs agree
    const { scale } = spectrum;
    const q = kappa / scale;
    const t = q + alpha - 1;
    const root = Math.hypot(t, 2 * Math.sqrt(Math.max(q, 0)));
    const s0 = t >= 0 ? 2 / (t + root) : (root - t) / (2 * q);
    const u = q - alpha + 1;
    if (t < 0) out.m = (alpha * (root - t)) / (root + u);
    else out.m = u < 0 ? (root - u) / (root + t) : (4 * q * alpha) / ((root + u) * (root + t));
    out.s = s0 / scale;
    out.rest = out.m / s0;
    return out;
  }
  const { eigenvalues, inputs } = spectrum;
  let s = 0;
  let m = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const g = 1 / (eigenvalues[i] + kappa);
    s += g;
    m += eigenvalues[i] * g;
  }
  out.m = m / inputs;
  const zeros = inputs - eigenvalues.length; // 0 within rounding for α ≥ 1
  out.s = (zeros > 1e-9 * inputs ? zeros / kappa + s : s) / inputs;
  out.rest = (alpha > 1 ? alpha - 1 : 0) + (kappa * s) / inputs;
  return out;
}

/** F = 2M + α ln(1 − θ) + ln S + mean ln(λ + κ), the spectral part of the potential at the stationary θ. */
export function spectralPotential(spectrum: Spectrum, kappa: number): number {
  const { m, s, rest } = resolvent(spectrum, kappa, { s: 0, m: 0, rest: 0 });
  const { alpha } = spectrum;
  if (spectrum.kind === "gaussian") return m;
  const { eigenvalues, inputs } = spectrum;
  const largest = eigenvalues[eigenvalues.length - 1];
  let logs = 0;
  if (kappa > largest) {
    for (let i = 0; i < eigenvalues.length; i++) logs += Math.log1p(eigenvalues[i] / kappa);
    return 2 * m + alpha * Math.log1p(-m / alpha) + Math.log1p(-m) + logs / inputs;
  }
  for (let i = 0; i < eigenvalues.length; i++) logs += Math.log(eigenvalues[i] + kappa);
  const zeros = inputs - eigenvalues.length;
  if (zeros > 1e-9 * inputs) logs += zeros * Math.log(kappa);
  return 2 * m + alpha * Math.log(rest / alpha) + Math.log(s) + logs / inputs;
}
