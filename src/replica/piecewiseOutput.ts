import { gaussLegendre } from "../numeric/gaussLegendre.js";
import type { Piece, PiecewiseMap } from "./activation.js";
import { levelMass, levelSlope, levels } from "./levels.js";
import { momentsBetween } from "./momentsBetween.js";
import { overConditionalMean } from "./overConditionalMean.js";
import { FOLDED, folds } from "./piecewiseInterface.js";
import type { Quadrature } from "./quadrature.js";
import type { ScalarChannel } from "./scalarChannel.js";

/**
 * The last layer y = f(h), f piecewise linear: h | w ~ N(w, V), w ~ N(0, m). y has atoms at the flat values, with probabilities p_k(w), and
 * the density N(h; w, V)/|s| on sloped pieces. The density's share of −H(y | w) and of E (∂_w ln P)² is a truncated second
 * moment in closed form; the atoms' share, E Σ p ln p and E Σ p′²/p, is one integral. V = 0 gives −H(y | h), where atoms are certain.
 */
export function piecewiseOutput(map: PiecewiseMap, V: number, m: number, quadrature: Quadrature, out: ScalarChannel): ScalarChannel {
  const { pieces } = map;
  const q = m + V;
  const sd = Math.sqrt(V);
  out.precision = 0;
  out.open = 0;
  out.mmse = 0;
  out.extrinsic = 0;
  out.entropy = 0;
  for (const { lower, upper, slope } of pieces) {
    const { mass, second } = momentsBetween(lower, upper, q);
    const squared = (V / q) * (V / q) * second + ((V * m) / q) * mass; // E (h − w)² on the piece
    if (slope === 0) {
      out.open += squared / V;
      continue;
    }
    out.precision += squared / V / V;
    out.entropy -= mass * (0.5 * Math.log(2 * Math.PI * V) + Math.log(Math.abs(slope))) + (0.5 * squared) / V;
  }
  const bounds = pieces.slice(1).map((p) => p.lower);
  const flats = levels(pieces);
  if (flats.length > 0)
    overConditionalMean(bounds, V, m, quadrature, (w, weight) => {
      for (const level of flats) {
        const p = levelMass(level, w, sd);
        if (!(p > 0)) continue;
        const slope = levelSlope(level, w, sd);
        out.precision += (weight * slope * slope) / p;
        out.open -= (weight * V * slope * slope) / p;
        out.entropy += weight * p * Math.log(p);
      }
    });
  if (folds(pieces)) {
    const stretches = overlaps(pieces);
    overConditionalMean(bounds, V, m, { ...quadrature, stepW: FOLDED * quadrature.stepW }, (w, weight) => {
      for (const stretch of stretches) overStretch(stretch, w, weight, V, quadrature, out);
    });
  }
  return out;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly pieces: readonly Piece[];
}

/** The maximal intervals of y that the same two or more sloped pieces reach. */
function overlaps(pieces: readonly Piece[]): Stretch[] {
  const images = pieces
    .filter((p) => p.slope !== 0)
    .map((piece) => {
      const [from, to] = [piece.slope * piece.lower + piece.intercept, piece.slope * piece.upper + piece.intercept].sort((x, y) => x - y);
      return { from, to, piece };
    });
  const cuts = [...new Set(images.flatMap((i) => [i.from, i.to]))].sort((x, y) => x - y);
  const out: Stretch[] = [];
  for (let k = 1; k < cuts.length; k++) {
    const here = images.filter((i) => i.from <= cuts[k - 1] && i.to >= cuts[k]).map((i) => i.piece);
    if (here.length > 1) out.push({ from: cuts[k - 1], to: cuts[k], pieces: here });
  }
  return out;
}

/** Mixture minus pieces on one stretch, at one w: panels of one standard deviation of the steepest piece. */
function overStretch({ from, to, pieces }: Stretch, w: number, weight: number, V: number, q: Quadrature, out: ScalarChannel): void {
  const sd = Math.sqrt(V);
  let lowest = Infinity;
  let highest = -Infinity;
  let narrowest = Infinity;
  for (const { slope, intercept } of pieces) {
    const centre = slope * w + intercept;
    const width = Math.abs(slope) * sd;
    lowest = Math.min(lowest, centre - q.cut * width);
    highest = Math.max(highest, centre + q.cut * width);
    narrowest = Math.min(narrowest, width);
  }
  const start = Math.max(from, lowest);
  const end = Math.min(to, highest);
  if (!(end > start)) return;
  const rule = gaussLegendre(q.nodes);
  const panels = Math.ceil((end - start) / narrowest);
  const half = (end - start) / (2 * panels);
  for (let p = 0; p < panels; p++)
    for (let k = 0; k < q.nodes; k++) {
      const y = start + half * (2 * p + 1 + rule.nodes[k]);
      let total = 0;
      let slopes = 0;
      let pure = 0;
      let reference = 0;
      for (const { slope, intercept } of pieces) {
        const z = ((y - intercept) / slope - w) / sd;
        const density = Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * sd * Math.abs(slope));
        if (density < 1e-290) continue;
        total += density;
        slopes += (density * z) / sd;
        pure += (density * z * z) / V;
        reference += density * Math.log(density);
      }
      if (total === 0) continue;
      const h = weight * half * rule.weights[k];
      const rest = h * ((slopes * slopes) / total - pure);
      out.precision += rest;
      out.open -= V * rest;
      out.entropy += h * (total * Math.log(total) - reference);
    }
}
