import { checkNotNegative } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { inverseNormal, type Random } from "../core/random.js";
import { haarColumns } from "../numeric/haarColumns.js";

/**
 * How initial weights are drawn. Biases are 0 except with "torch".
 *
 * The fan-in of a convolution is channels in · kernel height · kernel width, its fan-out channels out · kernel height · kernel width.
 *
 * - "torch": PyTorch's default for Linear and Conv2d, weights and biases uniform on ±1/√fan-in
 * - "glorot": uniform on ±√(6 / (fan-in + fan-out)), the default of Keras
 * - "he": normal with variance 2 / fan-in
 * - "truncatedNormalFanIn", "truncatedNormalOwnWidth": normal with sd 1/√fan-in, or 1/√(units or channels of the layer), redrawn beyond 2 sd
 * - "orthogonal": a random matrix (Haar) with orthonormal columns, or rows where there are more units than inputs
 * - { normal: c }: normal with variance c² / fan-in
 */
export type Initialiser =
  | "torch"
  | "glorot"
  | "he"
  | "truncatedNormalFanIn"
  | "truncatedNormalOwnWidth"
  | "orthogonal"
  | { readonly normal: number };

const NAMES = ["torch", "glorot", "he", "truncatedNormalFanIn", "truncatedNormalOwnWidth", "orthogonal"];
const BELOW_MINUS_2 = 0.022750131948179195; // Φ(−2)

export function checkInitialiser(me: string, init: unknown): asserts init is Initialiser {
  if (typeof init === "object" && init !== null && "normal" in init) checkNotNegative(me, "init.normal", init.normal);
  else if (!NAMES.includes(init as string))
    throw new DomainError(
      `${me}: init must be one of ${NAMES.map((n) => `"${n}"`).join(", ")} or { normal: c }; got ${JSON.stringify(init) ?? String(init)}.`,
    );
}

/**
 * Weights (inputs × outputs, row-major) and biases, drawn in float64 and rounded to float32.
 *
 * @param inputs fan-in
 * @param outputs units or channels
 */
export function initialise(
  init: Initialiser,
  inputs: number,
  outputs: number,
  random: Random,
  fanOut = outputs,
): { weights: Float32Array; bias: Float32Array } {
  const bias = new Float32Array(outputs);
  const draw = (one: () => number) => Float32Array.from({ length: inputs * outputs }, one);
  const uniform = (limit: number) => () => (2 * random.uniform() - 1) * limit;
  const normal = (sd: number) => () => sd * random.normal();
  const truncated = (sd: number) => () => sd * inverseNormal(BELOW_MINUS_2 + (random.uniform() + 2 ** -54) * (1 - 2 * BELOW_MINUS_2));
  if (typeof init === "object") return { weights: draw(normal(init.normal / Math.sqrt(inputs))), bias };
  switch (init) {
    case "torch": {
      const one = uniform(1 / Math.sqrt(inputs));
      const weights = draw(one);
      for (let j = 0; j < outputs; j++) bias[j] = one();
      return { weights, bias };
    }
    case "glorot":
      return { weights: draw(uniform(Math.sqrt(6 / (inputs + fanOut)))), bias };
    case "he":
      return { weights: draw(normal(Math.sqrt(2 / inputs))), bias };
    case "truncatedNormalFanIn":
      return { weights: draw(truncated(1 / Math.sqrt(inputs))), bias };
    case "truncatedNormalOwnWidth":
      return { weights: draw(truncated(1 / Math.sqrt(outputs))), bias };
    case "orthogonal":
      return { weights: orthogonal(inputs, outputs, random), bias };
  }
}

/** Haar's orthonormal columns, or rows where there are more outputs than inputs. */
export function orthogonal(inputs: number, outputs: number, random: Random): Float32Array {
  if (inputs >= outputs) return haarColumns(inputs, outputs, random);
  const columns = haarColumns(outputs, inputs, random);
  return Float32Array.from({ length: inputs * outputs }, (_, at) => columns[(at % outputs) * inputs + Math.floor(at / outputs)]);
}
