import { matrix } from "../core/matrix.js";
import { random } from "../core/random.js";
import { gaussianSingularValues } from "../numeric/gaussianSingularValues.js";
import { type Initialiser, initialise, orthogonal } from "./initialiser.js";
import type { Conv2dLayer, DenseLayer, FlattenLayer, Layer, PoolLayer, UsvLayer } from "./network.js";
import { streamOf } from "./streamOf.js";

/** What a layer is before its weights are drawn. */
export type LayerShape =
  | (Omit<DenseLayer, "weights" | "bias" | "init"> & { readonly init?: Initialiser; readonly bias: { readonly length: number } })
  | (Omit<Conv2dLayer, "weights" | "bias" | "init"> & { readonly init?: Initialiser; readonly bias: { readonly length: number } })
  | (Omit<UsvLayer, "u" | "s" | "v" | "init"> & { readonly init?: Initialiser })
  | PoolLayer
  | FlattenLayer;

/**
 * The layer with weights drawn for (seed, repetition, layer). Those of a USV layer are the singular value decomposition of a matrix of
 * normals of variance c² / fan-in: U and V are orthonormal and distributed as Haar's, s are the singular values of such a matrix, and the
 * three are independent of each other. Three layers of 1500 units take seconds.
 */
export function drawLayer(shape: LayerShape, { seed, repetition, layer }: { seed: number; repetition: number; layer: number }): Layer {
  const numbers = random(seed, streamOf("weights", repetition, layer));
  switch (shape.kind) {
    case "dense": {
      const { inputs, outputs, init = "torch" } = shape;
      const { weights, bias } = initialise(init, inputs, outputs, numbers);
      return { ...shape, weights: matrix(weights, inputs, outputs), bias: bias.subarray(0, shape.bias.length) };
    }
    case "conv2d": {
      const { inputShape, outputShape, kernel, init = "torch" } = shape;
      const window = kernel[0] * kernel[1];
      const rows = inputShape[0] * window;
      const channels = outputShape[0];
      const { weights, bias } = initialise(init, rows, channels, numbers, channels * window);
      return { ...shape, weights: matrix(weights, rows, channels), bias: bias.subarray(0, shape.bias.length) };
    }
    case "usv": {
      const { inputs, outputs, init } = shape;
      const rank = Math.min(inputs, outputs);
      const sd = (typeof init === "object" ? init.normal : 1) / Math.sqrt(inputs);
      const s = Float32Array.from(gaussianSingularValues(inputs, outputs, numbers), (value) => sd * value);
      const u = matrix(orthogonal(inputs, rank, numbers), inputs, rank);
      const v = matrix(orthogonal(rank, outputs, numbers), rank, outputs);
      return { ...shape, u, s, v };
    }
    case "maxPool":
    case "averagePool":
    case "flatten":
      return shape;
  }
}
