import { checkKnownOptions } from "../core/checks.js";
import type { Activation } from "./activation.js";
import { mlp } from "./mlp.js";
import type { Network } from "./network.js";

/**
 * The MNIST network of Saxe et al., 784-1024-20-20-20-10 with softmax outputs and Glorot's uniform weights.
 *
 * @param options.hidden "tanh" or, as in the paper's other runs, "relu"
 * @param options.seed 0
 */
export function saxeMnist(options: { hidden?: Activation; seed?: number } = {}): Network {
  checkKnownOptions("saxeMnist", options, ["hidden", "seed"]);
  const source = "Saxe et al., ICLR 2018, and its code: Glorot's uniform weights, biases 0; SGD 1e-3, batch 128, up to 10 000 epochs";
  return mlp([784, 1024, 20, 20, 20, 10], { ...options, init: "glorot", name: "saxeMnist", source });
}
