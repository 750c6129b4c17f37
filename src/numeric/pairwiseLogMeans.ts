import type { CentreBlocks } from "./blockCentres.js";
import { kernels } from "./kernels.js";
import { blockSize } from "./layBlocks.js";
import { cutNats } from "./mixtureSums.js";
import { scratch } from "./scratch.js";

/** Sum over the centres of ln[(1/n) Σ_j e^(−scale |c_i − c_j|²)], centre i itself included: 0 at most, −n ln n at least. */
export function pairwiseLogMeans({ n, d, data, boxes }: CentreBlocks, scale: number): number {
  const single = data instanceof Float32Array;
  const padded = Math.ceil(n / blockSize(data)) * blockSize(data);
  const room = scratch(data.byteLength + boxes.byteLength + 16 * padded + 256);
  const c = single ? room.f32(data.length) : room.f64(data.length);
  const b = single ? room.f32(boxes.length) : room.f64(boxes.length);
  const work = room.f64(Math.ceil(padded / 8) + 4);
  const sums = room.f64(padded).fill(0);
  c.set(data);
  b.set(boxes);
  const kernel = kernels()[single ? "pairSums32" : "pairSums64"] as (...addressesAndCounts: number[]) => void;
  kernel(c.byteOffset, b.byteOffset, n, d, scale, cutNats(data), work.byteOffset, sums.byteOffset);
  let total = 0;
  for (let i = 0; i < n; i++) total += Math.log(sums[i] / n);
  return total;
}
