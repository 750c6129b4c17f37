import { kernels } from "./kernels.js";
import { scratch } from "./scratch.js";

/** Rows that tell where the middle is: any point near it will do. */
const SAMPLE = 256;
const BLOCK = 16;
const CHUNK_BYTES = 1 << 20;

type Kernel = (...addressesAndCounts: number[]) => void;

/**
 * Points less their (sampled) mean in blocks of 16, dimension by dimension, and scale |c|² of each, 1e30 for those that only fill the last `group`;
 * in shared memory. Undefined as soon as one of these exceeds `most`.
 */
export function centredBlocks(
  points: Float32Array,
  n: number,
  d: number,
  { scale, most, group }: { scale: number; most: number; group: number },
): { points: Float32Array; heights: Float32Array } | undefined {
  const mean = sampledMean(points, n, d);
  const chunk = BLOCK * Math.max(1, Math.min(Math.ceil(n / BLOCK), Math.floor(CHUNK_BYTES / (4 * BLOCK * d))));
  const blocks = new Float32Array(new SharedArrayBuffer(4 * Math.ceil(n / BLOCK) * BLOCK * d));
  const heights = new Float32Array(new SharedArrayBuffer(4 * Math.ceil(n / group) * group)).fill(1e30);
  const room = scratch(4 * (2 * chunk * d + d + chunk) + 64);
  const [rows, out, centre, squares] = [room.f32(chunk * d), room.f32(chunk * d), room.f32(d), room.f32(chunk)];
  centre.set(mean);
  for (let first = 0; first < n; first += chunk) {
    const count = Math.min(chunk, n - first);
    rows.set(points.subarray(first * d, (first + count) * d));
    (kernels().centreBlocks32 as Kernel)(rows.byteOffset, count, d, centre.byteOffset, out.byteOffset, squares.byteOffset);
    for (let i = 0; i < count; i++) {
      const height = scale * squares[i];
      if (!(height <= most)) return undefined;
      heights[first + i] = height;
    }
    blocks.set(out.subarray(0, Math.ceil(count / BLOCK) * BLOCK * d), first * d);
  }
  return { points: blocks, heights };
}

function sampledMean(points: Float32Array, n: number, d: number): Float64Array {
  const mean = new Float64Array(d);
  const stride = Math.ceil(n / SAMPLE);
  const rows = Math.ceil(n / stride);
  for (let i = 0; i < n; i += stride) for (let k = 0; k < d; k++) mean[k] += points[i * d + k] / rows;
  return mean;
}
