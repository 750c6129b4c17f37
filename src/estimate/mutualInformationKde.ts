import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { pairwiseLogMeans } from "../numeric/pairwiseLogMeans.js";
import { takeRows } from "../numeric/takeRows.js";
import { computable } from "./computable.js";
import { KDE_OPTIONS, type KdeOptions, kdeVariance } from "./kdeVariance.js";
import { labelClasses } from "./labelClasses.js";
import { mixtureWarnings } from "./mixtureWarnings.js";
import { precisionOf } from "./precisionOf.js";

/**
 * Mutual information with a layer to which Gaussian noise of variance v is added, T = f(X) + N(0, v I), from pairwise distances.
 *
 * - without labels: bounds on I(X;T) for X uniform on the rows, H_b(T) − (d/2) ln(2πev), between 0 and ln n
 * - with labels: H_b(T) − Σ_y p(y) H_b(T|y). The difference of two bounds is itself no bound on I(T;Y): it can lie on either side
 *
 * H_b is the pairwise bound of {@link entropyKde}.
 *
 * @param t n × d, one row per sample: the layer before the noise
 * @param options see {@link KdeOptions}; `labels`, one number per row
 * @returns nats, never clamped
 * @throws {ShapeError} not one label per row
 * @see Kolchinsky, Tracey & Wolpert, Entropy 21, 1181 (2019); Saxe et al., ICLR 2018
 */
export function mutualInformationKde(t: Matrix, options: KdeOptions & { readonly labels?: ArrayLike<number> }): Estimate {
  const me = "mutualInformationKde";
  checkKnownOptions(me, options ?? {}, [...KDE_OPTIONS, "labels"]);
  checkMatrix(me, "t", t);
  checkNotEmpty(me, "t", t);
  checkFinite(me, "t", t);
  const { bound = "upper", labels } = options ?? {};
  checkOneOf(me, "bound", bound, ["upper", "lower"]);
  const { variance, settings } = kdeVariance(me, t, options ?? {});
  const { rows: n, cols: d } = t;
  const all = computable(t, variance);
  const scale = 1 / ((bound === "upper" ? 2 : 8) * variance);
  const whole = 0 - pairwiseLogMeans(all.data, n, d, scale) / n; // the terms in v cancel
  const warnings = mixtureWarnings(-whole, n, variance);
  let nats = whole;
  if (labels !== undefined) {
    const { group, counts } = labelClasses(me, labels, n);
    for (let y = 0; y < counts.length; y++) {
      const rows = new Uint32Array(counts[y]);
      for (let i = 0, r = 0; i < n; i++) if (group[i] === y) rows[r++] = i;
      const points = takeRows(all.data, d, rows);
      nats += pairwiseLogMeans(points, rows.length, d, scale) / n;
    }
    warnings.push("a difference of two bounds: neither an upper nor a lower bound on I(T;Y).");
  }
  return estimate({
    nats,
    estimator: labels === undefined ? `pairwise ${bound} bound on I(X;T), X uniform on the rows` : `pairwise I(T;Y) from ${bound} bounds`,
    settings: { ...settings, bound, precision: precisionOf(all) },
    samples: n,
    dims: labels === undefined ? [d] : [d, 1],
    warnings,
  });
}
