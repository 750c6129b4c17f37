import { checkKnownOptions, checkNotNegative } from "../core/checks.js";
import { conv2d } from "./conv2d.js";
import { dense } from "./dense.js";
import { flatten } from "./flatten.js";
import { maxPool } from "./maxPool.js";
import type { Network } from "./network.js";
import { sequential } from "./sequential.js";

/**
 * The MNIST CNN of Goldfeld et al., section 2: two convolutions with max-pooling and two dense layers. The paper gives no sizes; these are of
 * the usual magnitude: 5 × 5 kernels, 16 and 32 channels, 2 × 2 pools, 128 hidden units, tanh. A convolution and its pool are one layer T_l of
 * the paper, T_l = f_l(T_{l−1}) + Z_l, so the noise and the dropout come behind the pool; T_1, T_2, T_3 are layers 2, 4 and 6 here, and the
 * outputs are layer 7.
 *
 * @param options.noise β, the standard deviation of Z_l in the three hidden layers, in training; 0
 * @param options.dropout share of the hidden units that are 0 in training; 0
 * @param options.seed 0
 * @see Goldfeld et al., ICML (2019), Eq. in section 2, Table 1
 */
export function goldfeldCnn(options: { noise?: number; dropout?: number; seed?: number } = {}): Network {
  const me = "goldfeldCnn";
  checkKnownOptions(me, options, ["noise", "dropout", "seed"]);
  const { noise = 0, dropout = 0, seed } = options;
  checkNotNegative(me, "noise", noise);
  const disturbed = { ...(noise > 0 && { noise: { sd: noise } }), dropout };
  const source =
    "Goldfeld et al., ICML 2019, section 2: MNIST CNN of two convolutions with max-pooling and two dense layers; its sizes, activations and optimiser are not published, those here are a guess";
  return sequential(
    [1, 28, 28],
    [
      conv2d({ channels: 16, kernel: 5, activation: "tanh" }),
      maxPool({ size: 2, ...disturbed }),
      conv2d({ channels: 32, kernel: 5, activation: "tanh" }),
      maxPool({ size: 2, ...disturbed }),
      flatten(),
      dense({ units: 128, activation: "tanh", ...disturbed }),
      dense({ units: 10, activation: "softmax" }),
    ],
    { seed, name: "goldfeldCnn", source },
  );
}
