import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import type { DenseLayer, Layer, UsvLayer } from "./network.js";

/**
 * The matrix that a layer multiplies its inputs by, inputs × outputs: its weights (float32), or of a USV layer the product U diag(s) V (float64).
 * Of a convolution the matrix that it multiplies each window by, (channels in · kernel height · kernel width) × channels out.
 *
 * @throws {DomainError} a pool or flatten, which has none
 */
export function layerWeights(layer: Layer): Matrix {
  if (layer.kind === "dense" || layer.kind === "conv2d") return layer.weights;
  if (layer.kind !== "usv") throw new DomainError(`layerWeights: a layer with weights is needed; got one of kind "${layer.kind}".`);
  const { u, s, v } = layer;
  const data = new Float64Array(u.rows * v.cols);
  for (let i = 0; i < u.rows; i++)
    for (let k = 0; k < s.length; k++) {
      const factor = u.data[i * s.length + k] * s[k];
      for (let j = 0; j < v.cols; j++) data[i * v.cols + j] += factor * v.data[k * v.cols + j];
    }
  return { rows: u.rows, cols: v.cols, data };
}

/** The constants of a dense or USV layer, one per unit; zeros where it has none. */
export function layerBias(layer: DenseLayer | UsvLayer): Float32Array {
  return layer.kind === "dense" && layer.bias.length > 0 ? layer.bias : new Float32Array(layer.outputs);
}
