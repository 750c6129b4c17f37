import bruteRows, { type BruteSearch } from "./bruteRows.js";
import { countOnLine } from "./countOnLine.js";
import { kdTree } from "./kdTree.js";
import { squaresFit } from "./squaresFit.js";
import { shareOut } from "./threads.js";
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
  /** Of the comparisons. A tree compares in float64; all pairs are compared in float32 if the data are float32. */
  readonly precision: "float32" | "float64";
}

type Found = Omit<Neighbours, "radius">;

/** The k-th neighbour of every point in the product of some variables, and neighbour counts in subsets of them; here and on idle threads of the pool. */
export function neighbours(variables: readonly Variable[], options: NeighbourOptions): Neighbours {
  const { n, norm, search = fastest(variables, n) } = options;
  const found = search === "tree" ? byTree(variables, options) : byBrute(variables, options);
  return { radius: norm === "euclidean" ? found.reach.map(Math.sqrt) : found.reach, ...found };
}

/** With many columns a tree visits most of its leaves, and comparing all pairs in SIMD is faster (measured at n = 1000 to 20 000). */
function fastest(variables: readonly Variable[], n: number): "tree" | "brute" {
  const columns = variables.reduce((sum, v) => sum + v.d, 0);
  return n < 300 || columns > Math.log2(n) - 4 ? "brute" : "tree";
}

function byTree(variables: readonly Variable[], { n, k, norm, subsets, shape, edge }: NeighbourOptions): Found {
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
  return { reach, counts, precision: "float64" };
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

/** Pairs of coordinates compared per piece of a search: some milliseconds. */
const PIECE_WORK = 2 ** 24;

function byBrute(variables: readonly Variable[], options: NeighbourOptions): Found {
  const { n, k, norm, subsets, shape, edge } = options;
  // one precision for all, so that distances of different variables can be compared
  const single = variables.every(({ data }) => data instanceof Float32Array && squaresFit(data));
  const columns = variables.reduce((sum, { d }) => sum + d, 0);
  const rows = Math.max(1, Math.min(n, Math.floor(PIECE_WORK / (n * (columns + 4)))));
  const job: BruteSearch = {
    ...{ n, k, norm, subsets, shape, edge, rows },
    variables: variables.map(({ data, d }) => ({ data: inShared(data, single), d })),
    reach: new Float64Array(new SharedArrayBuffer(8 * n)),
    counts: subsets.map(() => new Int32Array(new SharedArrayBuffer(4 * n))),
  };
  const pieces = Math.ceil(n / rows);
  if (pieces < 4) {
    const run = bruteRows(job);
    for (let piece = 0; piece < pieces; piece++) run(piece);
  } else shareOut(new URL("./bruteRows.js", import.meta.url), bruteRows, job, pieces);
  return { reach: job.reach, counts: job.counts, precision: single ? "float32" : "float64" };
}

function inShared(data: Reals, single: boolean): Reals {
  const buffer = new SharedArrayBuffer(data.length * (single ? 4 : 8));
  const copy = single ? new Float32Array(buffer) : new Float64Array(buffer);
  copy.set(data);
  return copy;
}

/** How many other rows lie nearer to each row than its `reach` (squared where the norm is Euclidean). */
export function countAround({ data, d }: Variable, n: number, norm: "max" | "euclidean", reach: Float64Array): Int32Array {
  if (d === 1) return countOnLine(data, reach, "open", norm === "euclidean");
  return treeCount(kdTree(data, n, d), { norm, ends: Int32Array.of(d) }, reach, "open");
}
