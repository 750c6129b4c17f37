import { kdOrder } from "./kdOrder.js";

/** A k-d tree over n points: rows in tree order, and for each node its rows, its children and its box. Its arrays lie in shared memory, for workers. */
export interface KdTree {
  readonly n: number;
  readonly d: number;
  /** Rows in tree order, n × d. */
  readonly points: Float64Array;
  /** Row number of the point at each place. */
  readonly order: Uint32Array;
  /** First place of each node and the place after its last; leaves start at multiples of 8. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** First child, the second is the next number; −1 for a leaf. */
  readonly child: Int32Array;
  /** Lower bounds of every node's box, then upper bounds: 2d values per node. */
  readonly boxes: Float64Array;
}

const LEAF = 8;

/** Builds a tree whose boxes fit their points, cut at the median of the widest side. */
export function kdTree(data: Float32Array | Float64Array, n: number, d: number): KdTree {
  const order = kdOrder(data, n, d, LEAF);
  const points = new Float64Array(new SharedArrayBuffer(8 * n * d));
  for (let i = 0; i < n; i++) for (let k = 0; k < d; k++) points[i * d + k] = data[order[i] * d + k];
  const most = 2 * Math.ceil(n / LEAF);
  const start = new Int32Array(new SharedArrayBuffer(4 * most));
  const end = new Int32Array(new SharedArrayBuffer(4 * most));
  const child = new Int32Array(new SharedArrayBuffer(4 * most)).fill(-1);
  const boxes = new Float64Array(new SharedArrayBuffer(8 * most * 2 * d));
  end[0] = n;
  let nodes = 1;
  // the cuts of kdOrder: half of the leaves to each side, so children follow from the numbers of rows alone
  for (let node = 0; node < nodes; node++) {
    const size = end[node] - start[node];
    if (size <= LEAF) continue;
    const middle = start[node] + LEAF * Math.ceil(Math.ceil(size / LEAF) / 2);
    child[node] = nodes;
    start[nodes] = start[node];
    end[nodes++] = middle;
    start[nodes] = middle;
    end[nodes++] = end[node];
  }
  for (let node = nodes - 1; node >= 0; node--) fitBox(points, d, start[node], end[node], child[node], boxes, node);
  return { n, d, points, order, start, end, child, boxes };
}

function fitBox(points: Float64Array, d: number, start: number, end: number, child: number, boxes: Float64Array, node: number): void {
  const low = node * 2 * d;
  for (let k = 0; k < d; k++) {
    let min = Infinity;
    let max = -Infinity;
    if (child >= 0) {
      const a = child * 2 * d;
      const b = a + 2 * d;
      min = Math.min(boxes[a + k], boxes[b + k]);
      max = Math.max(boxes[a + d + k], boxes[b + d + k]);
    } else
      for (let i = start; i < end; i++) {
        const x = points[i * d + k];
        if (x < min) min = x;
        if (x > max) max = x;
      }
    boxes[low + k] = min;
    boxes[low + d + k] = max;
  }
}
