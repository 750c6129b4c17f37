import { normalDensity, normalInterval } from "../numeric/normalCdf.js";

/** ∫ 1, ∫ h and ∫ h² of N(0, q) between two bounds, either of which may be infinite. */
export interface Moments {
  mass: number;
  first: number;
  second: number;
}

export function momentsBetween(lower: number, upper: number, q: number): Moments {
  const sd = Math.sqrt(q);
  if (sd === 0) {
    const inside = lower < 0 && upper >= 0 ? 1 : 0;
    return { mass: inside, first: 0, second: 0 };
  }
  const l = lower / sd;
  const u = upper / sd;
  const mass = normalInterval(l, u);
  const atLower = Number.isFinite(l) ? normalDensity(l) : 0;
  const atUpper = Number.isFinite(u) ? normalDensity(u) : 0;
  const lowerTerm = atLower === 0 ? 0 : l * atLower;
  const upperTerm = atUpper === 0 ? 0 : u * atUpper;
  return { mass, first: sd * (atLower - atUpper), second: q * (mass + lowerTerm - upperTerm) };
}
