import { checkFinite, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf, checkPositive } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { choleskyLogDet } from "../numeric/choleskyLogDet.js";
import { covariance } from "../numeric/covariance.js";

/**
 * The Gaussian-channel bound on I(S; S + Z), Z ~ N(0, σ² I): no law of S with its covariance C gives more than ½ ln det(I + C / σ²), and with its
 * variances alone ½ Σ_k ln(1 + Var S_k / σ²). Tight for normal S, and loose for all others.
 *
 * @param s n × d samples of the channel's input
 * @param options.noise σ, in the units of s
 * @param options.covariance "full" (default), or "diagonal" for the second, looser bound
 * @returns nats
 */
export function mutualInformationGaussianChannel(
  s: Matrix,
  options: { readonly noise: number; readonly covariance?: "full" | "diagonal" },
): Estimate {
  const me = "mutualInformationGaussianChannel";
  checkKnownOptions(me, options ?? {}, ["noise", "covariance"]);
  checkMatrix(me, "s", s);
  checkNotEmpty(me, "s", s);
  checkFinite(me, "s", s);
  const { noise, covariance: which = "full" } = options ?? {};
  checkPositive(me, "noise", noise);
  checkOneOf(me, "covariance", which, ["full", "diagonal"]);
  const { rows: n, cols: d } = s;
  if (n < 2) throw new ShapeError(`${me}: s must have at least 2 rows, to have a covariance; got ${n}×${d}.`);
  const c = covariance([{ data: s.data, d }], n);
  for (let i = 0; i < d * d; i++) c[i] = which === "diagonal" && i % (d + 1) !== 0 ? 0 : c[i] / noise ** 2;
  for (let i = 0; i < d; i++) c[i * d + i] += 1;
  const logDet = choleskyLogDet(c, d, 0);
  if (!(logDet > -Infinity))
    throw new DomainError(`${me}: the covariance of s in units of the noise must be below 1.8e308; values are too large to be squared.`);
  return estimate({
    nats: logDet / 2,
    estimator: "Gaussian-channel bound",
    settings: { noise, covariance: which },
    samples: n,
    dims: [d],
  });
}
