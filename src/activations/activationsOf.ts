import { checkInteger, checkKnownOptions, checkMatrix, checkOneOf } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import type { Network } from "../networks/network.js";
import { chainForward } from "../numeric/chainForward.js";
import { checkLayers } from "./checkLayers.js";
import { type Forward, forwardChain } from "./forwardChain.js";
import { lazyLayers } from "./lazyLayers.js";

export interface ActivationsOptions {
  /** Which layers, numbered from 1; all by default. */
  layers?: readonly number[];
  /** Whose noise acts: of the layers that are noisy in evaluation, of none, or of all. */
  noise?: "evaluation" | "none" | "all";
  /** A layer with its own noise or without; the layers above see it in any case. */
  record?: "after" | "before";
  seed?: number;
  /** Another number, fresh noise. */
  replica?: number;
}

/**
 * The activations of every layer, from the first hidden one to the outputs: a float64 forward pass of the network's weights. In float32 a
 * saturated tanh would round to exactly 1, which an edge of a bin then splits from its neighbours. Dropout does not act.
 *
 * @param model a network
 * @param inputs one row per sample
 * @param options.layers numbers from 1, in the order of the results; nothing above the highest is computed
 * @param options.noise "evaluation" (default): of the layers whose noise acts in evaluation; "all": as in training; "none"
 * @param options.record "after" (default): T_l, with the noise of layer l; "before": S_l, what the noise is added to
 * @param options.seed of the noise; 0
 * @param options.replica 0, 1 …: the same inputs with fresh noise
 * @returns one matrix per layer, rows as in `inputs`; the bits are the same on every machine. From 4 MiB on they are
 *   computed when they are read, `layers[k]`, and those read last are kept, 256 MiB of them or one
 * @throws {DomainError} model is no network; {@link activationsOfOnnx} and {@link activationsOfTfjs} take models from elsewhere
 * @throws {ShapeError} inputs do not have one column per input of the network
 */
export function activationsOf(model: Network, inputs: Matrix, options: ActivationsOptions = {}): Matrix[] {
  const me = "activationsOf";
  checkKnownOptions(me, options, ["layers", "noise", "record", "seed", "replica"]);
  const { noise = "evaluation", record = "after", seed = 0, replica = 0 } = options;
  checkOneOf(me, "noise", noise, ["evaluation", "none", "all"]);
  checkOneOf(me, "record", record, ["after", "before"]);
  checkInteger(me, "seed", seed, 0);
  checkInteger(me, "replica", replica, 0);
  if (!Array.isArray(model?.layers) || typeof model.inputs !== "number")
    throw new DomainError(
      `${me}: model must be a network, as mlp makes one; activationsOfOnnx takes ONNX files, activationsOfTfjs models of TensorFlow.js.`,
    );
  checkMatrix(me, "inputs", inputs);
  if (inputs.cols !== model.inputs)
    throw new ShapeError(
      `${me}: inputs must have ${model.inputs} columns, as ${model.name} has inputs; got ${inputs.rows}×${inputs.cols}.`,
    );
  const layers = checkLayers(me, "layers", options.layers, model);
  return recordedActivations(model, inputs, { noise, record, seed, replica, repetition: 0 }, layers);
}

/** As {@link activationsOf}, for a repetition of a run. */
export function recordedActivations(model: Network, inputs: Matrix, forward: Forward, layers: readonly number[]): Matrix[] {
  const chain = forwardChain(model, inputs.rows, forward);
  return lazyLayers(
    layers.map((layer) => 8 * inputs.rows * model.layers[layer - 1].outputs),
    (wanted) => {
      const computed = chainForward(chain, inputs, {
        record: forward.record,
        wanted: (i) => layers.some((l, k) => l === i + 1 && wanted(k)),
      });
      return layers.map((layer) => computed[layer - 1]);
    },
  );
}
