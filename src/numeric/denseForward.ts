import type { Matrix } from "../core/matrix.js";
import { type Kernels, kernels } from "./kernels.js";
import { scratch } from "./scratch.js";

/** A dense layer as the kernels see it; `activation` as in assembly/activation.ts. */
export interface DenseForwardLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: number;
  readonly slope: number;
  /** inputs × outputs, row-major */
  readonly weights: ArrayLike<number>;
  /** May be empty. */
  readonly bias: ArrayLike<number>;
  /** A half of a factored layer: not among the results. */
  readonly inner?: boolean;
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
}

const LINEAR = 0;
/** About 8 MB of activations at a time. */
const BLOCK = 1 << 20;

/**
 * The activations of every layer of a dense chain in float64. Each sum starts at the bias and runs over the inputs in order, and tanh and the
 * others are our own, so the bits are the same on every machine.
 *
 * @param record "before": a layer is given without its own noise, though what is passed on has it
 * @returns one rows × outputs matrix per layer
 */
export function denseForward(layers: readonly DenseForwardLayer[], x: Matrix, record: "before" | "after" = "after"): Matrix[] {
  const widest = Math.max(x.cols, ...layers.map((l) => l.outputs));
  const block = Math.max(16, Math.min((x.rows + 15) & ~15, Math.floor(BLOCK / widest) & ~15));
  const even = (n: number) => (n + 1) & ~1;
  const weightCount = layers.reduce((n, l) => n + (l.inputs + 1) * even(l.outputs), 0);
  const buffers = block * (x.cols + layers.reduce((n, l) => n + l.outputs, 0));
  const instance = kernels() as Functions;
  const memory = scratch(8 * (weightCount + buffers) + 4 * block + 128 * (3 * layers.length + 4), instance);
  const input = memory.f64(block * x.cols);
  const words = memory.u32(32);
  const normals = memory.f32(block);
  const prepared = layers.map((l) => {
    const width = even(l.outputs);
    const w = memory.f64(l.inputs * width);
    w.fill(0);
    for (let i = 0; i < l.inputs; i++) for (let j = 0; j < l.outputs; j++) w[i * width + j] = l.weights[i * l.outputs + j];
    const b = memory.f64(width);
    b.fill(0);
    b.set(l.bias);
    return { ...l, w, wRow: 8 * width, b, out: memory.f64(block * l.outputs + 8) };
  });
  const results = layers
    .filter((l) => !l.inner)
    .map((l) => ({ rows: x.rows, cols: l.outputs, data: new Float64Array(x.rows * l.outputs) }));
  for (let from = 0; from < x.rows; from += block) {
    const rows = Math.min(block, x.rows - from);
    input.fill(0);
    input.set(x.data.subarray(from * x.cols, (from + rows) * x.cols));
    let below = input;
    let result = 0;
    for (const l of prepared) {
      const padded = (rows + 3) & ~3;
      const { inputs, outputs, activation, slope, w, wRow, b, out, noise } = l;
      const inside = noise?.where === "inside";
      const code = inside ? LINEAR : activation;
      instance.denseForward64(below.byteOffset, inputs, w.byteOffset, wRow, b.byteOffset, padded, outputs, code, slope, out.byteOffset);
      const round = () => {
        if (l.levels) instance.quantise64(l.levels.low, l.levels.step, out.byteOffset, rows * outputs);
      };
      if (!inside) round();
      const keep = (values: Float64Array) => results[result].data.set(values.subarray(0, rows * outputs), from * outputs);
      if (noise) {
        if (record === "before" && !inside) keep(out);
        const sums = record === "before" && inside ? out.slice() : undefined;
        const units = ((x.rows + 15) & ~15) / 4; // blocks per unit
        for (let j = 0; j < outputs; j++) {
          const first = noise.block + j * units + from / 4;
          instance.noise32(noise.seed, noise.stream, first, normals.byteOffset, (rows + 15) & ~15, words.byteOffset);
          for (let r = 0; r < rows; r++) out[r * outputs + j] += noise.sd * normals[r];
        }
        const noisy = sums && out.slice();
        if (sums) {
          out.set(sums);
          instance.activateRows64(activation, slope, out.byteOffset, padded, outputs);
          round();
          keep(out);
          out.set(noisy!);
        }
        if (inside) {
          instance.activateRows64(activation, slope, out.byteOffset, padded, outputs);
          round();
        }
      }
      if (!l.inner) {
        if (!noise || record === "after") keep(out);
        result++;
      }
      below = out;
    }
  }
  return results;
}
