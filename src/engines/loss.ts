import { exactExp, exactLog } from "../core/exact.js";

/**
 * What is minimised: "crossEntropy" (−ln softmax of the label's unit), "mse" ((a − target)²) or "bce"
 * (−t ln a − (1 − t) ln(1 − a) for sigmoid outputs). The mean is over the rows for cross-entropy and over rows and units for the others.
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

/** −t ln σ(z) − (1 − t) ln(1 − σ(z)) = max(z, 0) − t z + ln(1 + e^−|z|). */
export function binaryCrossEntropy(z: number, target: number): number {
  return Math.max(z, 0) - target * z + exactLog(1 + exactExp(-Math.abs(z)));
}
