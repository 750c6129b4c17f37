import type { Matrix } from "../core/matrix.js";
import { random } from "../core/random.js";
import { takeRows } from "../numeric/takeRows.js";
import { estimateStream } from "./estimateStream.js";

/** One variation of a pair of samples, by its numbers, so that any thread can make it. */
export type Draw =
  | { readonly kind: "permuted"; readonly seed: number; readonly stream: number }
  | { readonly kind: "part"; readonly seed: number; readonly stream: number; readonly part: number; readonly parts: number }
  | {
      readonly kind: "normal";
      readonly seed: number;
      readonly stream: number;
      readonly n: number;
      readonly dims: readonly [number, number];
      readonly nats: number;
    };

/**
 * - permuted: the rows of y in random order, so that x and y are independent
 * - part: one of several disjoint random parts of the rows
 * - normal: min(dx, dy) pairs of normal variables with equal correlation and I(X;Y) = nats in all, the other columns independent
 */
export function drawnPair(x: Matrix, y: Matrix | undefined, draw: Draw): { x: Matrix; y?: Matrix } {
  if (draw.kind === "normal") return normalPair(draw);
  const order = random(draw.seed, estimateStream("repetition", draw.stream)).permutation(x.rows);
  const rows = (m: Matrix, which: ArrayLike<number>): Matrix => ({
    rows: which.length,
    cols: m.cols,
    data: takeRows(m.data, m.cols, which),
  });
  if (draw.kind === "permuted") return { x, y: y && rows(y, order) };
  const size = Math.floor(x.rows / draw.parts);
  const which = order.subarray(draw.part * size, (draw.part + 1) * size);
  return { x: rows(x, which), y: y && rows(y, which) };
}

function normalPair({ seed, stream, n, dims: [dx, dy], nats }: Extract<Draw, { kind: "normal" }>): { x: Matrix; y: Matrix } {
  const { normal } = random(seed, estimateStream("repetition", stream));
  const pairs = Math.min(dx, dy);
  const rho = Math.sqrt(-Math.expm1((-2 * nats) / pairs));
  const x = new Float64Array(n * dx);
  const y = new Float64Array(n * dy);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < dx; k++) x[i * dx + k] = normal();
    for (let k = 0; k < dy; k++) {
      const z = normal();
      y[i * dy + k] = k < pairs ? rho * x[i * dx + k] + Math.sqrt(1 - rho * rho) * z : z;
    }
  }
  return { x: { rows: n, cols: dx, data: x }, y: { rows: n, cols: dy, data: y } };
}
