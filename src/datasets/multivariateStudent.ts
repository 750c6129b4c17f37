import { checkKnownOptions, checkMatrix } from "../core/checks.js";
import type { Matrix } from "../core/matrix.js";
import { drawPairs, type PairedSamples } from "./paired/drawPairs.js";
import { studentPair } from "./paired/studentPair.js";

/**
 * X and Y that are jointly Student t: heavy tails, and dependent also without correlation.
 *
 * @param options.dispersion S of all coordinates, those of X first; the covariance is S ν/(ν − 2) where ν > 2
 * @param options.dimX how many of them are X
 * @param options.dof ν, an integer
 */
export function multivariateStudent(options: { n: number; dispersion: Matrix; dimX: number; dof: number; seed?: number }): PairedSamples {
  const me = "multivariateStudent";
  checkKnownOptions(me, options, ["n", "dispersion", "dimX", "dof", "seed"]);
  const { n, dispersion, dimX, dof, seed = 0 } = options;
  checkMatrix(me, "dispersion", dispersion);
  return drawPairs(me, `Student t ${dimX} + ${dispersion.rows - dimX}, dof ${dof}`, studentPair(me, dispersion, dimX, dof), n, seed);
}
