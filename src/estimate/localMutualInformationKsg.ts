import { checkKnownOptions } from "../core/checks.js";
import type { Matrix } from "../core/matrix.js";
import { checkKinds } from "./kinds.js";
import { ksgContributions } from "./ksgContributions.js";
import type { KsgOptions } from "./ksgOptions.js";

/**
 * What each sample adds to the KSG estimate: n values whose mean is `mutualInformationKsg(x, y, options).nats`. Their spread is no error of
 * that mean: neighbours are shared, and the per-point error is 14 to 37 % too small.
 *
 * @param options see {@link KsgOptions}
 * @returns nats, one value per row
 * @throws as {@link mutualInformationKsg}
 */
export function localMutualInformationKsg(x: Matrix, y: Matrix, options: KsgOptions = {}): Float64Array {
  const me = "localMutualInformationKsg";
  checkKnownOptions(me, options, ["k", "variant", "norm", "kinds"]);
  checkKinds(me, options.kinds);
  return ksgContributions(me, x, y, options).values;
}
