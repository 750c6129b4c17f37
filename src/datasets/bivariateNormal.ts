import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { drawPairs, type PairedSamples } from "./paired/drawPairs.js";
import { gaussianPair } from "./paired/gaussianPair.js";

/**
 * Two normal variables with correlation rho: I(X;Y) = −½ ln(1 − rho²).
 *
 * @param options.n samples
 * @param options.rho −1 < rho < 1
 * @returns x and y, n × 1 each, and the exact mutual information in nats
 */
export function bivariateNormal(options: { n: number; rho: number; seed?: number }): PairedSamples {
  const me = "bivariateNormal";
  checkKnownOptions(me, options, ["n", "rho", "seed"]);
  const { n, rho, seed = 0 } = options;
  if (!(Math.abs(rho) < 1)) throw new DomainError(`${me}: rho must lie between −1 and 1, both excluded; got ${rho}.`);
  const law = gaussianPair(me, { rows: 2, cols: 2, data: Float64Array.of(1, rho, rho, 1) }, 1);
  const exact = { ...law, nats: () => -0.5 * Math.log1p(-rho * rho), how: "−½ ln(1 − rho²)" };
  return drawPairs(me, `bivariate normal, rho = ${rho}`, exact, n, seed);
}
