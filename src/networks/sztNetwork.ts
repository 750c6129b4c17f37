import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import type { Activation } from "./activation.js";
import type { Initialiser } from "./initialiser.js";
import { type MlpOptions, mlp } from "./mlp.js";
import type { Network } from "./network.js";

const PAPERS = ["shwartzZiv2017", "saxe2018", "goldfeld2019"] as const;
const SOURCES: Record<(typeof PAPERS)[number], string> = {
  shwartzZiv2017:
    "Shwartz-Ziv & Tishby, arXiv:1703.00810 (2017), and its code: truncated normal weights of sd 1/√fan-in, biases 0; Adam 4e-4, batch 512, 8000 epochs",
  saxe2018:
    "Saxe et al., ICLR 2018, and its code: truncated normal weights of sd 1/√(own width), Glorot in the last layer, biases 0; Adam 4e-4, batch 256, 10 000 epochs",
  goldfeld2019: "Goldfeld et al., ICML 2019, and its code: weights and biases uniform on ±1/√fan-in; Adam 4e-4, batch 256, 10 000 epochs",
};

/**
 * The network of the 12-bit experiments, 12-10-7-5-4-3-2 with softmax outputs, and the initial weights of one of its papers.
 *
 * @param options.paper "shwartzZiv2017" (default), "saxe2018" or "goldfeld2019"; the printed network names the source and its optimiser
 * @param options.hidden "tanh"
 * @param options.noise as in `mlp`; Goldfeld et al. have { sd: 0.005 } after the activation, in training
 * @param options.seed 0
 */
export function sztNetwork(
  options: { paper?: (typeof PAPERS)[number]; hidden?: Activation; noise?: MlpOptions["noise"]; seed?: number } = {},
): Network {
  const me = "sztNetwork";
  checkKnownOptions(me, options, ["paper", "hidden", "noise", "seed"]);
  const { paper = "shwartzZiv2017", ...rest } = options;
  checkOneOf(me, "paper", paper, PAPERS);
  const own = (name: Initialiser, last: Initialiser = name): Initialiser[] => [name, name, name, name, name, last];
  const init = {
    shwartzZiv2017: own("truncatedNormalFanIn"),
    saxe2018: own("truncatedNormalOwnWidth", "glorot"),
    goldfeld2019: own("torch"),
  }[paper];
  return mlp([12, 10, 7, 5, 4, 3, 2], { ...rest, init, name: `szt (${paper})`, source: SOURCES[paper] });
}
