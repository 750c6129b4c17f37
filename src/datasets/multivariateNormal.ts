import { checkKnownOptions, checkMatrix } from "../core/checks.js";
import type { Matrix } from "../core/matrix.js";
import { drawPairs, type PairedSamples } from "./paired/drawPairs.js";
import { gaussianPair } from "./paired/gaussianPair.js";

/**
 * Jointly normal X and Y of any dimensions: I(X;Y) = ½ ln(det Sxx det Syy / det S).
 *
 * @param options.covariance S of all coordinates, those of X first
 * @param options.dimX how many of them are X
 */
export function multivariateNormal(options: { n: number; covariance: Matrix; dimX: number; seed?: number }): PairedSamples {
  const me = "multivariateNormal";
  checkKnownOptions(me, options, ["n", "covariance", "dimX", "seed"]);
  const { n, covariance, dimX, seed = 0 } = options;
  checkMatrix(me, "covariance", covariance);
  return drawPairs(me, `normal ${dimX} + ${covariance.rows - dimX}`, gaussianPair(me, covariance, dimX), n, seed);
}
