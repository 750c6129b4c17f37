import { matrix } from "../core/matrix.js";
import { type Layer, type Network, network } from "./network.js";

/** All trainable numbers of a network in one array: layer by layer, weights row-major, then biases; of a USV layer, s; of pools and flatten, none. */
export function parametersOf(net: Network): Float32Array {
  const flat = new Float32Array(net.parameters);
  let at = 0;
  for (const part of net.layers.flatMap(trained)) {
    flat.set(part, at);
    at += part.length;
  }
  return flat;
}

/** The network with other numbers, in the order of {@link parametersOf}. The array is not copied. */
export function withParameters(net: Network, flat: Float32Array): Network {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return flat.subarray(at - length, at);
  };
  return network({ ...net, layers: net.layers.map((layer) => filled(layer, take)) });
}

function filled(layer: Layer, take: (length: number) => Float32Array): Layer {
  switch (layer.kind) {
    case "usv":
      return { ...layer, s: take(layer.s.length) };
    case "dense":
    case "conv2d": {
      const { rows, cols } = layer.weights;
      const weights = matrix(take(rows * cols), rows, cols);
      return { ...layer, weights, bias: take(layer.bias.length) };
    }
    case "maxPool":
    case "averagePool":
    case "flatten":
      return layer;
  }
}

function trained(layer: Layer): ArrayLike<number>[] {
  switch (layer.kind) {
    case "usv":
      return [layer.s];
    case "dense":
    case "conv2d":
      return [layer.weights.data, layer.bias];
    case "maxPool":
    case "averagePool":
    case "flatten":
      return [];
  }
}
