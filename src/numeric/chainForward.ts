import type { Matrix } from "../core/matrix.js";
import { type Kernels, kernels, NOISE_WORDS } from "./kernels.js";
import { type Scratch, scratch } from "./scratch.js";
import { layWindow, WINDOW_WORDS, type Window } from "./window.js";

/** What every layer has: `activation` as in assembly/activation.ts. */
interface Units {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: number;
  readonly slope: number;
  /** Activations are rounded to low + k · step. */
  readonly levels?: { readonly low: number; readonly step: number };
  /** Noise of `src/core/noise.ts`: unit j of row i gets word j · S + i from `block` on, S the rows rounded up to 16. */
  readonly noise?: {
    readonly sd: number;
    readonly where: "inside" | "after";
    readonly seed: number;
    readonly stream: number;
    readonly block: number;
  };
}

export interface DenseForwardLayer extends Units {
  readonly kind?: "dense";
  /** inputs × outputs, row-major */
  readonly weights: ArrayLike<number>;
  /** May be empty. */
  readonly bias: ArrayLike<number>;
  /** A half of a factored layer: not among the results. */
  readonly inner?: boolean;
}

export interface ConvForwardLayer extends Units {
  readonly kind: "conv2d";
  readonly window: Window;
  /** Numbers under a window × channels out, row-major */
  readonly weights: ArrayLike<number>;
  /** One per channel; may be empty. */
  readonly bias: ArrayLike<number>;
}

export interface PoolForwardLayer extends Units {
  readonly kind: "maxPool" | "averagePool";
  readonly window: Window;
}

/** Hands on what it gets. */
export interface SameForwardLayer extends Units {
  readonly kind: "flatten";
}

export type ForwardLayer = DenseForwardLayer | ConvForwardLayer | PoolForwardLayer | SameForwardLayer;

interface Functions extends Kernels {
  quantise64(low: number, step: number, at: number, count: number): void;
  activateRows64(activation: number, slope: number, out: number, rows: number, outputs: number): void;
  noise32(seed: number, stream: number, block: number, out: number, count: number, words: number): void;
  denseForward64(
    x: number,
    inputs: number,
    w: number,
    wRow: number,
    b: number,
    rows: number,
    outputs: number,
    activation: number,
    slope: number,
    out: number,
  ): void;
  conv64(window: number, x: number, images: number, w: number, b: number, patches: number, sums: number, out: number): void;
  pool64(window: number, x: number, images: number, mean: number, out: number): void;
}

/** A layer in memory: f(sums) of the rows that lie at `below`, to `out`. */
interface Prepared {
  readonly layer: ForwardLayer;
  readonly out: Float64Array;
  sums(below: number, rows: number, activation: number): void;
}

const LINEAR = 0;
/** About 8 MB of activations at a time. */
const BLOCK = 1 << 20;

const roundUp = (n: number, to: 2 | 4) => (n + to - 1) & -to;

/** What is computed, and how it is given. */
export interface ForwardOptions {
  /** "before": a layer is given without its own noise, though what is passed on has it. */
  readonly record?: "before" | "after";
  /** Which layers are given, by index; all by default. Nothing above the last of them is computed. */
  readonly wanted?: (layer: number) => boolean;
}

/**
 * The activations of the layers of a chain in float64. Each sum starts at the bias and runs over the inputs in order, and tanh and the others are
 * our own, so the bits are the same on every machine. Rows go through in blocks, so that besides the results some 30 MB are needed.
 *
 * @returns one rows × outputs matrix per layer, undefined for those that are not wanted
 */
export function chainForward(layers: readonly ForwardLayer[], x: Matrix, options: ForwardOptions = {}): (Matrix | undefined)[] {
  const { wanted = () => true } = options;
  const results = shownLayers(layers).map((l, i) =>
    wanted(i) ? { rows: x.rows, cols: l.outputs, data: new Float64Array(x.rows * l.outputs) } : undefined,
  );
  forwardBlocks(layers, x, options, (layer, from, values) => results[layer]!.data.set(values, from * results[layer]!.cols));
  return results;
}

function shownLayers(layers: readonly ForwardLayer[]): ForwardLayer[] {
  return layers.filter((l) => !("inner" in l && l.inner));
}

/**
 * {@link chainForward} without room for the results: they are given block by block, rows ascending.
 *
 * @param give gets the rows of a layer from row `from` on; the values are valid until it returns
 * @param stop asked before every block
 * @returns false where `stop` said so
 */
export function forwardBlocks(
  layers: readonly ForwardLayer[],
  x: Matrix,
  { record = "after", wanted = () => true }: ForwardOptions,
  give: (layer: number, from: number, values: Float64Array) => void,
  stop: () => boolean = () => false,
): boolean {
  const instance = kernels() as Functions;
  const shown = shownLayers(layers);
  const asked = shown.map((_, i) => wanted(i));
  const top = layers.indexOf(shown[asked.lastIndexOf(true)]) + 1;
  const used = layers.slice(0, top);
  const widest = Math.max(x.cols, ...used.map((l) => l.outputs));
  const block = Math.max(16, Math.min((x.rows + 15) & ~15, Math.floor(BLOCK / widest) & ~15));
  const floats = used.reduce((n, l) => n + roomOf(l) + block * l.outputs + 8, block * x.cols);
  const memory = scratch(8 * floats + 4 * (block + NOISE_WORDS) + 128 * (8 * used.length + 4), instance);
  const input = memory.f64(block * x.cols);
  const words = memory.u32(NOISE_WORDS);
  const normals = memory.f32(block);
  let out = input;
  const prepared = used.map((layer): Prepared => {
    if (layer.kind !== "flatten") out = memory.f64(block * layer.outputs + 8);
    return { layer, out, sums: sumsOf(layer, out, memory, instance) };
  });
  const units = ((x.rows + 15) & ~15) / 4; // blocks of noise per unit
  for (let from = 0; from < x.rows; from += block) {
    if (stop()) return false;
    const rows = Math.min(block, x.rows - from);
    const padded = roundUp(rows, 4);
    input.fill(0);
    input.set(x.data.subarray(from * x.cols, (from + rows) * x.cols));
    let below = input;
    let result = 0;
    for (const { layer, out, sums } of prepared) {
      const { outputs, activation, slope, levels, noise } = layer;
      const place = result;
      const keep = (values: Float64Array) => {
        if (asked[place]) give(place, from, values.subarray(0, rows * outputs));
      };
      const activate = () => {
        instance.activateRows64(activation, slope, out.byteOffset, padded, outputs);
        round();
      };
      const round = () => {
        if (levels) instance.quantise64(levels.low, levels.step, out.byteOffset, rows * outputs);
      };
      const inside = noise?.where === "inside";
      sums(below.byteOffset, padded, inside ? LINEAR : activation);
      if (!inside) round();
      if (noise) {
        if (record === "before" && !inside) keep(out);
        const quiet = record === "before" && inside && asked[place] ? out.slice() : undefined;
        for (let j = 0; j < outputs; j++) {
          const first = noise.block + j * units + from / 4;
          instance.noise32(noise.seed, noise.stream, first, normals.byteOffset, (rows + 15) & ~15, words.byteOffset);
          for (let r = 0; r < rows; r++) out[r * outputs + j] += noise.sd * normals[r];
        }
        if (quiet) {
          const noisy = out.slice();
          out.set(quiet);
          activate();
          keep(out);
          out.set(noisy);
        }
        if (inside) activate();
      }
      if (!("inner" in layer && layer.inner)) {
        if (!noise || record === "after") keep(out);
        result++;
      }
      below = out;
    }
  }
  return true;
}

/** Numbers in memory besides the activations. */
function roomOf(layer: ForwardLayer): number {
  if (layer.kind === "maxPool" || layer.kind === "averagePool") return WINDOW_WORDS;
  if (layer.kind === "flatten") return 0;
  if (layer.kind !== "conv2d") return (layer.inputs + 1) * roundUp(layer.outputs, 2);
  const { depth, places, channels } = sizes(layer.window);
  return WINDOW_WORDS + (depth + 1) * channels + (depth + channels) * places;
}

/** Places and channels rounded up to 4, as the kernels take them. */
function sizes({ channels, kernelHeight, kernelWidth, outHeight, outWidth, outChannels }: Window) {
  return { depth: channels * kernelHeight * kernelWidth, places: roundUp(outHeight * outWidth, 4), channels: roundUp(outChannels, 4) };
}

function sumsOf(layer: ForwardLayer, out: Float64Array, memory: Scratch, instance: Functions): Prepared["sums"] {
  const { inputs, outputs, slope } = layer;
  const to = out.byteOffset;
  switch (layer.kind) {
    case "flatten":
      return () => {};
    case "maxPool":
    case "averagePool": {
      const window = windowIn(memory, layer.window);
      const mean = layer.kind === "averagePool" ? 1 : 0;
      return (below, rows) => instance.pool64(window, below, rows, mean, to);
    }
    case "conv2d": {
      const { depth, places, channels } = sizes(layer.window);
      const window = windowIn(memory, layer.window);
      const { w, b } = padded(layer, depth, layer.window.outChannels, channels, memory);
      const patches = memory.f64(depth * places).byteOffset;
      const sums = memory.f64(channels * places).byteOffset;
      return (below, rows, activation) => {
        instance.conv64(window, below, rows, w, b, patches, sums, to);
        instance.activateRows64(activation, slope, to, rows, outputs);
      };
    }
    default: {
      const width = roundUp(outputs, 2);
      const { w, b } = padded(layer, inputs, outputs, width, memory);
      return (below, rows, activation) => instance.denseForward64(below, inputs, w, 8 * width, b, rows, outputs, activation, slope, to);
    }
  }
}

function windowIn(memory: Scratch, window: Window): number {
  const words = memory.u32(WINDOW_WORDS);
  layWindow(words, window);
  return words.byteOffset;
}

/** Weights and bias with rows of `width` numbers, the last of them zeros. */
function padded(
  { weights, bias }: { readonly weights: ArrayLike<number>; readonly bias: ArrayLike<number> },
  rows: number,
  cols: number,
  width: number,
  memory: Scratch,
): { w: number; b: number } {
  const w = memory.f64(rows * width).fill(0);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) w[i * width + j] = weights[i * cols + j];
  const b = memory.f64(width).fill(0);
  b.set(bias);
  return { w: w.byteOffset, b: b.byteOffset };
}
