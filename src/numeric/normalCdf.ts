import { millsRatio } from "./millsRatio.js";

const ROOT_2PI = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / ROOT_2PI;
}

/** Φ(x), the distribution function of the standard normal. Relative error below 1e-15·(1 + x²/2), also far in the lower tail. */
export function normalCdf(x: number): number {
  if (x < 0) return x < -39 ? 0 : normalDensity(x) * millsRatio(-x);
  return x > 39 ? 1 : 1 - normalDensity(x) * millsRatio(x);
}

/** Φ(upper) − Φ(lower), without cancellation in either tail. */
export function normalInterval(lower: number, upper: number): number {
  return lower > 0 ? normalCdf(-lower) - normalCdf(-upper) : normalCdf(upper) - normalCdf(lower);
}
