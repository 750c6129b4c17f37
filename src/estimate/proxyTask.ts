import type { CentreBlocks } from "../numeric/blockCentres.js";
import { mixtureSums } from "../numeric/mixtureSums.js";

export interface ProxyJob {
  /** All centres, in units of the noise, in shared memory. */
  readonly points: Float32Array | Float64Array;
  readonly first: number;
  readonly count: number;
  /** Some of the centres. */
  readonly some: CentreBlocks;
}

/**
 * What pairwise distances to some of the centres say of each centre: −ln Σ_j exp(−|c_i − c_j|² / 4), the exponent between those of the two
 * pairwise bounds (2 and 8), which is that of ⟨p(c_i + z)⟩ over z.
 */
export default function proxies({ points, first, count, some }: ProxyJob): Float64Array {
  const sums = mixtureSums(some, points.subarray(first * some.d, (first + count) * some.d), 0.25);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = -sums[3 * i] - Math.log(sums[3 * i + 1]);
  return out;
}
