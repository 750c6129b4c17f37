import { checkKnownOptions } from "../core/checks.js";
import type { Conv2dOptions, LayerSpec } from "./layerSpec.js";

/**
 * A convolution for {@link sequential}: activation, then levels, noise and dropout as in `mlp`. Its weights are those of PyTorch's Conv2d (the
 * window is not mirrored).
 *
 * @param options.channels channels out
 * @param options.kernel height and width of the window, one number or two
 * @param options.stride step of the window, one number or two; 1
 * @param options.padding "valid" (default): windows inside the image; "same": zeros around it, so that step 1 keeps its size
 * @param options.activation "linear"
 * @param options.init see {@link Initialiser}; "torch"
 * @param options.bias a constant added to the sums of every channel; true
 * @param options.levels,noise,dropout as in `mlp`, for this layer
 */
export function conv2d(options: Conv2dOptions): LayerSpec {
  const known = ["channels", "kernel", "stride", "padding", "activation", "slope", "init", "bias", "levels", "noise", "dropout"];
  checkKnownOptions("conv2d", options, known);
  return Object.freeze({ kind: "conv2d", ...options });
}
