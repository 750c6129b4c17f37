import type { LossKind } from "../loss.js";
import type { TensorFlow, TfTensor } from "./tensorFlow.js";

/**
 * The loss of a batch as a scalar tensor: see {@link LossKind}.
 *
 * @param z rows × units: sums of the last layer for "crossEntropy" and "bce", activations for "mse"
 * @param targets rows × units; one-hot for "crossEntropy"
 */
export function tfjsLoss(tf: TensorFlow, loss: LossKind, reduction: "mean" | "sum", z: TfTensor, targets: TfTensor): TfTensor {
  const [rows, units] = z.shape;
  const parts = (): TfTensor => {
    switch (loss) {
      case "crossEntropy":
        return tf.mul(tf.mul(tf.logSoftmax(z), targets), -1);
      case "mse":
        return tf.squaredDifference(z, targets);
      case "bce":
        return tf.sub(tf.softplus(z), tf.mul(z, targets)); // −t ln σ(z) − (1 − t) ln(1 − σ(z))
    }
  };
  const sum = tf.sum(parts());
  return reduction === "sum" ? sum : tf.mul(sum, 1 / (loss === "crossEntropy" ? rows : rows * units));
}
