import { DomainError } from "../core/errors.js";

/**
 * Distances too large for a number: values of more than about 1e154, whose squares overflow, or differences of more than 1.8e308.
 *
 * @param radius distance of each row to its k-th neighbour
 * @param what the space, e.g. "(x, y)"
 */
export function checkDistances(me: string, radius: Float64Array, what: string): void {
  const row = radius.indexOf(Infinity);
  if (row < 0) return;
  throw new DomainError(
    `${me}: distances in ${what} must be below 1.8e308, and so must their squares under the Euclidean norm; row ${row} is too far from its neighbours. Divide the samples by their unit first.`,
  );
}
