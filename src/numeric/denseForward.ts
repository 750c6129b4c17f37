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
  readonly bias: ArrayLike<number>;
}

interface Functions extends Kernels {
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

/** About 8 MB of activations at a time. */
const BLOCK = 1 << 20;

/**
 * The activations of every layer of a dense chain in float64. Each sum starts at the bias and runs over the inputs in order, and tanh and the
 * others are our own, so the bits are the same on every machine.
 *
 * @returns one rows × outputs matrix per layer
 */
export function denseForward(layers: readonly DenseForwardLayer[], x: Matrix): Matrix[] {
  const widest = Math.max(x.cols, ...layers.map((l) => l.outputs));
  const block = Math.max(4, Math.min((x.rows + 3) & ~3, Math.floor(BLOCK / widest) & ~3));
  const even = (n: number) => (n + 1) & ~1;
  const weightCount = layers.reduce((n, l) => n + (l.inputs + 1) * even(l.outputs), 0);
  const buffers = block * (x.cols + layers.reduce((n, l) => n + l.outputs, 0));
  const instance = kernels() as Functions;
  const memory = scratch(8 * (weightCount + buffers) + 128 * (3 * layers.length + 2), instance);
  const input = memory.f64(block * x.cols);
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
  const results = layers.map((l) => ({ rows: x.rows, cols: l.outputs, data: new Float64Array(x.rows * l.outputs) }));
  for (let from = 0; from < x.rows; from += block) {
    const rows = Math.min(block, x.rows - from);
    input.fill(0);
    input.set(x.data.subarray(from * x.cols, (from + rows) * x.cols));
    let below = input;
    prepared.forEach((l, i) => {
      const padded = (rows + 3) & ~3;
      const { inputs, outputs, activation, slope, w, wRow, b, out } = l;
      instance.denseForward64(
        below.byteOffset,
        inputs,
        w.byteOffset,
        wRow,
        b.byteOffset,
        padded,
        outputs,
        activation,
        slope,
        out.byteOffset,
      );
      results[i].data.set(out.subarray(0, rows * outputs), from * outputs);
      below = out;
    });
  }
  return results;
}
