import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { type Correction, entropyOfCounts } from "../numeric/entropyOfCounts.js";
import { groupRows } from "../numeric/groupRows.js";
import { ceilingWarnings } from "./ceilingWarnings.js";
import { BINNING_OPTIONS, type Binning, quantised } from "./quantised.js";

/**
 * Entropy H(Bin(T)) of a layer whose values are put into bins: each row of `t` becomes a tuple of bin numbers, and
 * Ĥ = −Σ_c p_c ln p_c over the tuples that occur.
 *
 * @param t n × d, one row per sample
 * @param options the bins, see {@link Binning}; `correction` "plugIn" (default), "millerMadow" or "grassberger"
 * @returns nats, at most ln n for the plug-in
 * @throws {DomainError} a value outside a fixed range or not finite, no binning or two, an unknown option
 * @example entropyBinned(layer, { binWidth: 0.07 }).bits
 */
export function entropyBinned(t: Matrix, options: Binning & { readonly correction?: Correction }): Estimate {
  const me = "entropyBinned";
  checkKnownOptions(me, options ?? {}, [...BINNING_OPTIONS, "correction"]);
  const { correction = "plugIn" } = options ?? {};
  checkOneOf(me, "correction", correction, ["plugIn", "millerMadow", "grassberger"]);
  const { words, width, settings, warnings } = quantised(me, t, options ?? {});
  const { counts } = groupRows(words, t.rows, width);
  return estimate({
    nats: entropyOfCounts(counts, correction),
    estimator: `binned entropy, ${correction}`,
    settings: { ...settings, correction },
    samples: t.rows,
    dims: [t.cols],
    warnings: [...ceilingWarnings(counts.length, t.rows), ...warnings],
  });
}
