import type { Matrix } from "../core/matrix.js";
import { groupRows } from "../numeric/groupRows.js";

/**
 * Rows that equal others, where an estimator takes the variable for continuous.
 *
 * @param harm what they do to it
 */
export function tieWarnings(name: string, m: Matrix, harm = "nearest neighbours are biased by ties"): string[] {
  const values = m.data.slice();
  for (let i = 0; i < values.length; i++) values[i] += 0; // −0 and 0 are equal
  const words = new Int32Array(values.buffer);
  const { counts } = groupRows(words, m.rows, words.length / m.rows);
  let tied = 0;
  for (const c of counts) if (c > 1) tied += c;
  if (tied === 0) return [];
  return [
    `${tied} of ${m.rows} rows of ${name} equal another: ${name} is not continuous, and ${harm}. mutualInformationGao takes mixtures.`,
  ];
}
