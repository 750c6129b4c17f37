import type { KdTree } from "./kdTree.js";
import { shareOut } from "./threads.js";
import treePieces, { type ProductMetric, type TreeSearch } from "./treePieces.js";

/** Whether points at the radius itself count; "closedAtZero": only where the radius is 0. */
export type Edge = "open" | "closed" | "closedAtZero";

/** Points per piece of a search: some milliseconds. */
const ROWS = 1024;

function search(tree: KdTree, metric: ProductMetric, what: Pick<TreeSearch, "nearest" | "count">): void {
  const { order, ...rest } = tree;
  const job = { tree: rest, metric, rows: ROWS, ...what };
  const pieces = Math.ceil(order.length / ROWS);
  if (pieces < 4) {
    const run = treePieces(job);
    for (let piece = 0; piece < pieces; piece++) run(piece);
  } else shareOut(new URL("./treePieces.js", import.meta.url), treePieces, job, pieces);
}

/** The k nearest other points of every point, in tree order: n × k distances, increasing, and the places of the neighbours. */
export function treeNearest(tree: KdTree, metric: ProductMetric, k: number): { best: Float64Array; who: Uint32Array } {
  const best = new Float64Array(new SharedArrayBuffer(8 * tree.n * k));
  const who = new Uint32Array(new SharedArrayBuffer(4 * tree.n * k));
  search(tree, metric, { nearest: { k, best, who } });
  return { best, who };
}

/** How many other points lie within a radius of each point. Radii and counts are by row, not in tree order. */
export function treeCount(tree: KdTree, metric: ProductMetric, radius: Float64Array, edge: Edge): Int32Array {
  const { n, order } = tree;
  const radii = new Float64Array(new SharedArrayBuffer(8 * n));
  const counts = new Uint32Array(new SharedArrayBuffer(4 * n));
  for (let i = 0; i < n; i++) radii[i] = radius[order[i]];
  search(tree, metric, { count: { radii, edge: { open: 0, closed: 1, closedAtZero: 2 }[edge], counts } });
  const out = new Int32Array(n);
  for (let i = 0; i < n; i++) out[order[i]] = counts[i] - (radii[i] === 0 && edge === "open" ? 0 : 1); // less the point itself
  return out;
}
