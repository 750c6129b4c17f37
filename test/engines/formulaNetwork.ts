import { type Activation, matrix } from "infoplane";
import { type DenseLayer, type Network, network } from "src/networks/network.js";

/** The layers of a network without USV layers. */
export function denseLayers({ layers }: Network): DenseLayer[] {
  return layers.filter((l): l is DenseLayer => l.kind === "dense");
}

/** W_l[i, j] = scale · sin(1.7 (i+1)(j+1) + 0.6 l) · √(2 / n_in), b_l[j] = 0.1 cos(2.1 (j+1) + l), l from 1: no random numbers. */
export function formulaNetwork(sizes: readonly number[], hidden: Activation, output: Activation, scale = 1): Network {
  const layers = sizes.slice(1).map((outputs, index): DenseLayer => {
    const inputs = sizes[index];
    const l = index + 1;
    const weights = Float32Array.from({ length: inputs * outputs }, (_, at) => {
      const i = Math.floor(at / outputs);
      const j = at % outputs;
      return scale * Math.sin(1.7 * (i + 1) * (j + 1) + 0.6 * l) * Math.sqrt(2 / inputs);
    });
    const bias = Float32Array.from({ length: outputs }, (_, j) => 0.1 * Math.cos(2.1 * (j + 1) + l));
    const activation = index === sizes.length - 2 ? output : hidden;
    return { kind: "dense", inputs, outputs, activation, slope: 0.2, weights: matrix(weights, inputs, outputs), bias };
  });
  return network({ name: "formula", layers });
}
