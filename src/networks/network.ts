import type { MimeBundle } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import type { Activation } from "./activation.js";
import { describeNetwork } from "./describeNetwork.js";
import type { Initialiser } from "./initialiser.js";
import { parameterCount } from "./weightCount.js";

export { parameterCount, weightCount } from "./weightCount.js";

interface AnyLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  /** Factor of negative sums, for "leakyRelu". */
  readonly slope: number;
  /** How the weights were drawn; absent where they were given. */
  readonly init?: Initialiser;
  /**
   * Activations are rounded to this many evenly spaced levels, from -1 to 1 ("tanh", "hardtanh", "softsign") or from 0 to 1 ("sigmoid"). The
   * gradient passes straight through. "hardtanh" with 2 levels is the sign.
   */
  readonly levels?: number;
  readonly noise?: LayerNoise;
  /** Share of the units that are 0 in training, while the others are divided by 1 − dropout. Comes after the noise. */
  readonly dropout?: number;
}

/** Gaussian noise of standard deviation `sd`: f(z + noise) or f(z) + noise. */
export interface LayerNoise {
  readonly sd: number;
  readonly where: "inside" | "after";
  /** "evaluation": in losses, accuracies and recorded activations. */
  readonly when: "training" | "evaluation" | "both";
}

/** out = f(x W + b). */
export interface DenseLayer extends AnyLayer {
  readonly kind: "dense";
  /** inputs × outputs, float32 */
  readonly weights: Matrix;
  /** One number per unit, or none at all. */
  readonly bias: Float32Array;
}

/** out = f(x U diag(s) V): only s is trained. */
export interface UsvLayer extends AnyLayer {
  readonly kind: "usv";
  /** inputs × rank, orthonormal columns, float32; rank = min(inputs, outputs) */
  readonly u: Matrix;
  readonly s: Float32Array;
  /** rank × outputs, orthonormal rows, float32 */
  readonly v: Matrix;
}

/**
 * Channels, height and width of images. A row of activations holds one channel after the other, each line by line, as PyTorch and ONNX lay
 * images out (NCHW).
 */
export type ImageShape = readonly [channels: number, height: number, width: number];

/** Windows that slide over images: [height, width] of the window and of its step. */
interface WindowLayer extends AnyLayer {
  readonly inputShape: ImageShape;
  readonly outputShape: ImageShape;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
}

/** out[o, y, x] = f(Σ_cij in[c, y·stride + i − top, x·stride + j − left] w[c, i, j; o] + b_o). */
export interface Conv2dLayer extends WindowLayer {
  readonly kind: "conv2d";
  /** "valid": windows inside the image. "same": zeros around it, so that the output has ⌈size / stride⌉ lines; see `windowPadding`. */
  readonly padding: "valid" | "same";
  /**
   * (channels in · kernel height · kernel width) × channels out, float32: row (c · height + i) · width + j, column o is PyTorch's
   * `weight[o, c, i, j]`, so this is the transposed `weight.reshape(out, -1)`.
   */
  readonly weights: Matrix;
  /** One number per channel, or none at all. */
  readonly bias: Float32Array;
}

/** The largest or the mean value of every window, channel by channel; without parameters and activation, but it can have noise and dropout. */
export interface PoolLayer extends WindowLayer {
  readonly kind: "maxPool" | "averagePool";
}

/** Images become rows. Their numbers lie as before: only the shape is forgotten. */
export interface FlattenLayer extends AnyLayer {
  readonly kind: "flatten";
  readonly inputShape: ImageShape;
}

export type Layer = DenseLayer | UsvLayer | Conv2dLayer | PoolLayer | FlattenLayer;

/** A chain of layers with its weights: plain data, which any engine can train. */
export interface Network {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly Layer[];
  /** Trainable numbers. */
  readonly parameters: number;
  /** Seed of the initial weights; absent where they were given. */
  readonly seed?: number;
  /** Where the architecture comes from. */
  readonly source?: string;
}

/** Completes a {@link Network}: sizes, parameter count, and how it prints itself. */
export function network(fields: { name: string; layers: readonly Layer[]; seed?: number; source?: string }): Network {
  const { layers } = fields;
  const parameters = layers.reduce((sum, layer) => sum + parameterCount(layer), 0);
  return Object.freeze({
    ...fields,
    inputs: layers[0].inputs,
    outputs: layers[layers.length - 1].outputs,
    parameters,
    [Symbol.for("Jupyter.display")](): MimeBundle {
      return { "text/plain": describeNetwork(this as unknown as Network) };
    },
  });
}
