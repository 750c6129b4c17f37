import type { KdTree } from "./kdTree.js";
import { kernels } from "./kernels.js";
import { layBlocks } from "./layBlocks.js";
import { scratch } from "./scratch.js";

/** How points of a product of variables are compared: a norm in each variable (Euclidean ones squared), and the largest counts. */
export interface ProductMetric {
  readonly norm: "max" | "euclidean";
  /** The column after the last of each variable. */
  readonly ends: Int32Array;
}

/** A search for every point of a tree, `rows` points to a piece; the arrays that it reads and writes lie in shared memory, in tree order. */
export interface TreeSearch {
  readonly tree: Omit<KdTree, "order">;
  readonly metric: ProductMetric;
  readonly rows: number;
  /** The k nearest: n × k distances, increasing, and the places of the neighbours. */
  readonly nearest?: { readonly k: number; readonly best: Float64Array; readonly who: Uint32Array };
  /** How many points lie within a radius, the point itself included; `edge` 0 open, 1 closed, 2 closed where the radius is 0. */
  readonly count?: { readonly radii: Float64Array; readonly edge: number; readonly counts: Uint32Array };
}

type Kernel = (...addressesAndCounts: number[]) => void;

/** Puts the tree into WASM memory and searches for the points of one piece at a time. */
export default function treePieces({ tree, metric, rows, nearest, count }: TreeSearch): (piece: number) => void {
  const { n, d, points, start, end, child, boxes } = tree;
  const padded = Math.ceil(n / 8) * 8;
  const perRow = nearest ? 12 * nearest.k : 12;
  const room = scratch(8 * (n * d + padded * d + boxes.length) + 12 * child.length + 4 * metric.ends.length + 2048 + rows * perRow + 256);
  const put = <T extends Float64Array | Uint32Array>(to: T, from: ArrayLike<number>): number => {
    to.set(from);
    return to.byteOffset;
  };
  const leaves = room.f64(padded * d);
  layBlocks(points, n, d, undefined, leaves);
  const addresses = [
    d,
    metric.norm === "euclidean" ? 1 : 0,
    put(room.u32(metric.ends.length), metric.ends),
    put(room.f64(n * d), points),
    leaves.byteOffset,
    put(room.f64(boxes.length), boxes),
    put(room.u32(start.length), start),
    put(room.u32(end.length), end),
    put(room.u32(child.length), child),
  ];
  const work = room.f64(256).byteOffset;
  const wasm = kernels();
  const numbers = room.f64(rows * (nearest?.k ?? 1));
  const integers = room.u32(rows * (nearest?.k ?? 1));
  return (piece) => {
    const from = piece * rows;
    const to = Math.min(n, from + rows);
    if (nearest) {
      const { k, best, who } = nearest;
      (wasm.treeNearest as Kernel)(from, to, ...addresses, k, work, numbers.byteOffset, integers.byteOffset);
      best.set(numbers.subarray(0, (to - from) * k), from * k);
      who.set(integers.subarray(0, (to - from) * k), from * k);
    }
    if (count) {
      const { radii, edge, counts } = count;
      numbers.set(radii.subarray(from, to));
      (wasm.treeCount as Kernel)(from, to, ...addresses, numbers.byteOffset, edge, work, integers.byteOffset);
      counts.set(integers.subarray(0, to - from), from);
    }
  };
}
