import { checkKnownOptions } from "../core/checks.js";
import type { DenseOptions, LayerSpec } from "./layerSpec.js";

/**
 * A dense layer for {@link sequential}: activation, then levels, noise and dropout as in `mlp`.
 *
 * @param options.units outputs
 * @param options.activation "linear"; "softmax" in a last layer for the loss "crossEntropy"
 * @param options.init see {@link Initialiser}; "torch"
 * @param options.bias a constant added to the sums; true
 * @param options.levels,noise,dropout as in `mlp`, for this layer
 */
export function dense(options: DenseOptions): LayerSpec {
  checkKnownOptions("dense", options, ["units", "activation", "slope", "init", "bias", "levels", "noise", "dropout"]);
  return Object.freeze({ kind: "dense", ...options });
}
