import { checkInteger, checkKnownOptions, checkMatrix, checkNotNegative } from "../core/checks.js";
import type { Matrix } from "../core/matrix.js";
import { random } from "../core/random.js";
import { estimateStream } from "./estimateStream.js";

/**
 * A copy with independent normal noise on every value, also of values that were drawn with the same seed. No estimator adds noise by itself.
 *
 * @param options.sd standard deviation, in the units of x
 */
export function addNoise(x: Matrix, options: { readonly sd: number; readonly seed?: number }): Matrix {
  const me = "addNoise";
  checkMatrix(me, "x", x);
  checkKnownOptions(me, options ?? {}, ["sd", "seed"]);
  const { sd, seed = 0 } = options ?? {};
  checkNotNegative(me, "sd", sd);
  checkInteger(me, "seed", seed, 0);
  const draw = random(seed, estimateStream("addNoise"));
  const data = x.data.slice();
  for (let i = 0; i < data.length; i++) data[i] += sd * draw.normal();
  return { rows: x.rows, cols: x.cols, data };
}
