import { layerLevels } from "../../networks/layerLevels.js";
import type { Conv2dLayer, ImageShape, Layer, PoolLayer } from "../../networks/network.js";
import type { TensorFlow, TfTensor } from "./tensorFlow.js";

/** What is drawn for a layer and a batch, rows × units: noise already times its standard deviation; a mask holds 0 and 1 / (1 − rate). */
export interface Drawn {
  readonly noise?: TfTensor;
  readonly mask?: TfTensor;
}

/**
 * The outputs of a chain of layers for the rows of x, with operations that TensorFlow.js can differentiate. Between layers the activations
 * are rows in the order of {@link ImageShape}, so noise and masks are drawn as for any other engine.
 *
 * @param own the tensors that are trained, by layer: weights and bias, or s
 * @param fixed the factors U and V of USV layers, by layer
 * @param drawn by layer
 * @param sums the last layer's sums instead of its activations; a softmax is left to the loss in any case
 */
export function tfjsForward(
  tf: TensorFlow,
  layers: readonly Layer[],
  x: TfTensor,
  { own, fixed, drawn, sums }: { own: readonly TfTensor[][]; fixed: readonly TfTensor[][]; drawn: readonly Drawn[]; sums: boolean },
): TfTensor {
  return layers.reduce((below, layer, i) => {
    const { noise, mask } = drawn[i];
    const z = weighted(tf, layer, below, own[i], fixed[i]);
    if (sums && i === layers.length - 1) return z;
    const inside = noise && layer.noise!.where === "inside" ? tf.add(z, noise) : z;
    const a = rounded(tf, layer, activated(tf, layer, inside));
    const after = noise && layer.noise!.where === "after" ? tf.add(a, noise) : a;
    return mask ? tf.mul(after, mask) : after;
  }, x);
}

function weighted(tf: TensorFlow, layer: Layer, x: TfTensor, [w, bias]: readonly TfTensor[], [u, v]: readonly TfTensor[]): TfTensor {
  switch (layer.kind) {
    case "dense": {
      const z = tf.matMul(x, w);
      return bias ? tf.add(z, bias) : z;
    }
    case "usv":
      return tf.matMul(tf.mul(tf.matMul(x, u), w), v);
    case "conv2d": {
      const [channels] = layer.inputShape;
      const filter = tf.transpose(tf.reshape(w, [channels, ...layer.kernel, layer.outputShape[0]]), [1, 2, 0, 3]);
      const z = tf.conv2d(toImages(tf, x, layer.inputShape), filter, layer.stride, layer.padding);
      return toRows(tf, bias ? tf.add(z, bias) : z, layer);
    }
    case "maxPool":
      return toRows(tf, tf.maxPool(toImages(tf, x, layer.inputShape), layer.kernel, layer.stride, "valid"), layer);
    case "averagePool":
      return toRows(tf, tf.avgPool(toImages(tf, x, layer.inputShape), layer.kernel, layer.stride, "valid"), layer);
    case "flatten":
      return x;
  }
}

/** Rows to images with the channels last, as TensorFlow has them. */
function toImages(tf: TensorFlow, x: TfTensor, [channels, height, width]: ImageShape): TfTensor {
  return tf.transpose(tf.reshape(x, [-1, channels, height, width]), [0, 2, 3, 1]);
}

function toRows(tf: TensorFlow, images: TfTensor, { outputs }: Conv2dLayer | PoolLayer): TfTensor {
  return tf.reshape(tf.transpose(images, [0, 3, 1, 2]), [-1, outputs]);
}

function activated(tf: TensorFlow, { activation, slope }: Layer, z: TfTensor): TfTensor {
  switch (activation) {
    case "linear":
    case "softmax":
      return z;
    case "tanh":
      return tf.tanh(z);
    case "sigmoid":
      return tf.sigmoid(z);
    case "relu":
      return tf.relu(z);
    case "leakyRelu":
      return tf.leakyRelu(z, slope);
    case "softplus":
      return tf.softplus(z);
    case "softsign":
      return tf.div(z, tf.add(tf.abs(z), 1));
    case "hardtanh":
      // TensorFlow's own slope is 1 at the two edges; here and in PyTorch it is 0
      return tf.customGrad((x, save) => {
        save([x]);
        const gradFunc = (dy: TfTensor, [saved]: TfTensor[]) => tf.mul(dy, tf.cast(tf.less(tf.abs(saved), 1), "float32"));
        return { value: tf.clipByValue(x, -1, 1), gradFunc };
      })(z);
  }
}

/** The nearest of the layer's levels, if it has any; the gradient passes straight through. */
function rounded(tf: TensorFlow, layer: Layer, a: TfTensor): TfTensor {
  const levels = layerLevels(layer);
  if (!levels) return a;
  const { low } = levels;
  const step = Math.fround(levels.step);
  return tf.customGrad((x) => {
    const level = tf.floor(tf.add(tf.mul(tf.sub(x, low), 1 / step), 0.5));
    return { value: tf.add(tf.mul(level, step), low), gradFunc: (dy) => dy };
  })(a);
}
