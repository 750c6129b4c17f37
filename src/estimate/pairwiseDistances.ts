import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty, checkPositive } from "../core/checks.js";
import { ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { random } from "../core/random.js";
import { pairHistogram } from "../numeric/pairHistogram.js";
import { range } from "../numeric/range.js";
import { takeRows } from "../numeric/takeRows.js";
import { estimateStream } from "./estimateStream.js";
import { labelClasses } from "./labelClasses.js";

/** Histograms of the distances between rows of one class and of different classes. */
export interface PairwiseDistances {
  /** bins + 1 edges, from 0. */
  readonly edges: Float64Array;
  /** Share of the pairs within a class that falls into each bin; sums to 1. */
  readonly within: Float64Array;
  /** The same for pairs of two classes. */
  readonly between: Float64Array;
  readonly withinPairs: number;
  readonly betweenPairs: number;
}

/**
 * How far apart samples of the same class and of different classes lie in a layer: two histograms of Euclidean distances over all pairs.
 *
 * @param t n × d, one row per sample
 * @param options.labels one number per row
 * @param options.bins 100 by default
 * @param options.high upper end of the last bin; the diagonal of the smallest box around all rows by default, which no distance exceeds
 * @param options.rows a random subset of this many rows, since the work grows with its square
 * @param options.seed of the subset
 * @see Goldfeld et al., ICML 2019, Figures 6 and 8
 */
export function pairwiseDistances(
  t: Matrix,
  options: {
    readonly labels: ArrayLike<number>;
    readonly bins?: number;
    readonly high?: number;
    readonly rows?: number;
    readonly seed?: number;
  },
): PairwiseDistances {
  const me = "pairwiseDistances";
  checkKnownOptions(me, options ?? {}, ["labels", "bins", "high", "rows", "seed"]);
  checkMatrix(me, "t", t);
  checkNotEmpty(me, "t", t);
  checkFinite(me, "t", t);
  const { labels, bins = 100, rows = t.rows, seed = 0 } = options ?? {};
  checkInteger(me, "bins", bins, 1);
  checkInteger(me, "rows", rows, 1, t.rows);
  if (t.rows < 2) throw new ShapeError(`${me}: t must have at least 2 rows; got ${t.rows}×${t.cols}.`);
  const { group } = labelClasses(me, labels, t.rows);
  const chosen = rows < t.rows ? random(seed, estimateStream("subset")).permutation(t.rows).subarray(0, rows).sort() : undefined;
  const data = chosen ? takeRows(t.data, t.cols, chosen) : t.data;
  const classes = chosen ? Int32Array.from(chosen, (i) => group[i]) : group;
  const high = options.high ?? (diagonal(data, t.cols) || 1);
  checkPositive(me, "high", high);
  const within = new Float64Array(bins);
  const between = new Float64Array(bins);
  pairHistogram(data, rows, t.cols, classes, high, within, between);
  const withinPairs = within.reduce((s, c) => s + c, 0);
  const betweenPairs = between.reduce((s, c) => s + c, 0);
  return {
    edges: Float64Array.from({ length: bins + 1 }, (_, i) => (i * high) / bins),
    within: within.map((c) => c / Math.max(1, withinPairs)),
    between: between.map((c) => c / Math.max(1, betweenPairs)),
    withinPairs,
    betweenPairs,
  };
}

function diagonal(data: Matrix["data"], cols: number): number {
  let sum = 0;
  for (let k = 0; k < cols; k++) {
    const { min, max } = range(data, k, cols);
    sum += (max - min) ** 2;
  }
  return Math.sqrt(sum);
}
