import type { Layer } from "./network.js";

/** The weights of a layer that are trained, biases left out. */
export function weightCount(layer: Layer): number {
  switch (layer.kind) {
    case "dense":
      return layer.inputs * layer.outputs;
    case "usv":
      return layer.s.length;
    case "conv2d":
      return layer.weights.rows * layer.weights.cols;
    case "maxPool":
    case "averagePool":
    case "flatten":
      return 0;
  }
}

/** Trainable numbers of one layer. */
export function parameterCount(layer: Layer): number {
  return weightCount(layer) + (layer.kind === "dense" || layer.kind === "conv2d" ? layer.bias.length : 0);
}
