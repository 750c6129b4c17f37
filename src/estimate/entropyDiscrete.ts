import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import { type Correction, entropyOfCounts } from "../numeric/entropyOfCounts.js";
import { ceilingWarnings } from "./ceilingWarnings.js";
import { type Symbols, symbolClasses } from "./symbolClasses.js";

/**
 * Entropy of a discrete variable from samples, −Σ p ln p over the symbols seen and corrections of its bias. The activations of a quantised
 * network are such symbols: its entropies are exact when every input is a row.
 *
 * @param x symbols: an array of numbers, or a matrix whose rows are the symbols
 * @param options.correction "plugIn" (default), "millerMadow": + (K − 1) / 2n, or "grassberger"
 * @returns nats
 */
export function entropyDiscrete(x: Symbols, options: { readonly correction?: Correction } = {}): Estimate {
  const me = "entropyDiscrete";
  checkKnownOptions(me, options, ["correction"]);
  const { correction = "plugIn" } = options;
  checkOneOf(me, "correction", correction, ["plugIn", "millerMadow", "grassberger"]);
  const { counts, rows, cols } = symbolClasses(me, "x", x);
  return estimate({
    nats: entropyOfCounts(counts, correction),
    estimator: `discrete entropy, ${correction}`,
    settings: { correction },
    samples: rows,
    dims: [cols],
    warnings: ceilingWarnings(counts.length, rows),
  });
}
