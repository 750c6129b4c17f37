import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf, checkSameRows } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";

/**
 * The variational bound on I(X;Z) of a Gaussian encoder Z|x ~ N(μ(x), diag σ²(x)): the rate ⟨KL(N(μ, σ²) ‖ q)⟩, never below I(X;Z).
 *
 * - prior "standard": q = N(0, I), the rate of a VAE, ½ ⟨Σ_k μ_k² + σ_k² − 1 − ln σ_k²⟩
 * - prior "fitted": q normal with independent units and the moments of Z, ½ Σ_k [ln(Var μ_k + ⟨σ_k²⟩) − ⟨ln σ_k²⟩]: the least over such q
 *
 * @param means n × d: μ of each input
 * @param variances n × d: σ²
 * @param options.prior "fitted" by default
 * @returns nats
 */
export function mutualInformationMeanField(
  means: Matrix,
  variances: Matrix,
  options: { readonly prior?: "fitted" | "standard" } = {},
): Estimate {
  const me = "mutualInformationMeanField";
  checkKnownOptions(me, options, ["prior"]);
  const { prior = "fitted" } = options;
  checkOneOf(me, "prior", prior, ["fitted", "standard"]);
  checkMatrix(me, "means", means);
  checkMatrix(me, "variances", variances);
  checkNotEmpty(me, "means", means);
  checkSameRows(me, means, variances, "means", "variances");
  if (means.cols !== variances.cols)
    throw new ShapeError(`${me}: means and variances must have the same columns; got ${means.cols} and ${variances.cols}.`);
  checkFinite(me, "means", means);
  checkFinite(me, "variances", variances);
  const { rows: n, cols: d } = means;
  let nats = 0;
  for (let k = 0; k < d; k++) {
    let [m, spread, v, logV] = [0, 0, 0, 0];
    for (let i = k; i < n * d; i += d) {
      const variance = variances.data[i];
      if (!(variance > 0))
        throw new DomainError(`${me}: variances must be positive; got ${variance} in row ${Math.floor(i / d)}, column ${k}.`);
      m += means.data[i] / n;
      v += variance / n;
      logV += Math.log(variance) / n;
    }
    for (let i = k; i < n * d; i += d) spread += (means.data[i] - m) ** 2 / n; // ⟨μ²⟩ − m² would cancel where the mean is large
    nats += prior === "standard" ? (m * m + spread + v - 1 - logV) / 2 : (Math.log(spread + v) - logV) / 2;
  }
  return estimate({ nats, estimator: "variational mean-field bound", settings: { prior }, samples: n, dims: [d] });
}
