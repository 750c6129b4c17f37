import { type Groups, groupRows } from "./groupRows.js";

/** Classes of the pairs (a_i, b_i) of two groupings of the same rows. */
export function jointGroups(a: Groups, b: Groups): Groups {
  const rows = a.group.length;
  const pairs = new Int32Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    pairs[2 * i] = a.group[i];
    pairs[2 * i + 1] = b.group[i];
  }
  return groupRows(pairs, rows, 2);
}
