/**
 * How finely the scalar functions are integrated. Every integrand here is analytic and falls off like a Gaussian in the scaled variable, so
 * the trapezoidal rule converges exponentially: halving the step squares the relative error.
 */
export interface Quadrature {
  /** Half-width of every window, in standard deviations. */
  readonly cut: number;
  /** Step in the conditional mean w, in units of the narrower of the two scales. */
  readonly stepW: number;
  /** Step in the observation r, in units of its noise. */
  readonly stepR: number;
  /** Nodes of a Gauss–Legendre panel, where a map folds and the trapezoidal rule does not apply. */
  readonly nodes: number;
}

/** Steps for an absolute error of about `tolerance` in entropies, chosen by halving until nothing moved (test/replica/quadrature). */
export function quadratureFor(tolerance: number): Quadrature {
  const digits = Math.min(13, Math.max(4, -Math.log10(tolerance)));
  return {
    cut: Math.sqrt(2 * Math.LN10 * (digits + 1.5)),
    stepW: 6 / (digits + 3),
    stepR: 4 / (digits + 2),
    nodes: Math.round(digits) + 3,
  };
}

/** Half the steps, twice the nodes and a wider window: the difference measures the error of the first. */
export function doubled(q: Quadrature): Quadrature {
  return { cut: q.cut + 1.2, stepW: q.stepW / 2, stepR: q.stepR / 2, nodes: 2 * q.nodes };
}

/** The union of intervals centre ± halfWidth inside [lower, upper], as sorted disjoint intervals. */
export function windows(centres: readonly number[], halfWidth: number, lower = -Infinity, upper = Infinity): [number, number][] {
  const sorted = [...centres].sort((a, b) => a - b);
  const out: [number, number][] = [];
  for (const c of sorted) {
    const from = Math.max(lower, c - halfWidth);
    const to = Math.min(upper, c + halfWidth);
    if (!(to > from)) continue;
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
