import type { Matrix } from "../core/matrix.js";
import { chainForward, type DenseForwardLayer } from "./chainForward.js";

/** The activations of every layer of a dense chain: see {@link chainForward}. */
export function denseForward(layers: readonly DenseForwardLayer[], x: Matrix): Matrix[] {
  return chainForward(layers, x) as Matrix[];
}
