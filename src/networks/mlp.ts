import { checkInteger, checkKnownOptions, checkNotNegative, checkOneOf, checkPositive } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { matrix } from "../core/matrix.js";
import { random } from "../core/random.js";
import { ACTIVATIONS, type Activation } from "./activation.js";
import { checkInitialiser, type Initialiser, initialise } from "./initialiser.js";
import { type DenseLayer, type LayerNoise, type Network, network } from "./network.js";
import { streamOf } from "./streamOf.js";

export interface MlpOptions {
  /** Activation of every layer but the last. */
  hidden?: Activation;
  /** Activation of the last layer. */
  output?: Activation;
  /** Initial weights of every layer, or a list with one per layer. */
  init?: Initialiser | readonly Initialiser[];
  /** Factor of negative sums in "leakyRelu". */
  slope?: number;
  /** Gaussian noise in every layer but the last. */
  noise?: { sd: number; where?: LayerNoise["where"]; when?: LayerNoise["when"] };
  /** Dropout in every layer but the last. */
  dropout?: number;
  seed?: number;
  name?: string;
  source?: string;
}

/**
 * A chain of dense layers with drawn weights.
 *
 * @param sizes units from the inputs to the outputs: [12, 10, 7, 5, 4, 3, 2] has six layers
 * @param options.hidden activation of every layer but the last; "tanh"
 * @param options.output activation of the last layer; "softmax"
 * @param options.init initial weights, see {@link Initialiser}, one for all layers or a list; "torch"
 * @param options.noise Gaussian noise in every layer but the last: sd; where, "inside" the activation or "after" it ("after"); when, in "training",
 *   in "evaluation" or "both" ("training")
 * @param options.dropout share of the units of every layer but the last that are 0 in training
 * @param options.seed of the initial weights; 0
 * @throws {DomainError} an option that does not exist, or a value out of range
 */
export function mlp(sizes: readonly number[], options: MlpOptions = {}): Network {
  const me = "mlp";
  checkKnownOptions(me, options, ["hidden", "output", "init", "slope", "noise", "dropout", "seed", "name", "source"]);
  const { hidden = "tanh", output = "softmax", init = "torch", slope = 0.01, seed = 0 } = options;
  if (!Array.isArray(sizes) || sizes.length < 2)
    throw new DomainError(
      `${me}: sizes must list at least inputs and outputs, such as [12, 10, 7, 5, 4, 3, 2]; got ${JSON.stringify(sizes)}.`,
    );
  sizes.forEach((size, i) => {
    checkInteger(me, `sizes[${i}]`, size, 1);
  });
  checkOneOf(me, "hidden", hidden, ACTIVATIONS);
  if (hidden === "softmax")
    throw new DomainError(`${me}: hidden must not be "softmax", which is for the last layer; use output: "softmax".`);
  checkOneOf(me, "output", output, ACTIVATIONS);
  checkNotNegative(me, "slope", slope);
  checkInteger(me, "seed", seed, 0);
  const noise = options.noise && layerNoise(me, options.noise);
  const dropout = options.dropout ?? 0;
  checkNotNegative(me, "dropout", dropout);
  if (dropout >= 1) throw new DomainError(`${me}: dropout must be below 1; got ${dropout}.`);
  const depth = sizes.length - 1;
  const inits = Array.isArray(init) ? (init as readonly Initialiser[]) : Array.from({ length: depth }, () => init as Initialiser);
  if (inits.length !== depth) throw new DomainError(`${me}: init must list one initialiser per layer (${depth}); got ${inits.length}.`);
  for (const one of inits) checkInitialiser(me, one);
  const layers = inits.map((one, i): DenseLayer => {
    const last = i === depth - 1;
    const shape = { inputs: sizes[i], outputs: sizes[i + 1], activation: last ? output : hidden, slope, init: one };
    const layer = drawDense(shape, { seed, repetition: 0, layer: i });
    return last ? layer : { ...layer, ...(noise && { noise }), ...(dropout > 0 && { dropout }) };
  });
  const { name = `mlp ${sizes.join("-")}`, source } = options;
  return network({ name, layers, seed, ...(source !== undefined && { source }) });
}

function layerNoise(me: string, noise: NonNullable<MlpOptions["noise"]>): LayerNoise {
  checkKnownOptions(`${me}, noise`, noise, ["sd", "where", "when"]);
  const { sd, where = "after", when = "training" } = noise;
  checkPositive(me, "noise.sd", sd);
  checkOneOf(me, "noise.where", where, ["inside", "after"]);
  checkOneOf(me, "noise.when", when, ["training", "evaluation", "both"]);
  return { sd, where, when };
}

/** A dense layer with weights drawn for (seed, repetition, layer). */
export function drawDense(
  spec: Pick<DenseLayer, "inputs" | "outputs" | "activation" | "slope"> & { init: Initialiser },
  { seed, repetition, layer }: { seed: number; repetition: number; layer: number },
): DenseLayer {
  const { inputs, outputs } = spec;
  const { weights, bias } = initialise(spec.init, inputs, outputs, random(seed, streamOf("weights", repetition, layer)));
  return { kind: "dense", ...spec, weights: matrix(weights, inputs, outputs), bias };
}
