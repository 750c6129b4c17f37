import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { digamma } from "../numeric/digamma.js";
import { countAround, neighbours } from "../numeric/neighbours.js";
import { takeRows } from "../numeric/takeRows.js";
import { checkNoTies } from "./checkNoTies.js";
import { labelClasses } from "./labelClasses.js";
import { neighbourWarnings } from "./neighbourWarnings.js";

/**
 * Mutual information of a continuous variable and a label by nearest neighbours:
 * ψ(n) + ⟨ψ(k_i)⟩ − ⟨ψ(n_y)⟩ − ⟨ψ(m_i)⟩, m_i the rows of any class (row i included) nearer than the k_i-th neighbour of row i in its own class of
 * n_y rows, k_i = min(k, n_y − 1). Rows whose class has no other row are left out.
 *
 * @param x n × d samples
 * @param labels one number per row: an array, or a matrix of one column
 * @param options.k neighbours, 3 by default
 * @param options.norm "max" (default) or "euclidean"
 * @returns nats, computed in float64, never clamped; at most about ψ(n) − ⟨ψ(n_y)⟩, the entropy of the labels
 * @throws {ShapeError} not one label per row
 * @throws {DomainError} a value not finite, k + 1 equal points in a class, or no class with two rows
 * @see Ross, PLoS ONE 9, e87357 (2014)
 */
export function mutualInformationRoss(
  x: Matrix,
  labels: ArrayLike<number> | Matrix,
  options: { readonly k?: number; readonly norm?: "max" | "euclidean" } = {},
): Estimate {
  const me = "mutualInformationRoss";
  checkKnownOptions(me, options, ["k", "norm"]);
  checkMatrix(me, "x", x);
  checkNotEmpty(me, "x", x);
  checkFinite(me, "x", x);
  const { k = 3, norm = "max" } = options;
  checkInteger(me, "k", k, 1);
  checkOneOf(me, "norm", norm, ["max", "euclidean"]);
  const { group, counts } = labelClasses(me, labels, x.rows);
  const kept: number[] = [];
  for (let i = 0; i < x.rows; i++) if (counts[group[i]] > 1) kept.push(i);
  if (kept.length === 0)
    throw new DomainError(`${me}: at least one class must have two rows; got ${counts.length} classes of one row each.`);
  const n = kept.length;
  // float64, also for float32 samples: the reach within a class is compared with distances to all classes, and both searches must round alike
  const data = takeRows(Float64Array.from(x.data), x.cols, kept);
  const reach = new Float64Array(n);
  const radius = new Float64Array(x.rows).fill(1); // by row of x, for the messages; 1 where it is not known yet
  let sum = 0;
  for (let y = 0; y < counts.length; y++) {
    const size = counts[y];
    if (size < 2) continue;
    const rows = new Uint32Array(size);
    for (let i = 0, r = 0; i < n; i++) if (group[kept[i]] === y) rows[r++] = i;
    const ky = Math.min(k, size - 1);
    const inClass = [{ data: takeRows(data, x.cols, rows), d: x.cols }];
    const found = neighbours(inClass, { n: size, k: ky, norm, subsets: [], shape: "ball", edge: "open" });
    for (let r = 0; r < size; r++) {
      reach[rows[r]] = found.reach[r];
      radius[kept[rows[r]]] = found.radius[r];
    }
    checkNoTies(me, radius, ky, "its class in x", "mutualInformationGao");
    sum += size * (digamma(ky) - digamma(size));
  }
  const around = countAround({ data, d: x.cols }, n, norm, reach);
  for (let i = 0; i < n; i++) sum -= digamma(around[i] + 1);
  const nats = digamma(n) + sum / n;
  const warnings = neighbourWarnings(nats, n, k, [x.cols]);
  if (n < x.rows) warnings.push(`${x.rows - n} of ${x.rows} rows are the only one of their class and are left out.`);
  return estimate({
    nats,
    estimator: "Ross",
    settings: { k, norm, precision: "float64" },
    samples: n,
    dims: [x.cols, 1],
    warnings,
  });
}
