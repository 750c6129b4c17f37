import { checkInteger, checkKnownOptions, checkNotNegative, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { ACTIVATIONS, type Activation } from "./activation.js";
import { type DisturbanceOptions, disturbance } from "./disturbance.js";
import { drawLayer, type LayerShape } from "./drawLayer.js";
import { checkInitialiser, type Initialiser } from "./initialiser.js";
import { type Network, network } from "./network.js";

/** Levels, noise and dropout are those of every layer but the last. */
export interface MlpOptions extends DisturbanceOptions {
  /** Activation of every layer but the last, or a list with one for each of them. */
  hidden?: Activation | readonly Activation[];
  /** Activation of the last layer. */
  output?: Activation;
  /** Initial weights of every layer, or a list with one per layer. */
  init?: Initialiser | readonly Initialiser[];
  /** Factor of negative sums in "leakyRelu". */
  slope?: number;
  /** A constant added to the sums of every layer. */
  bias?: boolean;
  /** Every layer but the last as U diag(s) V with only s trained. */
  usv?: boolean;
  seed?: number;
  name?: string;
  source?: string;
}

/**
 * A chain of dense layers with drawn weights.
 *
 * @param sizes units from the inputs to the outputs: [12, 10, 7, 5, 4, 3, 2] has six layers
 * @param options.hidden activation of every layer but the last, or a list; "tanh"
 * @param options.output activation of the last layer; "softmax"
 * @param options.init initial weights, see {@link Initialiser}, one for all layers or a list; "torch"
 * @param options.bias a constant added to the sums; true
 * @param options.usv every layer but the last as W = U diag(s) V, U and V drawn once and fixed, only s trained, without bias (Gabrié et al. 2018);
 *   their `init` must be { normal: c }, which is the default here with c = 1. False
 * @param options.levels activations of every layer but the last are rounded to this many evenly spaced levels, from -1 to 1 (0 to 1 for
 *   "sigmoid"), and the gradient passes straight through; "hardtanh" with 2 levels is the sign
 * @param options.noise Gaussian noise in every layer but the last: sd; where, "inside" the activation or "after" it ("after"); when, in "training",
 *   in "evaluation" or "both" ("training")
 * @param options.dropout share of the units of every layer but the last that are 0 in training
 * @param options.seed of the initial weights; 0
 * @throws {DomainError} an option that does not exist, or a value out of range
 */
export function mlp(sizes: readonly number[], options: MlpOptions = {}): Network {
  const me = "mlp";
  checkKnownOptions(me, options, [
    "hidden",
    "output",
    "init",
    "slope",
    "bias",
    "usv",
    "levels",
    "noise",
    "dropout",
    "seed",
    "name",
    "source",
  ]);
  const { hidden = "tanh", output = "softmax", slope = 0.01, bias = true, usv = false, seed = 0 } = options;
  const init = options.init ?? (usv ? { normal: 1 } : "torch");
  if (!Array.isArray(sizes) || sizes.length < 2)
    throw new DomainError(
      `${me}: sizes must list at least inputs and outputs, such as [12, 10, 7, 5, 4, 3, 2]; got ${JSON.stringify(sizes)}.`,
    );
  sizes.forEach((size, i) => {
    checkInteger(me, `sizes[${i}]`, size, 1);
  });
  const depth = sizes.length - 1;
  const hiddens = typeof hidden === "string" ? Array.from({ length: depth - 1 }, () => hidden) : hidden;
  if (!Array.isArray(hiddens) || hiddens.length !== depth - 1)
    throw new DomainError(
      `${me}: hidden must be an activation or list one per layer but the last (${depth - 1}); got ${JSON.stringify(hidden)}.`,
    );
  for (const one of typeof hidden === "string" ? [hidden] : hiddens) checkOneOf(me, "hidden", one, ACTIVATIONS);
  if (hiddens.includes("softmax"))
    throw new DomainError(`${me}: hidden must not be "softmax", which is for the last layer; use output: "softmax".`);
  checkOneOf(me, "output", output, ACTIVATIONS);
  checkNotNegative(me, "slope", slope);
  checkInteger(me, "seed", seed, 0);
  const disturbed = disturbance(me, options, hiddens as readonly Activation[]);
  const inits = Array.isArray(init) ? (init as readonly Initialiser[]) : Array.from({ length: depth }, () => init as Initialiser);
  if (inits.length !== depth) throw new DomainError(`${me}: init must list one initialiser per layer (${depth}); got ${inits.length}.`);
  for (const one of inits) checkInitialiser(me, one);
  if (usv && inits.slice(0, -1).some((one) => typeof one !== "object"))
    throw new DomainError(
      `${me}: init of usv layers must be { normal: c }, the law of the matrix that is decomposed; got ${JSON.stringify(init)}.`,
    );
  const layers = inits.map((one, i) => {
    const last = i === depth - 1;
    const shape = { inputs: sizes[i], outputs: sizes[i + 1], activation: last ? output : hiddens[i], slope, init: one };
    const common = last ? shape : { ...shape, ...disturbed };
    const kind: LayerShape =
      usv && !last ? { kind: "usv", ...common } : { kind: "dense", ...common, bias: { length: bias ? shape.outputs : 0 } };
    return drawLayer(kind, { seed, repetition: 0, layer: i });
  });
  const { name = `mlp ${sizes.join("-")}`, source } = options;
  return network({ name, layers, seed, ...(source !== undefined && { source }) });
}
