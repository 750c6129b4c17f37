import type { PiecewiseMap } from "./activation.js";
import { type BinaryChannel, binaryChannel } from "./binaryChannel.js";
import { levelMass, levelSlope, levels } from "./levels.js";
import { overConditionalMean } from "./overConditionalMean.js";
import type { Quadrature } from "./quadrature.js";
import type { ScalarChannel } from "./scalarChannel.js";

const binary: BinaryChannel = { mmse: 0, equivocation: 0 };

/**
 * A hidden layer with finitely many values x_k (the sign among them): h | w ~ N(w, V), w ~ N(0, m), x seen as r = x + N(0, 1/a). Given w
 * the values have probabilities p_k(w), so two neighbours are a {@link binaryChannel}, which keeps exponentially small errors exact:
 * E g² = p′²/(pq) (1 − mmse / 4pq) for two values. With three or more, neighbours are taken in pairs where they are well separated,
 * and r is integrated over the whole range where they are not.
 */
export function discreteInterface(
  map: PiecewiseMap,
  a: number,
  V: number,
  m: number,
  quadrature: Quadrature,
  out: ScalarChannel,
): ScalarChannel {
  const all = levels(map.pieces);
  const K = all.length;
  const bounds = map.pieces.slice(1).map((p) => p.lower);
  const sd = Math.sqrt(V);
  const gaps = all.slice(1).map((level, k) => level.value - all[k].value);
  const pairwise = K === 2 || a * Math.min(...gaps) ** 2 > 300;
  const grid = pairwise ? [] : uniform(all[0].value, all[K - 1].value, a, Math.max(...gaps), quadrature);
  const mass = new Float64Array(K);
  const slope = new Float64Array(K);
  out.precision = 0;
  out.mmse = 0;
  out.entropy = 0;
  overConditionalMean(bounds, V, m, quadrature, (w, weight) => {
    for (let k = 0; k < K; k++) {
      mass[k] = levelMass(all[k], w, sd);
      slope[k] = levelSlope(all[k], w, sd);
    }
    if (pairwise) {
      for (let k = 0; k < K; k++) {
        if (!(mass[k] > 0)) continue;
        out.entropy -= weight * mass[k] * Math.log(mass[k]);
        out.precision += (weight * slope[k] * slope[k]) / mass[k];
        if (k === 0 || !(mass[k - 1] > 0)) continue;
        const sum = mass[k] + mass[k - 1];
        const gap = gaps[k - 1];
        binaryChannel((a * gap * gap) / 4, 0.5 * Math.log(mass[k] / mass[k - 1]), quadrature, binary);
        out.mmse += weight * sum * 0.25 * gap * gap * binary.mmse;
        out.entropy -= weight * sum * binary.equivocation;
        const odds = slope[k] / mass[k] - slope[k - 1] / mass[k - 1];
        out.precision -= weight * sum * odds * odds * 0.25 * binary.mmse;
      }
      return;
    }
    for (const [r, h] of grid) {
      let total = 0;
      let slopes = 0;
      let mean = 0;
      let reference = 0;
      for (let k = 0; k < K; k++) {
        const d = all[k].value - r;
        const g = Math.exp(-0.5 * a * d * d);
        total += mass[k] * g;
        slopes += slope[k] * g;
        mean += mass[k] * g * d;
        reference -= mass[k] * g * 0.5 * a * d * d;
      }
      if (total < 1e-290) continue;
      mean /= total;
      let spread = 0;
      for (let k = 0; k < K; k++) {
        const d = all[k].value - r;
        spread += mass[k] * Math.exp(-0.5 * a * d * d) * (d - mean) * (d - mean);
      }
      const f = weight * h * Math.sqrt(a / (2 * Math.PI));
      out.precision += (f * slopes * slopes) / total;
      out.mmse += f * spread;
      out.entropy -= f * (total * Math.log(total) - reference);
    }
  });
  out.open = 1 - out.precision * V;
  out.extrinsic = 1 / out.mmse - a;
  return out;
}

/** The whole range of r, fine enough for the posterior odds of two neighbours, which change on the scale 1/(a · gap). */
function uniform(lowest: number, highest: number, a: number, gap: number, { cut, stepR }: Quadrature): [number, number][] {
  const sd = 1 / Math.sqrt(a);
  const step = stepR * Math.min(sd, 1 / (a * gap));
  const from = lowest - cut * sd;
  const count = Math.ceil((highest - lowest + 2 * cut * sd) / step);
  return Array.from({ length: count + 1 }, (_, k) => [from + k * step, step]);
}
