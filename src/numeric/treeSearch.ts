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

/** Whether points at the radius itself count; "closedAtZero": only where the radius is 0. */
export type Edge = "open" | "closed" | "closedAtZero";

type Kernel = (...addressesAndCounts: number[]) => void;

/** Addresses of a tree in WASM memory, with room for `extra` bytes after it. */
function place(tree: KdTree, metric: ProductMetric, extra: number) {
  const { n, d, points, start, end, child, boxes } = tree;
  const padded = Math.ceil(n / 8) * 8;
  const room = scratch(8 * (n * d + padded * d + boxes.length) + 12 * child.length + 4 * metric.ends.length + 2048 + extra + 256);
  const put = <T extends Float64Array | Uint32Array>(to: T, from: ArrayLike<number>): number => {
    to.set(from);
    return to.byteOffset;
  };
  const leaves = room.f64(padded * d);
  layBlocks(points, n, d, undefined, leaves);
  const addresses = [
    n,
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
  return { room, addresses, work: room.f64(256) };
}

/** The k nearest other points of every point, in tree order: n × k distances, increasing, and the places of the neighbours. */
export function treeNearest(tree: KdTree, metric: ProductMetric, k: number): { best: Float64Array; who: Uint32Array } {
  const { room, addresses, work } = place(tree, metric, 12 * tree.n * k);
  const best = room.f64(tree.n * k);
  const who = room.u32(tree.n * k);
  (kernels().treeNearest as Kernel)(...addresses, k, work.byteOffset, best.byteOffset, who.byteOffset);
  return { best: best.slice(), who: who.slice() };
}

/** How many other points lie within a radius of each point. Radii and counts are by row, not in tree order. */
export function treeCount(tree: KdTree, metric: ProductMetric, radius: Float64Array, edge: Edge): Int32Array {
  const { n, order } = tree;
  const { room, addresses, work } = place(tree, metric, 12 * n);
  const radii = room.f64(n);
  const counts = room.u32(n);
  for (let i = 0; i < n; i++) radii[i] = radius[order[i]];
  const edgeCode = { open: 0, closed: 1, closedAtZero: 2 }[edge];
  (kernels().treeCount as Kernel)(...addresses, radii.byteOffset, edgeCode, work.byteOffset, counts.byteOffset);
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[order[i]] = counts[i] - (radii[i] === 0 && edge === "open" ? 0 : 1); // less the point itself
  return out;
}
