import type { Quadrature } from "./quadrature.js";

/** What an observation with Gaussian noise leaves open about a sign. */
export interface BinaryChannel {
  /** E Var(x | r). */
  mmse: number;
  /** H(x | r) in nats. */
  equivocation: number;
}

/**
 * x = ±1 with log-odds 2b for +1, seen as r = x + N(0, 1/a). With t = b + a r, half the posterior log-odds, both functions are one integral
 * over t of e^{−(t−b)²/2a} against 1/cosh t and 2 cosh t · h(t): all terms positive, so the exponentially small values at large a keep their
 * relative accuracy. h(t) is the entropy of a sign with log-odds 2t.
 *
 * @param a precision of the observation, above 0
 */
export function binaryChannel(a: number, b: number, quadrature: Quadrature, out: BinaryChannel): BinaryChannel {
  const width = quadrature.cut * Math.sqrt(a);
  const tail = 40 + Math.abs(b);
  const step = Math.min(0.8 * quadrature.stepR, Math.sqrt(a) * 1.5 * quadrature.stepR);
  const from = Math.max(-tail, b - width);
  const count = Math.max(1, Math.ceil((Math.min(tail, b + width) - from) / step));
  let mmse = 0;
  let open = 0;
  for (let k = 0; k <= count; k++) {
    const t = from + k * step;
    const d = t - b;
    const u = Math.abs(t);
    const e = Math.exp(-2 * u);
    const tilted = Math.exp(-(d * d) / (2 * a) - u); // e^{−(t−b)²/2a} e^{−|t|}
    mmse += tilted / (1 + e);
    open += ((tilted * (1 + e)) / e) * (Math.log1p(e) + (2 * u * e) / (1 + e));
  }
  // √(pq) = 1/(2 cosh b); the density of r carries √(a/2π) e^{−a/2}, and dr = dt/a
  const ab = Math.abs(b);
  const front = (Math.exp(-ab - a / 2) / (1 + Math.exp(-2 * ab)) / Math.sqrt(2 * Math.PI * a)) * step;
  out.mmse = 4 * front * mmse;
  out.equivocation = front * open;
  return out;
}
