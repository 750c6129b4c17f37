import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { ShapeError } from "../core/errors.js";
import { type Estimate, estimate } from "../core/estimate.js";
import { type Correction, entropyOfCounts } from "../numeric/entropyOfCounts.js";
import { jointGroups } from "../numeric/jointGroups.js";
import { ceilingWarnings } from "./ceilingWarnings.js";
import { type Symbols, symbolClasses } from "./symbolClasses.js";

/**
 * Mutual information of two discrete variables from paired samples, Ĥ(X) + Ĥ(Y) − Ĥ(X,Y).
 *
 * The plug-in estimate is never negative and too high by about (K_xy − K_x − K_y + 1) / 2n for K symbols seen: two independent variables of
 * 30 symbols each seem to share 0.04 nats at n = 10 000. The corrections remove most of that and can be negative.
 *
 * @param x symbols: an array of numbers, or a matrix whose rows are the symbols
 * @param y the same, paired with x
 * @param options.correction "plugIn" (default), "millerMadow" or "grassberger", of each entropy
 * @returns nats
 * @throws {ShapeError} x and y differ in length
 */
export function mutualInformationDiscrete(x: Symbols, y: Symbols, options: { readonly correction?: Correction } = {}): Estimate {
  const me = "mutualInformationDiscrete";
  checkKnownOptions(me, options, ["correction"]);
  const { correction = "plugIn" } = options;
  checkOneOf(me, "correction", correction, ["plugIn", "millerMadow", "grassberger"]);
  const a = symbolClasses(me, "x", x);
  const b = symbolClasses(me, "y", y);
  if (a.rows !== b.rows) throw new ShapeError(`${me}: x and y must have the same number of samples; got ${a.rows} and ${b.rows}.`);
  const joint = jointGroups(a, b);
  return estimate({
    nats: entropyOfCounts(a.counts, correction) + entropyOfCounts(b.counts, correction) - entropyOfCounts(joint.counts, correction),
    estimator: `discrete mutual information, ${correction}`,
    settings: { correction },
    samples: a.rows,
    dims: [a.cols, b.cols],
    warnings: ceilingWarnings(joint.counts.length, a.rows),
  });
}
