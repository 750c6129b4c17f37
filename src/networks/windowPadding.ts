import type { Conv2dLayer, ImageShape, PoolLayer } from "./network.js";

/** Lines and columns of zeros around an image. */
export interface WindowPadding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * The zeros around the images of a layer: none for "valid" and for pools; for "same" as many as ⌈size / stride⌉ windows need, the smaller half
 * on top and on the left, as Keras and ONNX (SAME_UPPER) have it, and PyTorch for step 1.
 */
export function windowPadding(layer: Conv2dLayer | PoolLayer): WindowPadding {
  if (layer.kind !== "conv2d" || layer.padding === "valid") return { top: 0, bottom: 0, left: 0, right: 0 };
  const around = [0, 1].map((d) =>
    Math.max(0, (layer.outputShape[d + 1] - 1) * layer.stride[d] + layer.kernel[d] - layer.inputShape[d + 1]),
  );
  const [top, left] = around.map((all) => Math.floor(all / 2));
  return { top, left, bottom: around[0] - top, right: around[1] - left };
}

/** Lines and columns of windows in an image. */
export function windowCounts(
  [, height, width]: ImageShape,
  kernel: readonly [number, number],
  stride: readonly [number, number],
  padding: "valid" | "same",
): readonly [height: number, width: number] {
  const count = (size: number, d: 0 | 1) =>
    padding === "same" ? Math.ceil(size / stride[d]) : Math.floor((size - kernel[d]) / stride[d]) + 1;
  return [count(height, 0), count(width, 1)];
}
