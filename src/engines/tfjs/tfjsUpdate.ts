import type { Optimizer } from "../optimizer.js";
import type { Regularizer } from "../regularizer.js";
import type { TensorFlow, TfTensor } from "./tensorFlow.js";

/** A tensor that is trained, with what its optimizer keeps for it. */
export interface Moments {
  readonly theta: TfTensor;
  /** Momentum, or Adam's first moment. */
  readonly first: TfTensor;
  /** Adam's second moment. */
  readonly second: TfTensor;
}

/**
 * One update of one tensor: the same arithmetic as the fused kernels, which is PyTorch's.
 *
 * @param rate the learning rate
 * @param powers β1ᵗ and β2ᵗ of Adam, this update counted
 * @param constrained whether the tensor holds a layer's weights, one column per unit, and whether that layer is the last
 */
export function tfjsUpdate(
  tf: TensorFlow,
  { theta, first, second }: Moments,
  gradient: TfTensor,
  { optimizer, regularizer, rate, powers }: { optimizer: Optimizer; regularizer: Regularizer; rate: number; powers: readonly number[] },
  constrained: { weights: boolean; last: boolean },
): Moments {
  const { weightDecay = 0, maxNorm = 0, parseval = 0 } = regularizer;
  const g = weightDecay ? tf.add(gradient, tf.mul(theta, weightDecay)) : gradient;
  const bound = (w: TfTensor): TfTensor => {
    if (!constrained.weights) return w;
    const orthogonal = parseval && !constrained.last ? parsevalStep(tf, w, parseval) : w;
    return maxNorm ? limitNorm(tf, orthogonal, maxNorm) : orthogonal;
  };
  if (optimizer.kind === "sgd") {
    const { momentum } = optimizer;
    const buffer = momentum ? tf.add(tf.mul(first, momentum), g) : first;
    return { theta: bound(tf.sub(theta, tf.mul(momentum ? buffer : g, rate))), first: buffer, second };
  }
  const { beta1, beta2, epsilon } = optimizer;
  const m = tf.add(first, tf.mul(tf.sub(g, first), 1 - beta1));
  const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2));
  const denominator = tf.add(tf.div(tf.sqrt(v), Math.sqrt(1 - powers[1])), epsilon);
  return { theta: bound(tf.sub(theta, tf.div(tf.mul(m, rate / (1 - powers[0])), denominator))), first: m, second: v };
}

/** W − a (W Wᵀ W − W): the same as A ← A − a (A Aᵀ A − A) for A = Wᵀ. */
function parsevalStep(tf: TensorFlow, w: TfTensor, a: number): TfTensor {
  const cube = tf.matMul(w, tf.matMul(w, w, true));
  return tf.sub(w, tf.mul(tf.sub(cube, w), a));
}

/** The columns of W, scaled down to Euclidean norm `most` where theirs is larger. */
function limitNorm(tf: TensorFlow, w: TfTensor, most: number): TfTensor {
  const norm = tf.sqrt(tf.sum(tf.square(w), 0, true));
  return tf.mul(w, tf.div(most, tf.maximum(norm, most)));
}
