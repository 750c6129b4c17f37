import { gaussLegendre } from "../numeric/gaussLegendre.js";
import { millsRatio } from "../numeric/millsRatio.js";
import type { Piece, PiecewiseMap } from "./activation.js";
import { momentsBetween } from "./momentsBetween.js";
import { type Quadrature, windows } from "./quadrature.js";
import { extrinsicPrecision, type ScalarChannel } from "./scalarChannel.js";

/** Where a map folds, the odds between its branches change faster with w than √V: the step that they need, relative to the usual one. */
export const FOLDED = 0.3;
/** V below this share of the variance of h: what is left at the bounds is of order √V and is not computed for continuous maps. */
const NEGLIGIBLE = 1e-24;
const ROOT_2PI = Math.sqrt(2 * Math.PI);

/** Sum of the flat pieces with one value, or one sloped piece, prepared for a grid of observations. */
interface Component {
  readonly slope: number;
  readonly intercept: number;
  readonly pieces: readonly Piece[];
  /** N(r; value, 1/a) for a flat component; N(r; f(bound), 1/a) at the bounds of a sloped one. */
  readonly flat: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * A hidden layer x = f(h), f piecewise linear with at least one slope: h | w ~ N(w, V), w ~ N(0, m), and x is seen as r = x + N(0, 1/a).
 *
 * Where h lies in one piece almost surely, everything has a closed form; a piece's share of it is weighted by P(h in the piece). What is
 * integrated numerically is the difference between the mixture and its pieces, which vanishes like a Gaussian at ±8√V around each bound
 * of f in w and at ±8/√a around f(bound) in r. So two trapezoidal rules over these windows converge exponentially, whatever the ratio of
 * the scales. The joint density at a bound, N(bound; w, V) N(r; f(bound), 1/a), is a product of two tables; with Mills ratios it gives
 * every truncated-normal moment without a further exponential. Maps that fold, so that two slopes reach the same x, need
 * a graded Gauss–Legendre grid in r: {@link foldedGrid}.
 *
 * @param withEntropy also compute the entropy, which costs a logarithm per node and is only needed at the end
 */
export function piecewiseInterface(
  { pieces }: PiecewiseMap,
  a: number,
  givenV: number,
  m: number,
  quadrature: Quadrature,
  withEntropy: boolean,
  out: ScalarChannel,
): ScalarChannel {
  const V = pieces.every((_, j) => j === 0 || isContinuousAt(pieces, j)) ? givenV : Math.max(givenV, 2 * NEGLIGIBLE * m);
  const q = m + V;
  out.precision = 0;
  out.open = 0;
  out.mmse = 0;
  out.entropy = 0;
  out.extrinsic = 0; // holds a E (E[x | r, w] − r)² until the end
  for (const { lower, upper, slope } of pieces) {
    const { mass, second } = momentsBetween(lower, upper, q);
    const squared = (V / q) * (V / q) * second + ((V * m) / q) * mass; // E (h − w)² on the piece
    if (slope === 0) {
      out.open += squared / V;
      out.extrinsic += mass;
      continue;
    }
    const s2 = slope * slope;
    const k = a * V * s2;
    const gain = 1 + k;
    const excess = a * s2 * squared + mass; // a E (r − s w − c)² on the piece
    out.open += ((squared / V) * (1 + 2 * k) - k * mass) / (gain * gain);
    out.extrinsic += excess / (gain * gain);
    out.precision += ((a * s2) / (gain * gain)) * excess;
    out.mmse += (mass * s2 * V) / gain;
    out.entropy += 0.5 * mass * Math.log(gain) + 0.5 * (excess / gain - mass);
  }
  const bounds = pieces.slice(1).map((p) => p.lower);
  if (bounds.length > 0 && V > NEGLIGIBLE * q) overBounds(pieces, bounds, a, V, m, quadrature, withEntropy, out);
  out.extrinsic = extrinsicPrecision(out.mmse, a, a * out.extrinsic);
  return out;
}

/** The part that is left near the bounds. */
function overBounds(
  pieces: readonly Piece[],
  bounds: readonly number[],
  a: number,
  V: number,
  m: number,
  quadrature: Quadrature,
  withEntropy: boolean,
  out: ScalarChannel,
): void {
  const { cut } = quadrature;
  const folded = folds(pieces);
  const narrow = cut * Math.sqrt(V);
  const step = (quadrature.stepW * (folded ? FOLDED : 1)) / Math.sqrt(1 / V + (m > 0 ? 1 / m : 0));
  const odd = isOdd(pieces);
  const reach = cut * Math.sqrt(m);
  for (const [start, end] of m === 0 ? [[0, 0]] : windows(bounds, narrow, -reach, reach)) {
    const half = odd && start < 0; // f(−h) = −f(h): what lies at −w equals what lies at w
    if (half && end < 0) continue;
    const from = half ? 0 : start;
    const edges = pieces.flatMap((p) =>
      [p.lower, p.upper].filter((b) => b >= from - narrow && b <= end + narrow).map((b) => p.slope * b + p.intercept),
    );
    if (edges.length === 0) continue;
    const grid = folded ? foldedGrid(pieces, edges, a, V, quadrature) : plainGrid(edges, a, jumpStep(pieces, a), quadrature);
    const components = prepare(pieces, grid.r, a);
    const jumps = jumpsOf(pieces, grid.r, a);
    const count = Math.ceil((end - from) / step);
    const h = count > 0 ? (end - from) / count : 0;
    for (let k = 0; k <= count; k++) {
      const w = from + k * h;
      const share = m === 0 ? 1 : ((h / Math.sqrt(m)) * Math.exp((-0.5 * w * w) / m)) / ROOT_2PI;
      const times = odd && m > 0 && (k > 0 || start > 0) ? 2 : 1;
      overObservations(pieces, components, jumps, grid, w, times * share, a, V, withEntropy, out);
    }
  }
}

function isOdd(pieces: readonly Piece[]): boolean {
  return pieces.every((p, k) => {
    const mirror = pieces[pieces.length - 1 - k];
    return p.lower === -mirror.upper && p.slope === mirror.slope && p.intercept === -mirror.intercept;
  });
}

interface Grid {
  readonly r: Float64Array;
  readonly weights: Float64Array;
}

/** Where f jumps by Δ, the odds between both sides change with r on the scale 1/(aΔ): the step that they need, relative to the usual one. */
function jumpStep(pieces: readonly Piece[], a: number): number {
  let share = 1;
  for (let j = 1; j < pieces.length; j++) {
    const gap = Math.abs((pieces[j].slope - pieces[j - 1].slope) * pieces[j].lower + pieces[j].intercept - pieces[j - 1].intercept);
    if (a * gap * gap < 300) share = Math.min(share, 3 / (Math.sqrt(a) * gap)); // beyond, the sides do not overlap
  }
  return share;
}

function plainGrid(edges: readonly number[], a: number, share: number, { cut, stepR }: Quadrature): Grid {
  const sd = 1 / Math.sqrt(a);
  const zones = windows(edges, cut * sd).map(([from, to]) => {
    const count = Math.ceil((to - from) / (stepR * share * sd));
    return { from, count, h: (to - from) / count };
  });
  const total = zones.reduce((sum, z) => sum + z.count + 1, 0);
  const r = new Float64Array(total);
  const weights = new Float64Array(total);
  let at = 0;
  for (const { from, count, h } of zones)
    for (let k = 0; k <= count; k++) {
      r[at] = from + k * h;
      weights[at++] = h;
    }
  return { r, weights };
}

/** Two slopes reach the same values. */
export function folds(pieces: readonly Piece[]): boolean {
  const images = pieces
    .filter((p) => p.slope !== 0)
    .map((p) => [p.slope * p.lower + p.intercept, p.slope * p.upper + p.intercept].sort((x, y) => x - y));
  return images.some(([from, to], i) => images.slice(i + 1).some(([f, t]) => Math.max(from, f) < Math.min(to, t)));
}

/** Panels that grow geometrically from every edge, from 1/√a to the width of the broadest piece. */
function foldedGrid(pieces: readonly Piece[], edges: readonly number[], a: number, V: number, { cut, nodes }: Quadrature): Grid {
  const sd = 1 / Math.sqrt(a);
  const steepest = Math.max(...pieces.map((p) => Math.abs(p.slope)));
  const reach = cut * (2 * steepest * Math.sqrt(V) + sd);
  const cuts = new Set<number>();
  for (const e of edges) {
    cuts.add(e);
    for (let d = 1.5 * sd; d < reach; d = d < cut * sd ? d + 1.5 * sd : d * 1.5) cuts.add(e - d).add(e + d);
    cuts.add(e - reach).add(e + reach);
  }
  const sorted = [...cuts].sort((x, y) => x - y).filter((x, i, all) => i === 0 || x - all[i - 1] > 1e-9 * sd);
  const rule = gaussLegendre(nodes);
  const inside = sorted.slice(1).map((to, i) => [sorted[i], to] as const);
  const near = inside.filter(([from, to]) => edges.some((e) => Math.abs(0.5 * (from + to) - e) <= reach));
  const r = new Float64Array(near.length * nodes);
  const weights = new Float64Array(near.length * nodes);
  near.forEach(([from, to], p) => {
    for (let k = 0; k < nodes; k++) {
      r[p * nodes + k] = 0.5 * (from + to) + 0.5 * (to - from) * rule.nodes[k];
      weights[p * nodes + k] = 0.5 * (to - from) * rule.weights[k];
    }
  });
  return { r, weights };
}

function prepare(pieces: readonly Piece[], r: Float64Array, a: number): Component[] {
  const gaussian = (value: number): Float64Array => {
    const front = Math.sqrt(a) / ROOT_2PI;
    return Number.isFinite(value) ? r.map((x) => front * Math.exp(-0.5 * a * (x - value) ** 2)) : new Float64Array(r.length);
  };
  const empty = new Float64Array(0);
  const flats = new Map<number, Piece[]>();
  const out: Component[] = [];
  for (const p of pieces) {
    const { slope, intercept } = p;
    if (slope === 0) flats.set(intercept, [...(flats.get(intercept) ?? []), p]);
    else
      out.push({
        slope,
        intercept,
        pieces: [p],
        flat: empty,
        lower: gaussian(slope * p.lower + intercept),
        upper: gaussian(slope * p.upper + intercept),
      });
  }
  for (const [value, same] of flats)
    out.push({ slope: 0, intercept: value, pieces: same, flat: gaussian(value), lower: empty, upper: empty });
  return out;
}

/** A bound where f jumps: N(r; f(bound+), 1/a) − N(r; f(bound−), 1/a). Elsewhere the pieces' boundary terms cancel exactly. */
interface Jump {
  readonly bound: number;
  readonly difference: Float64Array;
}

function jumpsOf(pieces: readonly Piece[], r: Float64Array, a: number): Jump[] {
  const front = Math.sqrt(a) / ROOT_2PI;
  const out: Jump[] = [];
  for (let j = 1; j < pieces.length; j++) {
    const bound = pieces[j].lower;
    if (isContinuousAt(pieces, j)) continue;
    const below = pieces[j - 1].slope * bound + pieces[j - 1].intercept;
    const above = pieces[j].slope * bound + pieces[j].intercept;
    out.push({
      bound,
      difference: r.map((x) => front * (Math.exp(-0.5 * a * (x - above) ** 2) - Math.exp(-0.5 * a * (x - below) ** 2))),
    });
  }
  return out;
}

/** Piece j begins where piece j − 1 ends, to rounding. */
export function isContinuousAt(pieces: readonly Piece[], j: number): boolean {
  const bound = pieces[j].lower;
  const below = pieces[j - 1].slope * bound + pieces[j - 1].intercept;
  const above = pieces[j].slope * bound + pieces[j].intercept;
  return Math.abs(above - below) <= 4e-16 * (Math.abs(above) + Math.abs(pieces[j].slope * bound) + Math.abs(pieces[j - 1].slope * bound));
}

const MAX = 64;
const densities = new Float64Array(MAX);
const weightOf = new Float64Array(MAX);
const meanOf = new Float64Array(MAX);

/** Adds the integral over r of mixture minus pieces, at one w. */
function overObservations(
  pieces: readonly Piece[],
  components: readonly Component[],
  jumps: readonly Jump[],
  { r, weights }: Grid,
  w: number,
  weight: number,
  a: number,
  V: number,
  withEntropy: boolean,
  out: ScalarChannel,
): void {
  const K = components.length;
  const S = scalars;
  const root = Math.sqrt(V);
  const at = pieces.find((p) => w < p.upper)!;
  const value = at.slope * w + at.intercept; // f(w): the values of x are kept relative to it
  for (let j = 0; j < K; j++) {
    const { slope, intercept, pieces: own } = components[j];
    const o = j * FIELDS;
    if (slope === 0) {
      let mass = 0;
      for (const { lower, upper } of own) mass += momentsBetween(lower - w, upper - w, V).mass;
      S[o] = mass;
      S[o + 1] = intercept - value;
      continue;
    }
    const { lower, upper } = own[0];
    const gain = 1 + a * V * slope * slope;
    const tau = Math.sqrt(V / gain);
    S[o] = slope * w + intercept;
    S[o + 1] = a / gain; // 1 / (s² V + 1/a)
    S[o + 2] = Math.sqrt(a / gain) / ROOT_2PI;
    S[o + 3] = tau;
    S[o + 4] = tau * density(lower, w, root);
    S[o + 5] = tau * density(upper, w, root);
    S[o + 6] = tau * a * slope;
    S[o + 7] = Number.isFinite(lower) ? tau * ((lower - w) / V + a * slope * (slope * lower + intercept)) : -Infinity;
    S[o + 8] = Number.isFinite(upper) ? tau * ((upper - w) / V + a * slope * (slope * upper + intercept)) : Infinity;
    S[o + 9] = gain;
    S[o + 10] = 0.5 * Math.log(gain);
    S[o + 11] = S[o] - value;
    S[o + 12] = slope * slope * tau * tau;
  }
  let precision = 0;
  let mmse = 0;
  let entropy = 0;
  let score = 0;
  for (let b = 0; b < jumps.length; b++) densities[b] = density(jumps[b].bound, w, root);
  for (let i = 0; i < r.length; i++) {
    const x = r[i];
    let total = 0;
    let slopeSum = 0;
    for (let b = 0; b < jumps.length; b++) slopeSum += densities[b] * jumps[b].difference[i];
    let purePrecision = 0;
    let pureScore = 0;
    let within = 0;
    let reference = 0;
    let mean = 0;
    for (let j = 0; j < K; j++) {
      const c = components[j];
      const o = j * FIELDS;
      const slope = c.slope;
      if (slope === 0) {
        const g = c.flat[i];
        const z = S[o] * g;
        const d = c.intercept - x;
        total += z;
        weightOf[j] = z;
        meanOf[j] = S[o + 1];
        mean += z * S[o + 1];
        pureScore += z * d * d;
        reference -= z * 0.5 * a * d * d;
        continue;
      }
      const d = x - S[o];
      const inverse = S[o + 1];
      const tau = S[o + 3];
      const dLower = S[o + 4] * c.lower[i];
      const dUpper = S[o + 5] * c.upper[i];
      const alpha = S[o + 7] - S[o + 6] * x;
      const beta = S[o + 8] - S[o + 6] * x;
      let z: number;
      if (alpha >= 0) z = dLower * millsRatio(alpha) - (dUpper > 0 ? dUpper * millsRatio(beta) : 0);
      else if (beta <= 0) z = dUpper * millsRatio(-beta) - (dLower > 0 ? dLower * millsRatio(-alpha) : 0);
      else {
        z = S[o + 2] * Math.exp(-0.5 * inverse * d * d);
        if (dLower > 0) z -= dLower * millsRatio(-alpha);
        if (dUpper > 0) z -= dUpper * millsRatio(beta);
      }
      if (!(z > 1e-290)) {
        weightOf[j] = 0;
        meanOf[j] = 0;
        continue;
      }
      const pure = slope * d * inverse; // ∂_w ln N(r; s w + c, s² V + 1/a)
      const jump = dLower - dUpper;
      total += z;
      const s2t2 = S[o + 12];
      slopeSum += z * pure - ((a * s2t2) / tau) * jump;
      purePrecision += z * pure * pure;
      const shrunk = d / S[o + 9];
      pureScore += z * shrunk * shrunk;
      within += s2t2 * ((dLower > 0 ? alpha * dLower : 0) - (dUpper > 0 ? beta * dUpper : 0) - (jump * jump) / z);
      const conditional = S[o + 11] + a * s2t2 * d + (slope * tau * jump) / z; // E[x | piece] − f(w)
      weightOf[j] = z;
      meanOf[j] = conditional;
      mean += z * conditional;
      if (withEntropy) reference += z * (-0.5 * inverse * d * d - S[o + 10]);
    }
    if (total < 1e-280) continue;
    const h = weights[i];
    mean /= total;
    let between = 0;
    for (let j = 0; j < K; j++) {
      const d = meanOf[j] - mean;
      between += weightOf[j] * d * d;
    }
    precision += h * ((slopeSum * slopeSum) / total - purePrecision);
    mmse += h * (within + between);
    const fromObserved = mean + (value - x);
    score += h * (total * fromObserved * fromObserved - pureScore);
    if (withEntropy) entropy -= h * (total * Math.log((total * ROOT_2PI) / Math.sqrt(a)) - reference);
  }
  out.precision += weight * precision;
  out.open -= weight * V * precision;
  out.mmse += weight * mmse;
  out.extrinsic += weight * a * score;
  out.entropy += weight * entropy;
}

const FIELDS = 13;
const scalars = new Float64Array(MAX * FIELDS);

/** N(h; w, V) with √V given; 0 at an infinite bound. */
function density(h: number, w: number, root: number): number {
  if (!Number.isFinite(h)) return 0;
  const z = (h - w) / root;
  return Math.exp(-0.5 * z * z) / (ROOT_2PI * root);
}
