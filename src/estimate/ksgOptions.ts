import { checkInteger, checkOneOf } from "../core/checks.js";
import { checkNeighbours } from "./checkNeighbours.js";
import type { Kind } from "./kinds.js";

export interface KsgOptions {
  /** Neighbours, 1 ≤ k < n, 3 by default; larger k lowers variance, raises bias. */
  readonly k?: number;
  /** 1 (default): a ball in the joint space; 2: a rectangle, with less bias and more variance in low dimension. */
  readonly variant?: 1 | 2;
  /** Norm within x and within y; the joint distance is the larger of the two. "max" by default. */
  readonly norm?: "max" | "euclidean";
  /** What x and y are; refused with the reason unless both are continuous. */
  readonly kinds?: readonly [Kind, Kind];
}

/** Checks shared by the estimators that take `k`, `variant` and `norm`. */
export function checkKsgOptions(me: string, n: number, k: number, variant: number, norm: string): void {
  checkNeighbours(me, k, n);
  checkInteger(me, "variant", variant, 1, 2);
  checkOneOf(me, "norm", norm, ["max", "euclidean"]);
}
