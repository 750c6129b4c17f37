import { normalDensity, normalInterval } from "../numeric/normalCdf.js";
import type { Piece } from "./activation.js";

/** One value of a map and the intervals of h that are sent to it. */
export interface Level {
  readonly value: number;
  readonly intervals: readonly (readonly [number, number])[];
}

/** The flat pieces by value, ascending. */
export function levels(pieces: readonly Piece[]): Level[] {
  const byValue = new Map<number, [number, number][]>();
  for (const { lower, upper, slope, intercept } of pieces) {
    if (slope !== 0) continue;
    const known = byValue.get(intercept);
    if (known) known.push([lower, upper]);
    else byValue.set(intercept, [[lower, upper]]);
  }
  return [...byValue].map(([value, intervals]) => ({ value, intervals })).sort((x, y) => x.value - y.value);
}

/** P(h in the intervals) for h ~ N(w, sd²). */
export function levelMass({ intervals }: Level, w: number, sd: number): number {
  let sum = 0;
  for (const [lower, upper] of intervals) sum += normalInterval((lower - w) / sd, (upper - w) / sd);
  return sum;
}

/** Its derivative in w. */
export function levelSlope({ intervals }: Level, w: number, sd: number): number {
  let sum = 0;
  for (const [lower, upper] of intervals) {
    if (Number.isFinite(lower)) sum += normalDensity((lower - w) / sd) / sd;
    if (Number.isFinite(upper)) sum -= normalDensity((upper - w) / sd) / sd;
  }
  return sum;
}
