import { checkInteger } from "../core/checks.js";
import { ShapeError } from "../core/errors.js";

/** k neighbours among n rows: 1 ≤ k < n, so at least two rows. */
export function checkNeighbours(me: string, k: unknown, n: number): asserts k is number {
  if (n < 2)
    throw new ShapeError(
      `${me}: samples must be at least 2 rows, one of them to be the other's neighbour; got ${n}. Is a row of values meant as column(values)?`,
    );
  checkInteger(me, "k", k, 1, n - 1);
}
