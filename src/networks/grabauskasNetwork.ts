import { checkKnownOptions } from "../core/checks.js";
import type { Activation } from "./activation.js";
import { mlp } from "./mlp.js";
import type { Network } from "./network.js";

/**
 * The network of Grabauskas's thesis on the 12-bit set, 12 → 12-10-8-6-4-2 with softmax outputs and Glorot's uniform weights.
 *
 * @param options.hidden "tanh"
 * @param options.seed 0
 */
export function grabauskasNetwork(options: { hidden?: Activation; seed?: number } = {}): Network {
  checkKnownOptions("grabauskasNetwork", options, ["hidden", "seed"]);
  const source = "Grabauskas, dissertation (2019), and its code: Glorot's uniform weights, biases 0; Adam 1e-3, batch 512, 1500 epochs";
  return mlp([12, 12, 10, 8, 6, 4, 2], { ...options, init: "glorot", name: "grabauskas", source });
}
