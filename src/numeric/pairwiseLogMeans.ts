import type { CentreBlocks } from "./blockCentres.js";
import { mixtureSums } from "./mixtureSums.js";

type Reals = Float32Array | Float64Array;

/** Sum over the points of ln[(1/n) Σ_j e^(−scale |t_i − t_j|²)], point i itself included: 0 at most, −n ln n at least. */
export function pairwiseLogMeans(centres: CentreBlocks, points: Reals, scale: number): number {
  const sums = mixtureSums(centres, points, scale);
  let total = 0;
  for (let i = 0; i < sums.length; i += 3) total += sums[i] + Math.log(sums[i + 1] / centres.n);
  return total;
}
