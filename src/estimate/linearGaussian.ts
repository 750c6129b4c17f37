import { checkFinite, checkKnownOptions, checkMatrix, checkNotNegative } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { Matrix } from "../core/matrix.js";
import { choleskyLogDet } from "../numeric/choleskyLogDet.js";
import { multiply } from "../numeric/multiply.js";

/** T_l = T_{l−1} W + noise: weights inputs × outputs, and the variance of the noise in each output, 0 by default. */
export interface LinearLayer {
  readonly weights: Matrix;
  readonly noiseVariance?: number;
}

export interface LinearGaussianOptions {
  /** Covariance of the input, n × n, or the variance of independent inputs; 1 by default. */
  readonly inputCovariance?: Matrix | number;
}

/** Covariance of the last layer; without `input` that of its noise alone, the input held fixed. */
export function lastCovariance(me: string, layers: readonly LinearLayer[], options: LinearGaussianOptions, input: boolean) {
  checkKnownOptions(me, options, ["inputCovariance"]);
  if (!Array.isArray(layers) || layers.length === 0)
    throw new ShapeError(`${me}: layers must be a list of { weights, noiseVariance }, the first layer first; got ${String(layers)}.`);
  for (const { weights } of layers) checkMatrix(me, "weights", weights);
  const inputs = layers[0].weights.rows;
  let d = inputs;
  let covariance = input ? inputCovariance(me, options.inputCovariance ?? 1, d) : new Float64Array(d * d);
  for (const [l, { weights, noiseVariance = 0 }] of layers.entries()) {
    if (weights.rows !== d)
      throw new ShapeError(`${me}: the weights of layer ${l + 1} must have ${d} rows, one per input; got ${weights.rows}×${weights.cols}.`);
    checkFinite(me, `the weights of layer ${l + 1}`, weights);
    checkNotNegative(me, "noiseVariance", noiseVariance);
    const w = Float64Array.from(weights.data);
    const m = weights.cols;
    const half = multiply(covariance, w, d, d, m); // C W
    covariance = multiply(transposed(w, d, m), half, m, d, m);
    for (let i = 0; i < m; i++) covariance[i * m + i] += noiseVariance;
    d = m;
  }
  return { covariance, d, inputs };
}

/** ½ ln det(2πe C); C is overwritten. */
export function gaussianEntropy(me: string, covariance: Float64Array, d: number): number {
  const logDet = choleskyLogDet(covariance, d);
  if (logDet === -Infinity)
    throw new DomainError(
      `${me}: the covariance of the last layer is singular, so its entropy is −∞: more outputs than inputs or dependent weights. Give the layer a noiseVariance.`,
    );
  return (d / 2) * Math.log(2 * Math.PI * Math.E) + logDet / 2;
}

/** An exact result as an {@link Estimate}: no samples, no error. */
export function exactEstimate(nats: number, estimator: string, layers: readonly LinearLayer[], dims: number[], inputs: number): Estimate {
  const noiseVariance = layers.map((l) => l.noiseVariance ?? 0);
  return estimate({ nats, estimator, settings: { inputs, layers: layers.length, noiseVariance }, samples: 0, dims });
}

function inputCovariance(me: string, given: Matrix | number, d: number): Float64Array {
  if (typeof given === "number") {
    checkNotNegative(me, "inputCovariance", given);
    const out = new Float64Array(d * d);
    for (let i = 0; i < d; i++) out[i * d + i] = given;
    return out;
  }
  checkMatrix(me, "inputCovariance", given);
  if (given.rows !== d || given.cols !== d)
    throw new ShapeError(`${me}: inputCovariance must be ${d}×${d}, as the first weights have ${d} rows; got ${given.rows}×${given.cols}.`);
  checkFinite(me, "inputCovariance", given);
  return Float64Array.from(given.data);
}

function transposed(a: Float64Array, rows: number, cols: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[j * rows + i] = a[i * cols + j];
  return out;
}
