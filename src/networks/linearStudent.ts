import { checkInteger, checkKnownOptions } from "../core/checks.js";
import { mlp } from "./mlp.js";
import type { Network } from "./network.js";

/**
 * The linear student of Gabrié et al., figure 3: three USV layers of n units and a free layer to four outputs, without biases.
 *
 * @param options.n inputs and hidden units; 1500, the small runs of the published code have 100
 * @param options.outputs 4
 * @param options.seed 0
 */
export function linearStudent(options: { n?: number; outputs?: number; seed?: number } = {}): Network {
  const me = "linearStudent";
  checkKnownOptions(me, options, ["n", "outputs", "seed"]);
  const { n = 1500, outputs = 4, seed = 0 } = options;
  checkInteger(me, "n", n, 1);
  const source = "Gabrié et al., J. Stat. Mech. (2019) 124014, figure 3, and its code: mean squared error, plain SGD";
  const sizes = [n, n, n, n, outputs];
  return mlp(sizes, {
    hidden: "linear",
    output: "linear",
    usv: true,
    bias: false,
    init: { normal: 1 },
    seed,
    name: `linearStudent ${n}`,
    source,
  });
}
