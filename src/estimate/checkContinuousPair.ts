import { checkFinite, checkMatrix, checkNotEmpty, checkSameRows } from "../core/checks.js";
import type { Matrix } from "../core/matrix.js";

/** x and y are matrices of finite values with one row per sample each. */
export function checkContinuousPair(me: string, x: Matrix, y: Matrix): void {
  checkMatrix(me, "x", x);
  checkMatrix(me, "y", y);
  checkSameRows(me, x, y);
  checkNotEmpty(me, "x", x);
  checkNotEmpty(me, "y", y);
  checkFinite(me, "x", x);
  checkFinite(me, "y", y);
}
