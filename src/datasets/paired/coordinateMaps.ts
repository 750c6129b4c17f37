import { normalCdf } from "../../numeric/normalCdf.js";

/** Maps that the benchmark applies to every coordinate, or to X and to Y; all strictly increasing. */
export const halfCube = (t: number): number => t * Math.sqrt(Math.abs(t));

export const wigglyX = (x: number): number => x + 0.4 * Math.sin(x) + 0.2 * Math.sin(1.7 * x + 1) + 0.03 * Math.sin(3.3 * x - 2.5);

export const wigglyY = (y: number): number => y - 0.4 * Math.sin(0.4 * y) + 0.17 * Math.sin(1.3 * y + 3.5) + 0.02 * Math.sin(4.3 * y - 2.5);

/** Makes a standard normal bimodal: F⁻¹(Φ(t)), F = .3 Φ(t) + .7 Φ(t − 5). */
export const bimodalX = (x: number): number => quantile((t) => 0.3 * normalCdf(t) + 0.7 * normalCdf(t - 5), normalCdf(x));

/** The same with F = .5 Φ(t + 1) + .5 Φ(t − 3). */
export const bimodalY = (y: number): number => quantile((t) => 0.5 * normalCdf(t + 1) + 0.5 * normalCdf(t - 3), normalCdf(y));

function quantile(cdf: (t: number) => number, p: number): number {
  let [low, high] = [-10, 15];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
