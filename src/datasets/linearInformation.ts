import type { Matrix } from "../core/matrix.js";
import { multiply } from "../numeric/multiply.js";
import { cholesky, logDeterminant } from "./cholesky.js";
import type { DrawnLayer } from "./layeredModel.js";

/** What is exact of a chain of noisy linear layers on a normal input of variance v: the output is normal with covariance v AᵀA + N. */
export interface LinearInformation {
  /** h(output), nats. */
  readonly entropy: number;
  /** I(input; output) = ½ ln det(v AᵀA + N) − ½ ln det N. */
  readonly information: number;
  /** Variance of input unit 0 once the output is known. */
  readonly residualVariance: number;
}

/** undefined where a layer is not linear or the noise does not reach every output. */
export function linearInformation(me: string, variance: number, layers: readonly DrawnLayer[]): LinearInformation | undefined {
  const last = layers[layers.length - 1];
  if (layers.some((l) => l.activation !== "linear") || !(last.noise > 0)) return undefined;
  let total = layers[0].weights; // the chain as one map
  let noise = scaledIdentity(layers[0].units, layers[0].noise);
  for (const { weights, units, noise: own } of layers.slice(1)) {
    total = times(total, weights);
    noise = times(transposed(weights), times(noise, weights));
    for (let k = 0; k < units; k++) noise.data[k * (units + 1)] += own;
  }
  const signal = times(transposed(total), total);
  const k = last.units;
  const covariance = { rows: k, cols: k, data: signal.data.map((s, i) => variance * s + noise.data[i]) };
  const lower = cholesky(me, "the covariance of the output", covariance);
  const information = 0.5 * (logDeterminant(lower) - logDeterminant(cholesky(me, "the covariance of the noise", noise)));
  const solved = new Float64Array(k); // L u = cov(unit 0, output)
  let explained = 0;
  for (let i = 0; i < k; i++) {
    let sum = variance * total.data[i];
    for (let j = 0; j < i; j++) sum -= lower[i * k + j] * solved[j];
    solved[i] = sum / lower[i * (k + 1)];
    explained += solved[i] ** 2;
  }
  return {
    entropy: 0.5 * (k * Math.log(2 * Math.PI * Math.E) + logDeterminant(lower)),
    information,
    residualVariance: variance - explained,
  };
}

function scaledIdentity(n: number, value: number): Matrix {
  return { rows: n, cols: n, data: Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? value : 0)) };
}

function transposed({ rows, cols, data }: Matrix): Matrix {
  return {
    rows: cols,
    cols: rows,
    data: Float64Array.from({ length: rows * cols }, (_, i) => data[(i % rows) * cols + Math.floor(i / rows)]),
  };
}

function times(a: Matrix, b: Matrix): Matrix {
  return { rows: a.rows, cols: b.cols, data: multiply(a.data as Float64Array, b.data as Float64Array, a.rows, a.cols, b.cols) };
}
