import { checkKnownOptions, checkOneOf, checkPositive } from "../core/checks.js";
import { mlp } from "./mlp.js";
import type { Network } from "./network.js";

/**
 * The recognition network of Gabrié et al., figures 4 and 5: USV layers, linear and `nonlinear` by turns, and a free softmax layer without bias.
 *
 * @param options.sizes inputs to outputs; [500, 1000, 500, 250, 100, 2], the small runs of the published code have [100, 200, 100, 50, 20, 2]
 * @param options.nonlinear every second hidden layer, "relu" or "hardtanh"; with `turns: false` every one
 * @param options.turns linear layers between; true. Figure 5 has none
 * @param options.c the matrices that are decomposed have variance c² / fan-in; 1. Figure 5 has 2, 1 and 0.5
 * @param options.seed 0
 */
export function usvRecognition(
  options: { sizes?: readonly number[]; nonlinear?: "relu" | "hardtanh"; turns?: boolean; c?: number; seed?: number } = {},
): Network {
  const me = "usvRecognition";
  checkKnownOptions(me, options, ["sizes", "nonlinear", "turns", "c", "seed"]);
  const { sizes = [500, 1000, 500, 250, 100, 2], nonlinear = "relu", turns = true, c = 1, seed = 0 } = options;
  checkOneOf(me, "nonlinear", nonlinear, ["relu", "hardtanh"]);
  checkPositive(me, "c", c);
  const hidden = Array.from({ length: sizes.length - 2 }, (_, i) => (turns && i % 2 === 0 ? "linear" : nonlinear));
  const source = "Gabrié et al., J. Stat. Mech. (2019) 124014, figures 4 and 5, and its code: cross-entropy, plain SGD";
  return mlp(sizes, { hidden, usv: true, bias: false, init: { normal: c }, seed, name: `usvRecognition ${sizes.join("-")}`, source });
}
