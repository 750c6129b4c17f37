import { createRequire } from "node:module";
import { DomainError } from "../../core/errors.js";

/** The part of TensorFlow.js that is used, so that the library compiles without the package. */
export interface TensorFlow {
  ready(): Promise<void>;
  backend(): unknown;
  getBackend(): string;
  tidy<T>(body: () => T): T;
  tensor(values: Float32Array | Int32Array, shape: number[], dtype: "float32" | "int32"): TfTensor;
  model(of: { inputs: unknown; outputs: unknown }): { predictOnBatch(x: TfTensor): TfTensor | TfTensor[] };
  grads(f: (...of: TfTensor[]) => TfTensor): (of: readonly TfTensor[]) => TfTensor[];
  customGrad(
    f: (x: TfTensor, save: (tensors: TfTensor[]) => void) => { value: TfTensor; gradFunc: (dy: TfTensor, saved: TfTensor[]) => TfTensor },
  ): (x: TfTensor) => TfTensor;
  add: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  maximum: Binary;
  squaredDifference: Binary;
  less: Binary;
  abs: Unary;
  floor: Unary;
  relu: Unary;
  sigmoid: Unary;
  softplus: Unary;
  sqrt: Unary;
  square: Unary;
  tanh: Unary;
  logSoftmax: Unary;
  leakyRelu(x: TfTensor, slope: number): TfTensor;
  clipByValue(x: TfTensor, low: number, high: number): TfTensor;
  cast(x: TfTensor, dtype: "float32"): TfTensor;
  sum(x: TfTensor, axis?: number, keepDims?: boolean): TfTensor;
  matMul(a: TfTensor, b: TfTensor, transposeA?: boolean, transposeB?: boolean): TfTensor;
  reshape(x: TfTensor, shape: readonly number[]): TfTensor;
  transpose(x: TfTensor, axes: readonly number[]): TfTensor;
  conv2d(x: TfTensor, filter: TfTensor, strides: readonly number[], pad: "valid" | "same"): TfTensor;
  maxPool(x: TfTensor, size: readonly number[], strides: readonly number[], pad: "valid"): TfTensor;
  avgPool(x: TfTensor, size: readonly number[], strides: readonly number[], pad: "valid"): TfTensor;
}

type Unary = (x: TfTensor) => TfTensor;
type Binary = (a: TfTensor | number, b: TfTensor | number) => TfTensor;

export interface TfTensor {
  readonly shape: number[];
  readonly dtype: string;
  data(): Promise<Float32Array | Int32Array | Uint8Array>;
  dispose(): void;
}

/** The first that loads is taken. The first two bring TensorFlow itself, the last computes in JavaScript. */
const PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node", "@tensorflow/tfjs"];

/**
 * TensorFlow.js, which is not installed with the library: what the user passes, or the first of tfjs-node-gpu, tfjs-node and tfjs that loads.
 *
 * @param given `tf` of the user; a tensor can only be used by the copy of TensorFlow.js that made it
 * @throws {DomainError} `given` is not TensorFlow.js
 * @throws {Error} none is installed, or none loads; the message says why and how to install one
 */
export function tensorFlow(me: string, given?: unknown): TensorFlow {
  if (given !== undefined) {
    const tf = given as Partial<TensorFlow> | null;
    if (typeof tf?.tensor !== "function" || typeof tf.tidy !== "function" || typeof tf.ready !== "function")
      throw new DomainError(`${me}: tf must be TensorFlow.js, as require("@tensorflow/tfjs") gives it; got ${describe(given)}.`);
    return tf as TensorFlow;
  }
  const require = createRequire(import.meta.url);
  const util = require("node:util") as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined; // tfjs-node calls it, and Node 23 has dropped it
  const reasons: string[] = [];
  for (const name of PACKAGES)
    try {
      return require(name) as TensorFlow;
    } catch (error) {
      // whatever it is: a binary that is missing throws an Error without a code
      reasons.push(`${name}: ${(error instanceof Error ? error.message : String(error)).split("\n")[0]}`);
    }
  throw new Error(
    `${me}: needs TensorFlow.js, and none loads (${reasons.join("; ")}). Install it with: npm i @tensorflow/tfjs-node, or @tensorflow/tfjs (JavaScript only, slow), or pass the one that you use as tf.`,
  );
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null
    ? `an object with keys ${Object.keys(value).slice(0, 6).join(", ") || "(none)"}`
    : String(value);
}
