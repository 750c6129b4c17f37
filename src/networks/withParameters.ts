import { matrix } from "../core/matrix.js";
import { type Network, network } from "./network.js";

/** All trainable numbers of a network in one array: layer by layer, weights row-major, then biases. */
export function parametersOf(net: Network): Float32Array {
  const flat = new Float32Array(net.parameters);
  let at = 0;
  for (const { weights, bias } of net.layers) {
    flat.set(weights.data, at);
    flat.set(bias, at + weights.data.length);
    at += weights.data.length + bias.length;
  }
  return flat;
}

/** The network with other numbers, in the order of {@link parametersOf}. The array is not copied. */
export function withParameters(net: Network, flat: Float32Array): Network {
  let at = 0;
  const layers = net.layers.map((layer) => {
    const { inputs, outputs } = layer;
    const weights = matrix(flat.subarray(at, at + inputs * outputs), inputs, outputs);
    const bias = flat.subarray(at + inputs * outputs, at + inputs * outputs + outputs);
    at += inputs * outputs + outputs;
    return { ...layer, weights, bias };
  });
  return network({ ...net, layers });
}
