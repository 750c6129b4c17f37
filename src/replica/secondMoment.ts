import { gaussLegendre } from "../numeric/gaussLegendre.js";
import { normalDensity } from "../numeric/normalCdf.js";
import type { PiecewiseMap, SmoothMap } from "./activation.js";
import { momentsBetween } from "./momentsBetween.js";

/** E f(h)² for h ~ N(0, q): the second moment of a layer's units. */
export function secondMoment(map: PiecewiseMap | SmoothMap, q: number): number {
  if (map.kind === "smooth") return gaussianMean((h) => map.f(h) ** 2, q);
  let sum = 0;
  for (const { lower, upper, slope, intercept } of map.pieces) {
    const { mass, first, second } = momentsBetween(lower, upper, q);
    sum += slope * slope * second + 2 * slope * intercept * first + intercept * intercept * mass;
  }
  return sum;
}

/**
 * E g(h) for h ~ N(0, q) and a smooth g that varies on the scale of 1: composite Gauss–Legendre, panels of at most half a standard deviation
 * and half a unit, over ±9 standard deviations.
 */
export function gaussianMean(g: (h: number) => number, q: number): number {
  const sd = Math.sqrt(q);
  if (sd === 0) return g(0);
  const { nodes, weights } = gaussLegendre(12);
  const panels = 2 * Math.ceil(9 * Math.max(2, 2 * Math.min(sd, 30)));
  const width = 18 / panels;
  let sum = 0;
  for (let p = 0; p < panels; p++)
    for (let k = 0; k < nodes.length; k++) {
      const z = -9 + width * (p + 0.5 + 0.5 * nodes[k]);
      sum += 0.5 * width * weights[k] * normalDensity(z) * g(sd * z);
    }
  return sum;
}
