import type { Edge } from "./treeSearch.js";

/**
 * How many other points of a line lie within a radius of each: two binary searches among the sorted values, comparing the same rounded
 * differences as the other searches.
 *
 * @param squared the radii are squared distances
 */
export function countOnLine(data: Float32Array | Float64Array, radius: Float64Array, edge: Edge, squared: boolean): Int32Array {
  const n = data.length;
  const sorted = Float64Array.from(data).sort();
  const counts = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const x = data[i];
    const r = radius[i];
    const closed = edge === "closed" || (r === 0 && edge === "closedAtZero");
    if (r === 0 && !closed) continue;
    const here = firstNot(sorted, 0, n, (y) => y < x);
    const inside = (y: number): boolean => {
      const e = Math.abs(x - y);
      const s = squared ? e * e : e;
      return closed ? s <= r : s < r;
    };
    const first = firstNot(sorted, 0, here, (y) => !inside(y));
    counts[i] = firstNot(sorted, here, n, inside) - first - 1;
  }
  return counts;
}

/** First index from `low` on, before `high`, whose value does not satisfy a condition that holds for all earlier ones; `high` if all do. */
function firstNot(sorted: Float64Array, low: number, high: number, condition: (y: number) => boolean): number {
  let a = low;
  let b = high;
  while (a < b) {
    const middle = (a + b) >> 1;
    if (condition(sorted[middle])) a = middle + 1;
    else b = middle;
  }
  return a;
}
