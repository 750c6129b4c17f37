import { countOnLine } from "./countOnLine.js";
import { kdTree } from "./kdTree.js";
import { kernels } from "./kernels.js";
import { blockSize, layBlocks } from "./layBlocks.js";
import { scratch } from "./scratch.js";
import { type Edge, treeCount, treeNearest } from "./treeSearch.js";

type Reals = Float32Array | Float64Array;

/** One variable: n × d values. */
export interface Variable {
  readonly data: Reals;
  readonly d: number;
}

export interface NeighbourOptions {
  readonly n: number;
  readonly k: number;
  /** Norm inside each variable; between variables the largest counts. */
  readonly norm: "max" | "euclidean";
  /** For each of these sets of at most three variables, how many other points lie within the radius of each point. */
  readonly subsets: readonly (readonly number[])[];
  /** "ball": the radius is the distance to the k-th neighbour; "rectangle": in each variable the largest distance to the k neighbours. */
  readonly shape: "ball" | "rectangle";
  readonly edge: Edge;
  readonly search?: "tree" | "brute";
}

export interface Neighbours {
  /** Distance of each row to its k-th neighbour in all variables together. */
  readonly radius: Float64Array;
  /** The same as it is compared: squared where the norm is Euclidean. */
  readonly reach: Float64Array;
  readonly counts: readonly Int32Array[];
}

/** The k-th neighbour of every point in the product of some variables, and neighbour counts in subsets of them. */
export function neighbours(variables: readonly Variable[], options: NeighbourOptions): Neighbours {
  const { n, norm, search = fastest(variables, n) } = options;
  const { reach, counts } = search === "tree" ? byTree(variables, options) : byBrute(variables, options);
  return { radius: norm === "euclidean" ? reach.map(Math.sqrt) : reach, reach, counts };
}

/** With many columns a tree visits most of its leaves, and comparing all pairs in SIMD is faster (measured at n = 1000 to 20 000). */
function fastest(variables: readonly Variable[], n: number): "tree" | "brute" {
  const columns = variables.reduce((sum, v) => sum + v.d, 0);
  return n < 300 || columns > Math.log2(n) - 4 ? "brute" : "tree";
}

function byTree(variables: readonly Variable[], { n, k, norm, subsets, shape, edge }: NeighbourOptions): Omit<Neighbours, "radius"> {
  const all = variables.map((_, v) => v);
  const tree = kdTree(...joined(variables, all, n));
  const { best, who } = treeNearest(tree, { norm, ends: endsOf(variables, all) }, k);
  const reach = new Float64Array(n);
  for (let i = 0; i < n; i++) reach[tree.order[i]] = best[i * k + k - 1];
  const counts = subsets.map((subset) => {
    const within = shape === "ball" ? reach : extent(variables[subset[0]], tree.order, who, k, norm);
    const [data, , d] = joined(variables, subset, n);
    if (d === 1) return countOnLine(data, within, edge, norm === "euclidean");
    return treeCount(kdTree(data, n, d), { norm, ends: endsOf(variables, subset) }, within, edge);
  });
  return { reach, counts };
}

/** How far the k neighbours of each row reach in one variable. */
function extent({ data, d }: Variable, order: Uint32Array, who: Uint32Array, k: number, norm: "max" | "euclidean"): Float64Array {
  const reach = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const a = order[i] * d;
    for (let p = 0; p < k; p++) {
      const b = order[who[i * k + p]] * d;
      let r = 0;
      for (let c = 0; c < d; c++) {
        const e = Math.abs(data[a + c] - data[b + c]);
        r = norm === "euclidean" ? r + e * e : Math.max(r, e);
      }
      if (r > reach[order[i]]) reach[order[i]] = r;
    }
  }
  return reach;
}

function joined(variables: readonly Variable[], subset: readonly number[], n: number): [Float64Array, number, number] {
  const d = subset.reduce((sum, v) => sum + variables[v].d, 0);
  const out = new Float64Array(n * d);
  let first = 0;
  for (const v of subset) {
    const { data, d: size } = variables[v];
    for (let i = 0; i < n; i++) for (let k = 0; k < size; k++) out[i * d + first + k] = data[i * size + k];
    first += size;
  }
  return [out, n, d];
}

function endsOf(variables: readonly Variable[], subset: readonly number[]): Int32Array {
  let end = 0;
  return Int32Array.from(subset, (v) => {
    end += variables[v].d;
    return end;
  });
}

type Kernel = (...addressesAndCounts: number[]) => number;

function byBrute(variables: readonly Variable[], { n, k, norm, subsets, shape, edge }: NeighbourOptions): Omit<Neighbours, "radius"> {
  // one precision for all, so that distances of different variables can be compared
  const single = variables.every(({ data }) => data instanceof Float32Array);
  const size = blockSize(single ? new Float32Array(0) : new Float64Array(0));
  const padded = Math.ceil(n / size) * size;
  const room = scratch(variables.reduce((sum, { d }) => sum + 8 * padded * (d + 1) + 8 * d + 64, 12 * k + 64));
  const take = (length: number): Reals => (single ? room.f32(length) : room.f64(length));
  const wasm = kernels();
  const bits = single ? 32 : 64;
  const distances = wasm[`distances${bits}`] as Kernel;
  const nearest = wasm[`nearestOfRows${bits}`] as Kernel;
  const count = wasm[`countRows${bits}`] as Kernel;
  const parts = variables.map(({ data, d }) => {
    const blocks = take(padded * d);
    layBlocks(single || data instanceof Float64Array ? data : Float64Array.from(data), n, d, undefined, blocks);
    return { data, d, blocks: blocks.byteOffset, point: take(d), row: take(padded) };
  });
  const best = room.f64(k);
  const who = room.u32(k);
  const addresses = (subset: readonly number[]): number[] =>
    [0, 1, 2].map((s) => parts[subset[Math.min(s, subset.length - 1)]].row.byteOffset);
  const joint = addresses(variables.map((_, v) => v));
  const spaces = subsets.map(addresses);
  const euclidean = norm === "euclidean" ? 1 : 0;
  const reach = new Float64Array(n);
  const counts = subsets.map(() => new Int32Array(n));
  for (let i = 0; i < n; i++) {
    for (const { data, d, blocks, point, row } of parts) {
      point.set(data.subarray(i * d, (i + 1) * d));
      distances(point.byteOffset, blocks, n, d, euclidean, row.byteOffset);
    }
    nearest(joint[0], joint[1], joint[2], n, i, k, best.byteOffset, who.byteOffset);
    reach[i] = best[k - 1];
    for (let s = 0; s < subsets.length; s++) {
      let r = reach[i];
      if (shape === "rectangle") {
        const { row } = parts[subsets[s][0]];
        r = 0;
        for (let p = 0; p < k; p++) r = Math.max(r, row[who[p]]);
      }
      const closed = edge === "closed" || (r === 0 && edge === "closedAtZero");
      const found = count(spaces[s][0], spaces[s][1], spaces[s][2], n, r, closed ? 1 : 0);
      counts[s][i] = found - (r === 0 && !closed ? 0 : 1); // less the point itself
    }
  }
  return { reach, counts };
}

/** How many other rows lie nearer to each row than its `reach` (squared where the norm is Euclidean). */
export function countAround({ data, d }: Variable, n: number, norm: "max" | "euclidean", reach: Float64Array): Int32Array {
  if (d === 1) return countOnLine(data, reach, "open", norm === "euclidean");
  return treeCount(kdTree(data, n, d), { norm, ends: Int32Array.of(d) }, reach, "open");
}
