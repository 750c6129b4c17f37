import type { Window } from "../numeric/window.js";
import type { Conv2dLayer, PoolLayer } from "./network.js";
import { windowPadding } from "./windowPadding.js";

/** The windows of a convolution or pool as the kernels see them. */
export function layerWindow(layer: Conv2dLayer | PoolLayer): Window {
  const { inputShape, outputShape, kernel, stride } = layer;
  const { top, left } = windowPadding(layer);
  return {
    ...{ channels: inputShape[0], height: inputShape[1], width: inputShape[2] },
    ...{ outChannels: outputShape[0], outHeight: outputShape[1], outWidth: outputShape[2] },
    ...{ kernelHeight: kernel[0], kernelWidth: kernel[1], down: stride[0], right: stride[1], top, left },
  };
}
