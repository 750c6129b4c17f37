import { kdOrder } from "./kdOrder.js";
import { blockSize, layBlocks } from "./layBlocks.js";

type Reals = Float32Array | Float64Array;

/** Points laid out for the mixture kernels: blocks of near points, dimension by dimension, and a box around each block. */
export interface CentreBlocks {
  readonly n: number;
  readonly d: number;
  readonly data: Reals;
  readonly boxes: Reals;
  /** Place of each row among the blocks. */
  readonly place: Uint32Array;
}

/** With more columns boxes exclude little that the running sums of distances do not, and sorting costs a fifth of the sums (measured at 1000). */
const SORTED_COLUMNS = 256;

/**
 * Sorts points into blocks of 16 (float32) or 8 (float64) near ones.
 *
 * @param shared puts the large arrays into shared memory, for workers
 */
export function blockCentres(points: Reals, n: number, d: number, shared = false): CentreBlocks {
  const single = points instanceof Float32Array;
  const size = blockSize(points);
  const group = single ? 4 : 2; // blocks per group of boxes
  const blocks = Math.ceil(n / size);
  const order = d > SORTED_COLUMNS ? Uint32Array.from({ length: n }, (_, i) => i) : kdOrder(points, n, d, size);
  const place = new Uint32Array(n);
  for (let i = 0; i < n; i++) place[order[i]] = i;
  const data = reals(single, blocks * size * d, shared);
  layBlocks(points, n, d, order, data);
  const boxes = reals(single, Math.ceil(blocks / group) * group * 2 * d, shared).fill(single ? 1e14 : 1e140);
  for (let b = 0; b < blocks; b++) {
    const box = (b - (b % group)) * 2 * d + (b % group);
    for (let k = 0; k < d; k++) {
      let min = Infinity;
      let max = -Infinity;
      for (let i = (b * d + k) * size; i < (b * d + k + 1) * size; i++) {
        if (data[i] < min) min = data[i];
        if (data[i] > max) max = data[i];
      }
      boxes[box + k * 2 * group] = min;
      boxes[box + k * 2 * group + group] = max;
    }
  }
  return { n, d, data, boxes, place };
}

function reals(single: boolean, length: number, shared: boolean): Reals {
  const bytes = length * (single ? 4 : 8);
  const buffer = shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  return single ? new Float32Array(buffer) : new Float64Array(buffer);
}
