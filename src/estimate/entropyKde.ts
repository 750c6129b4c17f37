import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { pairwiseLogMeans } from "../numeric/pairwiseLogMeans.js";
import { computable } from "./computable.js";
import { KDE_OPTIONS, type KdeOptions, kdeVariance } from "./kdeVariance.js";
import { mixtureWarnings } from "./mixtureWarnings.js";
import { precisionOf } from "./precisionOf.js";

/**
 * Bounds on the differential entropy of a Gaussian mixture with equal weights, one component N(t_i, v I) per row, by pairwise distances:
 *
 *     upper  d/2 + (d/2) ln(2πv) − ⟨ln (1/n) Σ_j exp(−|t_i − t_j|² / 2v)⟩_i
 *     lower  d/2 + (d/2) ln(2πv) − ⟨ln (1/n) Σ_j exp(−|t_i − t_j|² / 8v)⟩_i
 *
 * With a width chosen by the data the upper one bounds the entropy of the kernel density estimate, which itself lies above the entropy of the
 * samples' law, the more the higher the dimension: by 0.29 nats per unit for 1000 normal samples in 1000 dimensions.
 *
 * @param t n × d, one row per sample
 * @param options see {@link KdeOptions}: `noiseVariance` or `width`, and `bound`
 * @returns nats; float32 data within 1e-5 nats of float64
 * @see Kolchinsky & Tracey, Entropy 19, 361 (2017), Eq. (10) with C_KL and C_{1/2}
 */
export function entropyKde(t: Matrix, options: KdeOptions): Estimate {
  const me = "entropyKde";
  checkKnownOptions(me, options ?? {}, KDE_OPTIONS);
  checkMatrix(me, "t", t);
  checkNotEmpty(me, "t", t);
  checkFinite(me, "t", t);
  const { bound = "upper" } = options ?? {};
  checkOneOf(me, "bound", bound, ["upper", "lower"]);
  const { variance, settings } = kdeVariance(me, t, options ?? {});
  const { rows: n, cols: d } = t;
  const points = computable(t, variance);
  const sum = pairwiseLogMeans(points.data, n, d, 1 / ((bound === "upper" ? 2 : 8) * variance));
  return estimate({
    nats: (d / 2) * (1 + Math.log(2 * Math.PI * variance)) - sum / n,
    estimator: `pairwise ${bound} bound on the entropy of a Gaussian mixture`,
    settings: { ...settings, bound, precision: precisionOf(points) },
    samples: n,
    dims: [d],
    warnings: mixtureWarnings(sum / n, n, variance),
  });
}
