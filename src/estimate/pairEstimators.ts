import { mutualInformationBinned } from "./mutualInformationBinned.js";
import { mutualInformationDiscrete } from "./mutualInformationDiscrete.js";
import { mutualInformationGao } from "./mutualInformationGao.js";
import { mutualInformationGaussian } from "./mutualInformationGaussian.js";
import { mutualInformationGaussianCopula } from "./mutualInformationGaussianCopula.js";
import { mutualInformationKsg } from "./mutualInformationKsg.js";
import { mutualInformationRoss } from "./mutualInformationRoss.js";
import type { PairEstimator } from "./pairEstimator.js";

/** The estimators of (x, y) that a worker knows by name. */
export const PAIR_ESTIMATORS: Readonly<Record<string, PairEstimator>> = {
  mutualInformationBinned,
  mutualInformationDiscrete,
  mutualInformationGao,
  mutualInformationGaussian,
  mutualInformationGaussianCopula,
  mutualInformationKsg,
  mutualInformationRoss,
};
