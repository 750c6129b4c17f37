import { entropyBinned } from "./entropyBinned.js";
import { entropyDiscrete } from "./entropyDiscrete.js";
import { entropyGaussian } from "./entropyGaussian.js";
import { entropyKde } from "./entropyKde.js";
import { entropyKozachenkoLeonenko } from "./entropyKozachenkoLeonenko.js";
import { mutualInformationBinned } from "./mutualInformationBinned.js";
import { mutualInformationDiscrete } from "./mutualInformationDiscrete.js";
import { mutualInformationGao } from "./mutualInformationGao.js";
import { mutualInformationGaussian } from "./mutualInformationGaussian.js";
import { mutualInformationGaussianCopula } from "./mutualInformationGaussianCopula.js";
import { mutualInformationKsg } from "./mutualInformationKsg.js";
import { mutualInformationRoss } from "./mutualInformationRoss.js";
import type { PairEstimator } from "./pairEstimator.js";

/** The estimators of (x, y) and of x that a worker knows by name. */
export const PAIR_ESTIMATORS: Readonly<Record<string, PairEstimator>> = {
  entropyBinned,
  entropyDiscrete,
  entropyGaussian,
  entropyKde,
  entropyKozachenkoLeonenko,
  mutualInformationBinned,
  mutualInformationDiscrete,
  mutualInformationGao,
  mutualInformationGaussian,
  mutualInformationGaussianCopula,
  mutualInformationKsg,
  mutualInformationRoss,
};
