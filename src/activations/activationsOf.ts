import { checkMatrix } from "../core/checks.js";
import { ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { ACTIVATION_CODES } from "../networks/activation.js";
import type { Network } from "../networks/network.js";
import { denseForward } from "../numeric/denseForward.js";

/**
 * The activations of every layer, from the first hidden one to the outputs: a float64 forward pass of the network's weights. In float32 a
 * saturated tanh would round to exactly 1, which an edge of a bin then splits from its neighbours.
 *
 * @param model a network
 * @param inputs one row per sample
 * @returns one matrix per layer, rows as in `inputs`; the bits are the same on every machine
 * @throws {ShapeError} inputs do not have one column per input of the network
 */
export function activationsOf(model: Network, inputs: Matrix): Matrix[] {
  const me = "activationsOf";
  checkMatrix(me, "inputs", inputs);
  if (inputs.cols !== model.inputs)
    throw new ShapeError(
      `${me}: inputs must have ${model.inputs} columns, as ${model.name} has inputs; got ${inputs.rows}×${inputs.cols}.`,
    );
  return denseForward(
    model.layers.map((l) => ({ ...l, activation: ACTIVATION_CODES[l.activation], weights: l.weights.data })),
    inputs,
  );
}
