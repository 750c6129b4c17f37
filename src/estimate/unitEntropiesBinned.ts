import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import type { Matrix } from "../core/matrix.js";
import { type Correction, entropyOfCounts } from "../numeric/entropyOfCounts.js";
import { groupRows } from "../numeric/groupRows.js";
import { BINNING_OPTIONS, type Binning, quantised } from "./quantised.js";

/**
 * Entropy H(Bin(T_j)) of every unit (column) of a layer by itself, in nats: bins as in {@link entropyBinned}.
 *
 * @param t n × d, one row per sample
 * @returns d values
 * @throws {DomainError} as {@link entropyBinned}
 */
export function unitEntropiesBinned(t: Matrix, options: Binning & { readonly correction?: Correction }): Float64Array {
  const me = "unitEntropiesBinned";
  checkKnownOptions(me, options ?? {}, [...BINNING_OPTIONS, "correction"]);
  const { correction = "plugIn" } = options ?? {};
  checkOneOf(me, "correction", correction, ["plugIn", "millerMadow", "grassberger"]);
  const { words, width } = quantised(me, t, options ?? {});
  const perValue = width / t.cols;
  const column = new Int32Array(t.rows * perValue);
  const out = new Float64Array(t.cols);
  for (let j = 0; j < t.cols; j++) {
    for (let i = 0; i < t.rows; i++) for (let w = 0; w < perValue; w++) column[i * perValue + w] = words[(i * t.cols + j) * perValue + w];
    out[j] = entropyOfCounts(groupRows(column, t.rows, perValue).counts, correction);
  }
  return out;
}
