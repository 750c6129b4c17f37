import { checkKnownOptions } from "../core/checks.js";
import type { LayerSpec, PoolOptions } from "./layerSpec.js";

/**
 * The largest value of every window, channel by channel, for {@link sequential}. Lines and columns that fill no whole window are left out.
 *
 * @param options.size height and width of the window, one number or two
 * @param options.stride step of the window; its size
 * @param options.noise Gaussian noise added to the result: sd, and when it acts
 * @param options.dropout share of the values that are 0 in training
 */
export function maxPool(options: PoolOptions): LayerSpec {
  checkKnownOptions("maxPool", options, ["size", "stride", "noise", "dropout"]);
  return Object.freeze({ kind: "maxPool", ...options });
}
