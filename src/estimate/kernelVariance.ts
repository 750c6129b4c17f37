import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { random } from "../core/random.js";
import { blockCentres } from "../numeric/blockCentres.js";
import { maximise } from "../numeric/maximise.js";
import { mixtureSums } from "../numeric/mixtureSums.js";
import { takeRows } from "../numeric/takeRows.js";
import { computable } from "./computable.js";
import { estimateStream } from "./estimateStream.js";

export interface KernelVarianceOptions {
  /** "leaveOneOut" (default): each point under the mixture of all others; "crossValidated": each fold under the mixture of the other folds. */
  readonly method?: "leaveOneOut" | "crossValidated";
  /** Folds of the cross-validation, 5 by default. */
  readonly folds?: number;
  /** Which point goes into which fold. */
  readonly seed?: number;
}

/**
 * The variance v of the Gaussian kernel under which held-out points are most likely: the maximum of
 * Σ_i ln[(1 / m) Σ_j N(t_i; t_j, v I)], j over the other points (leave-one-out) or over the other folds.
 *
 * @param t n × d, one row per sample, n ≥ 2
 * @returns v in squared units of t, to 1e-8 relative (the likelihood is flat there)
 * @throws {DomainError} a point equals another and no width is finite: the likelihood grows without bound as v → 0
 */
export function kernelVariance(t: Matrix, options: KernelVarianceOptions = {}): number {
  const me = "kernelVariance";
  checkKnownOptions(me, options, ["method", "folds", "seed"]);
  const { method = "leaveOneOut", folds = 5, seed = 0 } = options;
  checkOneOf(me, "method", method, ["leaveOneOut", "crossValidated"]);
  checkMatrix(me, "t", t);
  checkNotEmpty(me, "t", t);
  checkFinite(me, "t", t);
  if (t.rows < 2) throw new ShapeError(`${me}: t must have at least 2 rows, to leave one out; got ${t.rows}×${t.cols}.`);
  if (method === "crossValidated") checkInteger(me, "folds", folds, 2, t.rows);
  const points = computable(t);
  const parts = method === "leaveOneOut" ? [leaveOneOut(points)] : crossValidation(points, folds, seed);
  let spread = 0;
  for (let k = 0; k < t.cols; k++) spread += columnVariance(t, k) / t.cols;
  if (spread === 0) throw new DomainError(`${me}: all rows of t are equal; no kernel width describes them.`);
  if (!Number.isFinite(spread))
    throw new DomainError(
      `${me}: the variance of t must be below 1.8e308; a value is too large to be squared. Divide t by its unit first.`,
    );
  // slope of the held-out log-likelihood in u = ln v
  const slope = (u: number): number => {
    const v = Math.exp(u);
    let sum = 0;
    for (const { centres, held, self } of parts) {
      const sums = mixtureSums(centres, held, 1 / (2 * v), { self, moment: true });
      for (let i = 0; i < sums.length; i += 3) sum += sums[i + 2] / sums[i + 1] / (2 * v) - t.cols / 2;
    }
    return sum;
  };
  const u = maximise(slope, Math.log(spread) - (2 / (t.cols + 4)) * Math.log(t.rows), Math.log(spread) - 46, 1e-8);
  if (u === undefined)
    throw new DomainError(
      `${me}: the held-out likelihood grows without bound as the width goes to 0: ${t.rows} rows of which many are equal have no density. Give the variance yourself ({ noiseVariance }), or count with entropyBinned.`,
    );
  return Math.exp(u);
}

interface Part {
  readonly centres: ReturnType<typeof blockCentres>;
  readonly held: Matrix["data"];
  readonly self?: Uint32Array;
}

function leaveOneOut(t: Matrix): Part {
  const centres = blockCentres(t.data, t.rows, t.cols);
  return { centres, held: t.data, self: centres.place };
}

function crossValidation(t: Matrix, folds: number, seed: number): Part[] {
  const order = random(seed, estimateStream("folds")).permutation(t.rows);
  return Array.from({ length: folds }, (_, fold) => {
    const held = order.filter((_, i) => i % folds === fold);
    const rest = order.filter((_, i) => i % folds !== fold);
    return {
      centres: blockCentres(takeRows(t.data, t.cols, rest), rest.length, t.cols),
      held: takeRows(t.data, t.cols, held),
    };
  });
}

function columnVariance(t: Matrix, k: number): number {
  let mean = 0;
  for (let i = 0; i < t.rows; i++) mean += t.data[i * t.cols + k] / t.rows;
  let sum = 0;
  for (let i = 0; i < t.rows; i++) sum += (t.data[i * t.cols + k] - mean) ** 2;
  return sum / t.rows;
}
