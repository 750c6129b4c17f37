import type { Dataset } from "../core/dataset.js";
import { binaryEntropy } from "./binaryEntropy.js";
import { makeDataset } from "./makeDataset.js";

/**
 * The four inputs −3, −1, 1, 3 of Goldfeld's single neuron: targets −1, −1, −1, +1, all equally likely.
 *
 * @returns inputs 4 × 1, targets 4 × 1, labels 0 or 1; exact: H(X) = ln 4, H(Y) = I(X;Y) = h(1/4)
 * @see Goldfeld et al., ICML 2019, section 4 and Fig. 4
 */
export function fourPointNeuron(): Dataset {
  const entropy = binaryEntropy(0.25);
  return makeDataset({
    name: "four points",
    inputs: { rows: 4, cols: 1, data: Float64Array.of(-3, -1, 1, 3) },
    targets: { rows: 4, cols: 1, data: Float64Array.of(-1, -1, -1, 1) },
    labels: Uint8Array.of(0, 0, 0, 1),
    classes: 2,
    exact: {
      "H(X)": { nats: Math.log(4), how: "ln 4: every input once" },
      "H(Y)": { nats: entropy, how: "entropy of P(y = 1) = 1/4" },
      "I(X;Y)": { nats: entropy, how: "H(Y): y is a function of x" },
    },
    source: "Goldfeld et al., ICML 2019, Fig. 4",
    licence: "none needed: four numbers",
  });
}
