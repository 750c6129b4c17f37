import type { PairedLaw } from "./pairedLaw.js";

/**
 * The law after an invertible map of X and an invertible map of Y, which leave the mutual information as it is.
 *
 * @param map changes one row in place: X is `row.subarray(0, dimX)`
 */
export function mapPair(law: PairedLaw, map: (row: Float64Array) => void, name: string): PairedLaw {
  return {
    ...law,
    how: `${law.how}; ${name} is invertible`,
    draw(random, out) {
      law.draw(random, out);
      map(out);
    },
  };
}
