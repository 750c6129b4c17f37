import { checkFinite, checkMatrix, checkNotEmpty, checkSameRows } from "../core/checks.js";
import { ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";

/**
 * Cosine of the angle between two representations of the same sample, a_i · b_i / (|a_i| |b_i|), for every row.
 *
 * Unrelated representations in d dimensions give a mean of 0 and a standard deviation of about 1 / √d when they are centred; the outputs of
 * ReLU are not, and unrelated ones then have a positive mean.
 *
 * @param a n × d, e.g. a layer of the network with noise
 * @param b n × d, the same layer without
 * @returns n values from −1 to 1; NaN where a representation is 0
 * @see Goldfeld et al., ICML 2019, Figure 3
 */
export function cosineSimilarities(a: Matrix, b: Matrix): Float64Array {
  const me = "cosineSimilarities";
  checkMatrix(me, "a", a);
  checkMatrix(me, "b", b);
  checkNotEmpty(me, "a", a);
  checkSameRows(me, a, b, "a", "b");
  if (a.cols !== b.cols)
    throw new ShapeError(`${me}: a and b must have the same columns; got ${a.rows}×${a.cols} and ${b.rows}×${b.cols}.`);
  checkFinite(me, "a", a);
  checkFinite(me, "b", b);
  const out = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    let ab = 0;
    let aa = 0;
    let bb = 0;
    for (let k = i * a.cols; k < (i + 1) * a.cols; k++) {
      ab += a.data[k] * b.data[k];
      aa += a.data[k] * a.data[k];
      bb += b.data[k] * b.data[k];
    }
    out[i] = ab / (Math.sqrt(aa) * Math.sqrt(bb));
  }
  return out;
}
