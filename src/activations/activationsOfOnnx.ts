import { readFile } from "node:fs/promises";
import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import { type OnnxGraph, onnxGraph, withOutputs } from "../engines/onnx/onnxGraph.js";
import { onnxRuntime } from "../engines/onnx/onnxRuntime.js";
import { checkNames } from "./checkNames.js";
import { sampleShape } from "./sampleShape.js";

/** Activations with the name of the value that they are. */
export interface NamedActivations extends Matrix {
  readonly name: string;
}

export interface OnnxOptions {
  /** Names of values of the graph; the outputs of all its activation functions, and its outputs. */
  layers?: readonly string[];
  /** Shape of one sample, such as [1, 28, 28]; that of the file's input. */
  inputShape?: readonly number[];
  /** Rows that go through the model at once. */
  batchSize?: number;
  signal?: AbortSignal;
}

const ACTIVATION_OPERATORS = [
  ...["Tanh", "Relu", "Sigmoid", "Softmax", "LogSoftmax", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Softplus", "Softsign"],
  ...["HardSigmoid", "HardSwish", "Mish", "Clip", "Erf", "ThresholdedRelu"],
];

/**
 * The activations inside a network that was exported to ONNX, for instance by `torch.onnx.export`: any value that its graph computes, by name.
 * Computed in the file's precision, float32 as a rule: saturated units round to exactly 1 there (see {@link activationsOf}).
 *
 * @param model path of the file, or its bytes
 * @param inputs one row per sample; becomes float32
 * @param options.layers names of values; by default the outputs of the activation functions, and the outputs of the file
 * @param options.inputShape shape of one sample where the file leaves it open
 * @param options.batchSize 1000
 * @returns one matrix per layer in the order of `layers`, a value of more than two axes as one row per sample
 * @throws {DomainError} no ONNX model, more than one input, or a name that is not in the graph: the message lists those that are
 * @throws {ShapeError} inputs do not have the columns of the model's input
 */
export async function activationsOfOnnx(
  model: string | Uint8Array,
  inputs: Matrix,
  options: OnnxOptions = {},
): Promise<NamedActivations[]> {
  const me = "activationsOfOnnx";
  checkKnownOptions(me, options, ["layers", "inputShape", "batchSize", "signal"]);
  const { batchSize = 1000, signal = hostSignal() } = options;
  checkInteger(me, "batchSize", batchSize, 1);
  checkNames(me, options.layers);
  checkMatrix(me, "inputs", inputs);
  checkNotEmpty(me, "inputs", inputs);
  checkFinite(me, "inputs", inputs);
  const bytes = typeof model === "string" ? await readFile(model) : model;
  const graph = onnxGraph(me, bytes);
  const layers = options.layers ?? defaultLayers(graph);
  const known = new Set(graph.nodes.flatMap((n) => n.outputs));
  const missing = layers.find((name) => !known.has(name));
  if (missing !== undefined)
    throw new DomainError(`${me}: layers must name values of the graph; "${missing}" is none. There are ${[...known].join(", ")}.`);
  const shape = sampleShape(me, graph.inputs, inputs.cols, options.inputShape);
  const { InferenceSession, Tensor } = onnxRuntime(me);
  const asked = layers.filter((name) => !graph.outputs.includes(name));
  const session = await InferenceSession.create(withOutputs(bytes, asked), { logSeverityLevel: 3 });
  const results: { name: string; cols: number; data: Float32Array | Float64Array }[] = [];
  try {
    for (let from = 0; from < inputs.rows; from += batchSize) {
      signal?.throwIfAborted();
      const rows = Math.min(batchSize, inputs.rows - from);
      const data = Float32Array.from(inputs.data.subarray(from * inputs.cols, (from + rows) * inputs.cols));
      const values = await session.run({ [graph.inputs[0].name]: new Tensor("float32", data, [rows, ...shape]) }, layers);
      layers.forEach((name, k) => {
        const { data: part, dims, type } = values[name];
        if (!(part instanceof Float32Array || part instanceof Float64Array) || dims[0] !== rows)
          throw new DomainError(
            `${me}: "${name}" must be a float value with one row per sample; it is ${type} of shape ${dims.join("×")}.`,
          );
        const cols = part.length / rows;
        const room = (length: number) => (part instanceof Float64Array ? new Float64Array(length) : new Float32Array(length));
        results[k] ??= { name, cols, data: room(inputs.rows * cols) };
        results[k].data.set(part, from * cols);
      });
    }
  } finally {
    await session.release();
  }
  return results.map((r) => ({ rows: inputs.rows, ...r }));
}

function defaultLayers(graph: OnnxGraph): string[] {
  const found = graph.nodes.filter((n) => ACTIVATION_OPERATORS.includes(n.operator)).map((n) => n.outputs[0]);
  return [...new Set([...found, ...graph.outputs])];
}
