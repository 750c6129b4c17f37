import { checkKnownOptions, checkOneOf, checkSameRows } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { type Correction, entropyOfCounts } from "../numeric/entropyOfCounts.js";
import { type Groups, groupRows } from "../numeric/groupRows.js";
import { jointGroups } from "../numeric/jointGroups.js";
import { ceilingWarnings } from "./ceilingWarnings.js";
import { labelClasses } from "./labelClasses.js";
import { BINNING_OPTIONS, type Binning, quantised } from "./quantised.js";

export interface BinnedOptions extends Binning {
  /** One label per row: then the result is I(Bin(T);Y). */
  readonly labels?: ArrayLike<number>;
  readonly correction?: Correction;
}

/**
 * Mutual information with a binned layer.
 *
 * - `mutualInformationBinned(t, { binWidth })`: I(X;Bin(T)) for X uniform on the rows and T a deterministic map of X. The bins are part of
 *   the quantity: H(Bin(T)|X) = 0, so it equals H(Bin(T)), and it tells of the bins as much as of the layer.
 * - `mutualInformationBinned(t, { binWidth, labels })`: I(Bin(T);Y) = H(Bin(T)) + H(Y) − H(Bin(T), Y).
 * - `mutualInformationBinned(x, y, { binWidth })`: I(Bin(X);Bin(Y)), both binned by the same rule.
 *
 * @param t n × d, one row per sample
 * @param options the bins, see {@link Binning}; `labels`; `correction` "plugIn" (default), "millerMadow" or "grassberger"
 * @returns nats, never clamped; the plug-in is at least 0 and at most ln n
 * @throws {DomainError} a value outside a fixed range or not finite, no binning or two, an unknown option
 * @throws {ShapeError} not one label per row
 */
export function mutualInformationBinned(t: Matrix, options: BinnedOptions): Estimate;
export function mutualInformationBinned(x: Matrix, y: Matrix, options: Binning & { readonly correction?: Correction }): Estimate;
export function mutualInformationBinned(t: Matrix, second: Matrix | BinnedOptions, third?: BinnedOptions): Estimate {
  const me = "mutualInformationBinned";
  const y = third !== undefined || (second as Partial<Matrix> | undefined)?.data !== undefined ? (second as Matrix) : undefined;
  const options = (y ? third : (second as BinnedOptions)) ?? {};
  checkKnownOptions(me, options, [...BINNING_OPTIONS, "correction", ...(y ? [] : ["labels"])]);
  const { labels, correction = "plugIn" } = options;
  checkOneOf(me, "correction", correction, ["plugIn", "millerMadow", "grassberger"]);
  const q = quantised(me, t, options);
  const bins = groupRows(q.words, t.rows, q.width);
  const warnings = [...ceilingWarnings(bins.counts.length, t.rows), ...q.warnings];
  const result = (nats: number, quantity: string, dims: number[]): Estimate =>
    estimate({
      nats,
      estimator: `binned ${quantity}, ${correction}`,
      settings: { ...q.settings, correction },
      samples: t.rows,
      dims,
      warnings,
    });
  if (y) {
    checkSameRows(me, t, y);
    const other = quantised(me, y, options);
    warnings.push(...other.warnings.map((w) => `y: ${w}`));
    return result(information(bins, groupRows(other.words, y.rows, other.width), correction), "I(Bin(X);Bin(Y))", [t.cols, y.cols]);
  }
  if (labels === undefined) return result(entropyOfCounts(bins.counts, correction), "I(X;Bin(T)), X uniform on the rows", [t.cols]);
  return result(information(bins, labelClasses(me, labels, t.rows), correction), "I(Bin(T);Y)", [t.cols, 1]);
}

function information(a: Groups, b: Groups, correction: Correction): number {
  const joint = entropyOfCounts(jointGroups(a, b).counts, correction);
  return entropyOfCounts(a.counts, correction) + entropyOfCounts(b.counts, correction) - joint;
}
