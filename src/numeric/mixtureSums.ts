import type { CentreBlocks } from "./blockCentres.js";
import { kernels } from "./kernels.js";
import { scratch } from "./scratch.js";

type Reals = Float32Array | Float64Array;
type MixtureKernel = (
  ...addressesAndCounts: [number, number, number, number, number, number, number, number, number, number, number, number]
) => void;

const CHUNK = 2048; // queries per call of the kernel

/** Nats below the largest term at which terms are left out: n centres lose less than n e^−cut, relative, of a density. */
export function cutNats(data: Reals): number {
  return data instanceof Float32Array ? 30 : 46;
}

/**
 * Sums over a Gaussian mixture's centres: with x_j = −scale |q − c_j|², for each query three numbers, m = max_j x_j, Σ_j e^(x_j − m) and
 * (with `moment`) Σ_j |q − c_j|² e^(x_j − m). Terms {@link cutNats} below the largest are left out.
 *
 * @param queries m × d in the precision of the centres; fewer with `count`
 * @param options.self place of each query among the centres (see {@link CentreBlocks}), which is then left out of its sum
 */
export function mixtureSums(
  centres: CentreBlocks,
  queries: Reals,
  scale: number,
  options: { readonly self?: Uint32Array; readonly moment?: boolean } = {},
): Float64Array {
  const { n, d, data, boxes } = centres;
  const m = queries.length / d;
  const { self, moment = false } = options;
  const single = data instanceof Float32Array;
  const rows = Math.min(m, CHUNK);
  const workLength = Math.ceil(n / (single ? 16 : 8)) + 4;
  const bytes = data.byteLength + boxes.byteLength + rows * (d * (single ? 4 : 8) + 28) + workLength * 8 + 128;
  const room = scratch(bytes);
  const take = (length: number): Reals => (single ? room.f32(length) : room.f64(length));
  const c = take(data.length);
  const b = take(boxes.length);
  const q = take(rows * d);
  const work = take(workLength);
  const own = room.u32(rows);
  const sums = room.f64(3 * rows);
  c.set(data);
  b.set(boxes);
  const kernel = kernels()[single ? "mixture32" : "mixture64"] as MixtureKernel;
  const out = new Float64Array(3 * m);
  for (let start = 0; start < m; start += rows) {
    const count = Math.min(rows, m - start);
    q.set(queries.subarray(start * d, (start + count) * d));
    if (self) own.set(self.subarray(start, start + count));
    const ownAt = self ? own.byteOffset : 0;
    const cut = cutNats(data);
    kernel(q.byteOffset, count, c.byteOffset, b.byteOffset, n, d, scale, cut, ownAt, moment ? 1 : 0, work.byteOffset, sums.byteOffset);
    out.set(sums.subarray(0, 3 * count), 3 * start);
  }
  return out;
}
