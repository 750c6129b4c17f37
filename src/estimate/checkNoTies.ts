import { DomainError } from "../core/errors.js";
import { checkDistances } from "./checkDistances.js";

/**
 * A k-th neighbour at distance 0 means k + 1 equal points: no density, and ln 0.
 *
 * @param radius distance of each row to its k-th neighbour
 * @param what the space, e.g. "(x, y)"
 * @param instead which estimator takes such data
 */
export function checkNoTies(me: string, radius: Float64Array, k: number, what: string, instead: string): void {
  checkDistances(me, radius, what);
  const row = radius.indexOf(0);
  if (row < 0) return;
  throw new DomainError(
    `${me}: row ${row} equals ${k} or more other rows of ${what}; nearest neighbours need continuous data. Add noise on purpose with addNoise(x, { sd, seed }), or use ${instead}.`,
  );
}
