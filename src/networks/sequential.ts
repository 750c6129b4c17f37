import { checkInteger, checkKnownOptions, checkNotNegative, checkOneOf } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { ACTIVATIONS, type Activation } from "./activation.js";
import { disturbance } from "./disturbance.js";
import { drawLayer, type LayerShape } from "./drawLayer.js";
import { checkInitialiser } from "./initialiser.js";
import type { Conv2dOptions, DenseOptions, LayerSpec, PoolOptions, Sides } from "./layerSpec.js";
import { type ImageShape, type Network, network } from "./network.js";
import { windowCounts } from "./windowPadding.js";

/**
 * A chain of any layers with drawn weights, as PyTorch's and Keras's Sequential.
 *
 * @param inputShape [units] or [channels, height, width] of one sample. A row of the data holds its numbers, an image channel by channel and
 *   line by line: [1, 28, 28] takes the rows of 784 pixels of `mnist()`
 * @param layers {@link conv2d}, {@link maxPool}, {@link averagePool}, {@link flatten} and {@link dense}, from the inputs to the outputs
 * @param options.seed of the initial weights; 0
 * @param options.name how the network is called
 * @param options.source where the architecture comes from
 * @throws {DomainError} an option out of range
 * @throws {ShapeError} a layer that does not fit the one below it
 * @example sequential([1, 28, 28], [conv2d({ channels: 16, kernel: 5, activation: "relu" }), maxPool({ size: 2 }), flatten(),
 *   dense({ units: 10, activation: "softmax" })], { seed: 1 })
 */
export function sequential(
  inputShape: readonly number[],
  layers: readonly LayerSpec[],
  options: { seed?: number; name?: string; source?: string } = {},
): Network {
  const me = "sequential";
  checkKnownOptions(me, options, ["seed", "name", "source"]);
  const { seed = 0, source } = options;
  checkInteger(me, "seed", seed, 0);
  if (!Array.isArray(inputShape) || (inputShape.length !== 1 && inputShape.length !== 3))
    throw new ShapeError(
      `${me}: inputShape must be [units] or [channels, height, width], as [1, 28, 28]; got ${JSON.stringify(inputShape)}.`,
    );
  inputShape.forEach((size, i) => {
    checkInteger(me, `inputShape[${i}]`, size, 1);
  });
  if (!Array.isArray(layers) || layers.length === 0)
    throw new DomainError(`${me}: layers must list at least one layer, as [dense({ units: 2 })]; got ${JSON.stringify(layers)}.`);
  let below: readonly number[] = inputShape;
  const drawn = layers.map((spec: LayerSpec, layer) => {
    const who = `${me}, layer ${layer + 1} (${spec?.kind})`;
    const shape = layerShape(who, spec, below, layer === layers.length - 1);
    below = "outputShape" in shape ? shape.outputShape : [shape.outputs];
    return drawLayer(shape, { seed, repetition: 0, layer });
  });
  const { name = `sequential ${inputShape.join("×")} → ${below.join("×")}` } = options;
  return network({ name, layers: drawn, seed, ...(source !== undefined && { source }) });
}

function layerShape(me: string, spec: LayerSpec, below: readonly number[], last: boolean): LayerShape {
  const inputs = below.reduce((n, size) => n * size, 1);
  switch (spec?.kind) {
    case "dense": {
      if (below.length !== 1) throw new ShapeError(`${me}: inputs are images of ${below.join("×")}; put flatten() below it.`);
      checkInteger(me, "units", spec.units, 1);
      if (spec.activation === "softmax" && !last) throw new DomainError(`${me}: "softmax" is for the last layer.`);
      return { kind: "dense", inputs, outputs: spec.units, ...withWeights(me, spec, spec.units) };
    }
    case "conv2d": {
      const { channels, padding = "valid" } = spec;
      checkInteger(me, "channels", channels, 1);
      checkOneOf(me, "padding", padding, ["valid", "same"]);
      if (spec.activation === "softmax") throw new DomainError(`${me}: "softmax" is for a dense last layer.`);
      const window = windows(me, below, spec.kernel, "kernel", spec.stride ?? 1, padding, channels);
      return { kind: "conv2d", ...window, padding, ...withWeights(me, spec, channels) };
    }
    case "maxPool":
    case "averagePool": {
      const { size, stride = size } = spec;
      if (spec.noise?.where === "inside") throw new DomainError(`${me}: a pool has no activation to be inside of; its noise is "after".`);
      const window = windows(me, below, size, "size", stride, "valid", below[0]);
      return { kind: spec.kind, ...window, ...linear, ...disturbance(me, only(spec), []) };
    }
    case "flatten":
      return { kind: "flatten", inputShape: imageShape(me, below), inputs, outputs: inputs, ...linear };
    default:
      throw new DomainError(`${me}: a layer must be made by conv2d, maxPool, averagePool, flatten or dense; got ${JSON.stringify(spec)}.`);
  }
}

const linear = { activation: "linear", slope: 0 } as const;

function only({ noise, dropout }: PoolOptions) {
  return { noise, dropout };
}

function withWeights(me: string, spec: DenseOptions | Conv2dOptions, constants: number) {
  const { activation = "linear", slope = 0.01, init = "torch", bias = true } = spec;
  checkOneOf<Activation>(me, "activation", activation, ACTIVATIONS);
  checkNotNegative(me, "slope", slope);
  checkInitialiser(me, init);
  if (typeof bias !== "boolean") throw new DomainError(`${me}: bias must be true or false; got ${String(bias)}.`);
  return { activation, slope, init, bias: { length: bias ? constants : 0 }, ...disturbance(me, spec, [activation]) };
}

function windows(
  me: string,
  below: readonly number[],
  size: Sides,
  name: "kernel" | "size",
  step: Sides,
  padding: "valid" | "same",
  channels: number,
) {
  const inputShape = imageShape(me, below);
  const kernel = pair(me, name, size);
  const stride = pair(me, "stride", step);
  const counts = windowCounts(inputShape, kernel, stride, padding);
  if (padding === "valid" && (kernel[0] > inputShape[1] || kernel[1] > inputShape[2]))
    throw new ShapeError(`${me}: ${name} ${kernel.join("×")} must fit into images of ${inputShape[1]}×${inputShape[2]}.`);
  const outputShape: ImageShape = [channels, ...counts];
  return {
    inputShape,
    outputShape,
    kernel,
    stride,
    inputs: inputShape[0] * inputShape[1] * inputShape[2],
    outputs: channels * counts[0] * counts[1],
  };
}

function imageShape(me: string, below: readonly number[]): ImageShape {
  if (below.length !== 3)
    throw new ShapeError(
      `${me}: inputs must be images, [channels, height, width] as in sequential([1, 28, 28], …); got rows of ${below[0]}.`,
    );
  return [below[0], below[1], below[2]];
}

function pair(me: string, name: string, sides: Sides): readonly [number, number] {
  const both = typeof sides === "number" ? [sides, sides] : sides;
  if (!Array.isArray(both) || both.length !== 2)
    throw new DomainError(`${me}: ${name} must be a number or [height, width]; got ${JSON.stringify(sides)}.`);
  for (const side of both) checkInteger(me, name, side, 1);
  return [both[0], both[1]];
}
