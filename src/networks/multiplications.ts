import type { Layer } from "./network.js";

/** Multiplications of a layer's sums, for one row. */
export function multiplications(layer: Layer): number {
  switch (layer.kind) {
    case "dense":
      return layer.inputs * layer.outputs;
    case "usv":
      return layer.s.length * (layer.inputs + layer.outputs);
    case "conv2d":
      return layer.weights.rows * layer.outputs;
    case "maxPool":
    case "averagePool":
    case "flatten":
      return 0;
  }
}
