import { checkInteger, checkKnownOptions, checkMatrix, checkOneOf } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { ACTIVATION_CODES } from "../networks/activation.js";
import { layerLevels } from "../networks/layerLevels.js";
import { layerWindow } from "../networks/layerWindow.js";
import type { Layer, Network } from "../networks/network.js";
import { streamOf } from "../networks/streamOf.js";
import { chainForward, type ForwardLayer } from "../numeric/chainForward.js";
import { lazyLayers } from "./lazyLayers.js";

export interface ActivationsOptions {
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
 * @param options.noise "evaluation" (default): of the layers whose noise acts in evaluation; "all": as in training; "none"
 * @param options.record "after" (default): T_l, with the noise of layer l; "before": S_l, what the noise is added to
 * @param options.seed of the noise; 0
 * @param options.replica 0, 1 …: the same inputs with fresh noise
 * @returns one matrix per layer, rows as in `inputs`; the bits are the same on every machine. Where all of them would take more than 512 MiB they
 *   are computed when they are read, `layers[k]`, and not kept
 * @throws {DomainError} model is no network; {@link activationsOfOnnx} and {@link activationsOfTfjs} take models from elsewhere
 * @throws {ShapeError} inputs do not have one column per input of the network
 */
export function activationsOf(model: Network, inputs: Matrix, options: ActivationsOptions = {}): Matrix[] {
  const me = "activationsOf";
  checkKnownOptions(me, options, ["noise", "record", "seed", "replica"]);
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
  return recordedActivations(model, inputs, { noise, record, seed, replica, repetition: 0 });
}

/** As {@link activationsOf}, for a repetition of a run. */
export function recordedActivations(
  model: Network,
  inputs: Matrix,
  { noise, record, seed, replica, repetition }: Required<ActivationsOptions> & { repetition: number },
): Matrix[] {
  const acts = (l: Layer) => l.noise && (noise === "all" || (noise === "evaluation" && l.noise.when !== "training"));
  const units = ((inputs.rows + 15) & ~15) / 4;
  const layers = model.layers.flatMap((l, i) => {
    const drawn = { seed, stream: streamOf("recording", repetition, i), block: replica * l.outputs * units };
    return forwardLayers(l, acts(l) ? { ...l.noise!, ...drawn } : undefined);
  });
  return lazyLayers(
    model.layers.map((l) => 8 * inputs.rows * l.outputs),
    (wanted) => chainForward(layers, inputs, { record, wanted }),
  );
}

/** A layer for the kernels; a USV layer is two. */
function forwardLayers(l: Layer, noise: ForwardLayer["noise"]): ForwardLayer[] {
  const { inputs, outputs, slope } = l;
  const levels = layerLevels(l);
  const end = { inputs, outputs, activation: ACTIVATION_CODES[l.activation], slope, ...(levels && { levels }), ...(noise && { noise }) };
  switch (l.kind) {
    case "dense":
      return [{ ...end, weights: l.weights.data, bias: l.bias }];
    case "conv2d":
      return [{ ...end, kind: l.kind, window: layerWindow(l), weights: l.weights.data, bias: l.bias }];
    case "maxPool":
    case "averagePool":
      return [{ ...end, kind: l.kind, window: layerWindow(l) }];
    case "flatten":
      return [{ ...end, kind: l.kind }];
    case "usv": {
      const rank = l.s.length;
      const scaled = Float64Array.from(l.u.data, (value, at) => value * l.s[at % rank]);
      const half = { inputs, outputs: rank, activation: ACTIVATION_CODES.linear, slope: 0, weights: scaled, bias: [], inner: true };
      return [half, { ...end, inputs: rank, weights: l.v.data, bias: [] }];
    }
  }
}
