import { layerLevels } from "../../networks/layerLevels.js";
import type { Conv2dLayer, Layer, PoolLayer, UsvLayer } from "../../networks/network.js";
import { windowPadding } from "../../networks/windowPadding.js";
import type { GraphBuilder, Value } from "./graphBuilder.js";

/**
 * How a gradient goes back through one operation: gives that of its input, and notes those of its parameters.
 *
 * @param needed false where nothing below is trained; what is returned is then not used
 */
export type Pullback = (d: Value, needed: boolean) => Value;

/** What one phase of a network needs beside its layers: all values are of shape rows × units. */
export interface LayerFeeds {
  readonly rows: number;
  /** Without the operators that a GPU does not have. */
  readonly portable: boolean;
  /** The trained numbers of a layer: weights (or s), and biases. */
  parameters(layer: number): { readonly weights: Value; readonly bias?: Value };
  /** Noise of standard deviation 1, where that of the layer acts in this phase. */
  noise(layer: number): Value | undefined;
  mask(layer: number): Value | undefined;
}

export interface ChainGraph {
  readonly output: Value;
  /** From the outputs to the inputs. */
  readonly back: readonly { readonly pull: Pullback; readonly trains: boolean }[];
  /** Of the parameters, in the order of their layers; filled in as the pullbacks run. */
  readonly gradients: Map<number, { weights: Value; bias?: Value }>;
}

/** The layers of a network as nodes, a softmax left out, with the way back. */
export function chainGraph(b: GraphBuilder, layers: readonly Layer[], x: Value, feeds: LayerFeeds): ChainGraph {
  const back: { pull: Pullback; trains: boolean }[] = [];
  const gradients: ChainGraph["gradients"] = new Map();
  const step = (pull: Pullback, trains = false): void => void back.unshift({ pull, trains });
  let value = x;
  /** The factor V of the layer below, where it is still to be multiplied by. */
  let turn: UsvLayer | undefined;

  layers.forEach((layer, l) => {
    const noise = feeds.noise(l);
    const mask = feeds.mask(l);
    switch (layer.kind) {
      case "dense": {
        const { weights, bias } = feeds.parameters(l);
        const input = value;
        if (turn) {
          // behind a fixed V the few columns of V W are cheaper than the rows of x V; transposed, V is the factor that is packed once
          const v = b.constant(turn.v.data as Float32Array, [turn.v.rows, turn.v.cols]);
          turn = undefined;
          const product = b.node("Gemm", [weights, v], { transA: 1, transB: 1 });
          value = b.node("Gemm", [input, product, ...(bias === undefined ? [] : [bias])], { transB: 1 });
          step((d) => {
            // no Gemm: the runtime would join it with the transposition into one that cannot pack V
            const outer = b.node("MatMul", [b.node("Gemm", [d, input], { transA: 1 }), v]);
            gradients.set(l, { weights: b.transpose(outer, [1, 0]), ...(bias !== undefined && { bias: b.sum(d, [0]) }) });
            return b.node("Gemm", [d, product]);
          }, true);
          break;
        }
        value = b.node("Gemm", [input, weights, ...(bias === undefined ? [] : [bias])]);
        step((d, needed) => {
          gradients.set(l, {
            weights: b.node("Gemm", [input, d], { transA: 1 }),
            ...(bias !== undefined && { bias: b.sum(d, [0]) }),
          });
          return needed ? b.node("Gemm", [d, weights], { transB: 1 }) : d;
        }, true);
        break;
      }
      case "usv": {
        // V of the layer below and U of this one are fixed: their product is one rotation, which the runtime computes once
        const u = b.constant(layer.u.data as Float32Array, [layer.u.rows, layer.u.cols]);
        const rotation = turn ? b.node("MatMul", [b.constant(turn.v.data as Float32Array, [turn.v.rows, turn.v.cols]), u]) : u;
        value = rotate(b, value, rotation, step);
        const inner = value;
        const s = feeds.parameters(l).weights;
        value = b.multiply(inner, s);
        step((d, needed) => {
          gradients.set(l, { weights: b.sum(b.multiply(inner, d), [0]) });
          return needed ? b.multiply(d, s) : d;
        }, true);
        const plain = layer.activation === "linear" && !layer.levels && noise === undefined && mask === undefined;
        const above = layers[l + 1];
        const joins = above?.kind === "usv" || (above?.kind === "dense" && 2 * above.outputs < feeds.rows);
        turn = plain && joins ? layer : undefined;
        if (!turn) value = rotate(b, value, b.constant(layer.v.data as Float32Array, [layer.v.rows, layer.v.cols]), step);
        break;
      }
      case "conv2d":
        value = convolution(b, layer, value, feeds.rows, feeds.parameters(l), step, (g) => gradients.set(l, g));
        break;
      case "maxPool":
        value = maxPool(b, layer, value, feeds, step);
        break;
      case "averagePool":
        value = averagePool(b, layer, value, feeds.rows, step);
        break;
      case "flatten":
        break;
    }
    if (noise !== undefined && layer.noise!.where === "inside") value = disturbed(b, value, noise, layer);
    value = activation(b, layer, value, step);
    if (layer.levels) value = rounded(b, layer, value);
    if (noise !== undefined && layer.noise!.where === "after") value = disturbed(b, value, noise, layer);
    if (mask !== undefined) {
      value = b.multiply(value, mask);
      step((d) => b.multiply(d, mask));
    }
  });
  return { output: value, back, gradients };
}

/** x R for a fixed R; the gradient comes back through its transpose. */
function rotate(b: GraphBuilder, x: Value, rotation: Value, step: (pull: Pullback) => void): Value {
  step((d, needed) => (needed ? b.node("Gemm", [d, rotation], { transB: 1 }) : d));
  return b.node("Gemm", [x, rotation]);
}

function disturbed(b: GraphBuilder, x: Value, noise: Value, layer: Layer): Value {
  return b.add(x, b.multiply(noise, b.number(layer.noise!.sd)));
}

/** low + step · floor((a − low) / step + 1/2); the gradient passes straight through. */
function rounded(b: GraphBuilder, layer: Layer, a: Value): Value {
  const { low, step } = layerLevels(layer)!;
  const level = b.node("Floor", [b.add(b.multiply(b.subtract(a, b.number(low)), b.number(1 / step)), b.number(0.5))]);
  return b.add(b.number(low), b.multiply(b.number(step), level));
}

/** f(z); its slope is written through f(z), as in the fused kernels. */
function activation(b: GraphBuilder, layer: Layer, z: Value, step: (pull: Pullback) => void): Value {
  const one = () => b.number(1);
  const smooth = (operator: string, slope: (a: Value) => Value): Value => {
    const a = b.node(operator, [z]);
    step((d) => b.multiply(d, slope(a)));
    return a;
  };
  switch (layer.activation) {
    case "linear":
    case "softmax":
      return z;
    case "tanh":
      return smooth("Tanh", (a) => b.subtract(one(), b.multiply(a, a)));
    case "sigmoid":
      return smooth("Sigmoid", (a) => b.multiply(a, b.subtract(one(), a)));
    case "relu":
      return smooth("Relu", (a) => b.node("Sign", [a]));
    case "leakyRelu": {
      const a = b.node("LeakyRelu", [z], { alpha: { real: layer.slope } });
      step((d) => b.node("Where", [b.node("Greater", [a, b.number(0)]), d, b.multiply(d, b.number(layer.slope))]));
      return a;
    }
    case "hardtanh": {
      const a = b.node("Clip", [z, b.number(-1), one()]);
      step((d) => b.node("Where", [b.node("Less", [b.node("Abs", [a]), one()]), d, b.number(0)]));
      return a;
    }
    case "softplus":
      return smooth("Softplus", (a) => b.subtract(one(), b.node("Exp", [b.node("Neg", [a])])));
    case "softsign":
      return smooth("Softsign", (a) => {
        const t = b.subtract(one(), b.node("Abs", [a]));
        return b.multiply(t, t);
      });
  }
}

/** Images of `rows` samples, from the rows that layers hand on, and back. */
function images(b: GraphBuilder, value: Value, rows: number, shape: readonly number[]): Value {
  return b.reshape(value, [rows, ...shape]);
}

function convolution(
  b: GraphBuilder,
  layer: Conv2dLayer,
  value: Value,
  rows: number,
  { weights, bias }: { weights: Value; bias?: Value },
  step: (pull: Pullback, trains: boolean) => void,
  gradient: (g: { weights: Value; bias?: Value }) => void,
): Value {
  const { inputShape, outputShape, kernel, stride } = layer;
  const [channels, height, width] = inputShape;
  const { top, left, bottom, right } = windowPadding(layer);
  const pads = [top, left, bottom, right];
  const x = images(b, value, rows, inputShape);
  const filters = b.reshape(b.transpose(weights, [1, 0]), [outputShape[0], channels, ...kernel]);
  const out = b.node("Conv", [x, filters, ...(bias === undefined ? [] : [bias])], { pads, strides: stride, kernel_shape: kernel });
  step((flat, needed) => {
    const d = images(b, flat, rows, outputShape);
    // dw[c, o] = Σ over samples and windows of x[c] d[o]: a convolution of x with d, samples in the place of channels, steps as gaps
    const whole = b.node("Conv", [b.transpose(x, [1, 0, 2, 3]), b.transpose(d, [1, 0, 2, 3])], { pads, dilations: stride });
    const used = [0, 1].map((k) => [height, width][k] + pads[k] + pads[k + 2] - (outputShape[k + 1] - 1) * stride[k]);
    const exact = used[0] === kernel[0] && used[1] === kernel[1];
    const dw = exact ? whole : b.node("Slice", [whole, b.whole(0, 0), b.whole(...kernel), b.whole(2, 3)]);
    gradient({
      weights: b.reshape(b.transpose(dw, [0, 2, 3, 1]), [channels * kernel[0] * kernel[1], outputShape[0]]),
      ...(bias !== undefined && { bias: b.sum(d, [0, 2, 3]) }),
    });
    if (!needed) return flat;
    const rest = [0, 1].map((k) => used[k] - kernel[k]); // lines that no window reached
    const dx = b.node("ConvTranspose", [d, filters], { pads, strides: stride, kernel_shape: kernel, output_padding: rest });
    return b.reshape(dx, [rows, layer.inputs]);
  }, true);
  return b.reshape(out, [rows, layer.outputs]);
}

/** The gradient goes to the first of the largest values of a window, as in PyTorch. */
function maxPool(b: GraphBuilder, layer: PoolLayer, value: Value, { rows, portable }: LayerFeeds, step: (pull: Pullback) => void): Value {
  const { kernel, stride, inputShape } = layer;
  const x = images(b, value, rows, inputShape);
  const window = { kernel_shape: kernel, strides: stride };
  if (portable) {
    const out = b.node("MaxPool", [x], window);
    step((flat, needed) => (needed ? toLargest(b, layer, x, out, flat, rows) : flat));
    return b.reshape(out, [rows, layer.outputs]);
  }
  const [out, places] = b.nodeOf("MaxPool", [x], 2, window);
  step((flat, needed) => {
    if (!needed) return flat;
    if (windowsTouch(layer)) {
      const d = images(b, flat, rows, layer.outputShape);
      return b.reshape(b.node("MaxUnpool", [d, places, b.whole(rows, ...inputShape)], window), [rows, layer.inputs]);
    }
    const zeros = b.constant(new Float32Array(rows * layer.inputs), [rows * layer.inputs]);
    const at = b.reshape(places, [rows * layer.outputs]);
    const sum = b.node("ScatterElements", [zeros, at, b.reshape(flat, [rows * layer.outputs])], { axis: 0, reduction: "add" });
    return b.reshape(sum, [rows, layer.inputs]);
  });
  return b.reshape(out, [rows, layer.outputs]);
}

/** Whether every value is in one window at most, and windows follow each other without gaps. */
export function windowsTouch({ kernel, stride }: PoolLayer): boolean {
  return kernel[0] === stride[0] && kernel[1] === stride[1];
}

/** For windows side by side, with the place in the window as the first axis: no scattering, which not every provider has. */
function toLargest(b: GraphBuilder, layer: PoolLayer, x: Value, out: Value, d: Value, rows: number): Value {
  const { kernel, inputShape, outputShape } = layer;
  const [channels, height, width] = inputShape;
  const [, down, across] = outputShape;
  const used = [down * kernel[0], across * kernel[1]];
  const cut = used[0] < height || used[1] < width;
  const inside = cut ? b.node("Slice", [x, b.whole(0, 0), b.whole(...used), b.whole(2, 3)]) : x;
  const places = kernel[0] * kernel[1];
  const count = rows * layer.outputs;
  const grid = b.transpose(b.reshape(inside, [rows * channels, down, kernel[0], across, kernel[1]]), [2, 4, 0, 1, 3]);
  const largest = b.node("Equal", [b.reshape(grid, [places, count]), b.reshape(out, [1, count])]);
  const marks = b.node("Cast", [largest], { to: 1 });
  const first = b.node("Equal", [b.multiply(marks, b.node("CumSum", [marks, b.index(0)])), b.number(1)]);
  const spread = b.node("Where", [first, b.reshape(d, [1, count]), b.number(0)]);
  const back = b.transpose(b.reshape(spread, [kernel[0], kernel[1], rows * channels, down, across]), [2, 3, 0, 4, 1]);
  const whole = b.reshape(back, [rows, channels, used[0], used[1]]);
  const padded = cut ? b.node("Pad", [whole, b.whole(0, 0, 0, 0, 0, 0, height - used[0], width - used[1])]) : whole;
  return b.reshape(padded, [rows, layer.inputs]);
}

/** The gradient of a mean over windows: a transposed convolution of every channel with a constant window. */
function averagePool(b: GraphBuilder, layer: PoolLayer, value: Value, rows: number, step: (pull: Pullback) => void): Value {
  const { kernel, stride, inputShape, outputShape } = layer;
  const [channels, height, width] = inputShape;
  const out = b.node("AveragePool", [images(b, value, rows, inputShape)], { kernel_shape: kernel, strides: stride });
  step((flat, needed) => {
    if (!needed) return flat;
    const area = kernel[0] * kernel[1];
    const window = b.constant(new Float32Array(area).fill(1 / area), [1, 1, ...kernel]);
    const rest = [0, 1].map((k) => [height, width][k] - (outputShape[k + 1] - 1) * stride[k] - kernel[k]);
    const single = b.reshape(flat, [rows * channels, 1, outputShape[1], outputShape[2]]);
    const dx = b.node("ConvTranspose", [single, window], { strides: stride, kernel_shape: kernel, output_padding: rest });
    return b.reshape(dx, [rows, layer.inputs]);
  });
  return b.reshape(out, [rows, layer.outputs]);
}
