import type { CentreBlocks } from "../numeric/blockCentres.js";
import { mixtureSums } from "../numeric/mixtureSums.js";

export interface ProxyJob {
  /** All n centres, in units of the noise, in shared memory. */
  readonly points: Float32Array | Float64Array;
  readonly n: number;
  readonly first: number;
  readonly count: number;
  /** Some of the centres, and 1 for each centre that is among them. */
  readonly some: CentreBlocks;
  readonly among: Uint8Array;
}

/**
 * What pairwise distances to m of the centres say of the information in each: −ln [1/n + (1/m) Σ_j exp(−|c_i − c_j|² / 4)], j ≠ i. The exponent lies
 * between those of the two pairwise bounds (2 and 8); it is that of ⟨p(c_i + z)⟩ over z. The 1/n is centre i's own term: without it the proxy of
 * a lonely centre would be as large as it is far away, and one such draw would decide the regression.
 */
export default function proxies({ points, n, first, count, some, among }: ProxyJob): Float64Array {
  const sums = mixtureSums(some, points.subarray(first * some.d, (first + count) * some.d), 0.25);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const others = Math.max(0, Math.exp(sums[3 * i]) * sums[3 * i + 1] - among[first + i]);
    out[i] = -Math.log(1 / n + others / some.n);
  }
  return out;
}
