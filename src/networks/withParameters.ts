import { matrix } from "../core/matrix.js";
import { type Layer, type Network, network } from "./network.js";

/** All trainable numbers of a network in one array: layer by layer, weights row-major, then biases; of a USV layer, s. */
export function parametersOf(net: Network): Float32Array {
  const flat = new Float32Array(net.parameters);
  let at = 0;
  for (const part of net.layers.flatMap((l) => (l.kind === "usv" ? [l.s] : [l.weights.data, l.bias]))) {
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
  const layers = net.layers.map((layer): Layer => {
    if (layer.kind === "usv") return { ...layer, s: take(layer.s.length) };
    const { inputs, outputs } = layer;
    const weights = matrix(take(inputs * outputs), inputs, outputs);
    return { ...layer, weights, bias: take(layer.bias.length) };
  });
  return network({ ...net, layers });
}
