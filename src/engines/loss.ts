import { exactExp, exactLog } from "../core/exact.js";

/**
 * What is minimised: "crossEntropy" (−ln softmax of the label's unit), "mse" ((a − t)²) or "bce" (−t ln a − (1 − t) ln(1 − a), for sigmoid
 * outputs). Its mean over the rows, and for the last two over the units; with reduction "sum", the sum over the mini-batch and the units.
 */
export type LossKind = "crossEntropy" | "mse" | "bce";

export const LOSSES: readonly LossKind[] = ["crossEntropy", "mse", "bce"];

/** −ln softmax(z)[label]. */
export function crossEntropy(z: Float64Array, label: number): number {
  let most = z[0];
  for (const v of z) most = Math.max(most, v);
  let sum = 0;
  for (const v of z) sum += exactExp(v - most);
  return exactLog(sum) - (z[label] - most);
}

/** −t ln a − (1 − t) ln(1 − a), no logarithm below −100, as in PyTorch. */
export function binaryCrossEntropy(a: number, t: number): number {
  return -t * Math.max(exactLog(a), -100) - (1 - t) * Math.max(exactLog(1 - a), -100);
}
