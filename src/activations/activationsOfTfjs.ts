import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import { tensorFlow } from "../engines/tfjs/tensorFlow.js";
import type { NamedActivations } from "./activationsOfOnnx.js";
import { checkNames } from "./checkNames.js";
import { sampleShape } from "./sampleShape.js";

/** What is used of a model: `tf.sequential()`, `tf.model()` and `tf.loadLayersModel()` give it. */
export interface TfLayersModel {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly layers: readonly unknown[];
}

export interface TfjsOptions {
  /** The TensorFlow.js that made the model; the first of tfjs-node-gpu, tfjs-node and tfjs that loads. */
  tf?: unknown;
  /** Names of layers; all. */
  layers?: readonly string[];
  /** Shape of one sample, such as [28, 28, 1], where the model leaves it open. */
  inputShape?: readonly number[];
  /** Rows that go through the model at once. */
  batchSize?: number;
  signal?: AbortSignal;
}

/** A value of the model's graph before any number has come in. */
interface Symbolic {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly sourceLayer: { readonly name: string };
  readonly inputs: readonly Symbolic[];
}

/**
 * The activations inside a model of TensorFlow.js, of every layer or of those that are named, as the model has them at inference: dropout and
 * noise layers pass on what they get. In float32: saturated units round to exactly 1 there (see {@link activationsOf}). Between batches the
 * thread is free; every tensor is disposed of.
 *
 * @param model a LayersModel: `tf.sequential`, `tf.model` or `tf.loadLayersModel`
 * @param inputs one row per sample, its values in the order of the model's input (images: row, column, channel); becomes float32
 * @param options.tf the `tf` that made the model; by default the TensorFlow.js that is installed with the library
 * @param options.layers names of layers (`model.summary()` shows them); by default all but the input. The n-th use of a layer that is used more
 *   than once is `name:n`, from 0
 * @param options.inputShape shape of one sample where the model leaves it open
 * @param options.batchSize 1000
 * @returns one matrix per layer in the order of `layers`, by default inputs before outputs; a value of more than two axes as one row per sample
 * @throws {DomainError} no LayersModel, more than one input, or a name that is not in the model: the message lists those that are
 * @throws {ShapeError} inputs do not have the columns of the model's input
 */
export async function activationsOfTfjs(model: TfLayersModel, inputs: Matrix, options: TfjsOptions = {}): Promise<NamedActivations[]> {
  const me = "activationsOfTfjs";
  checkKnownOptions(me, options, ["tf", "layers", "inputShape", "batchSize", "signal"]);
  const { batchSize = 1000, signal = hostSignal() } = options;
  checkInteger(me, "batchSize", batchSize, 1);
  checkNames(me, options.layers);
  checkMatrix(me, "inputs", inputs);
  checkNotEmpty(me, "inputs", inputs);
  checkFinite(me, "inputs", inputs);
  checkModel(me, model);
  const values = namedValues(model);
  const names = options.layers ?? [...values.keys()];
  const missing = names.find((name) => !values.has(name));
  if (missing !== undefined)
    throw new DomainError(`${me}: layers must name layers of the model; "${missing}" is none. There are ${[...values.keys()].join(", ")}.`);
  if (names.length === 0) return [];
  const ends = (model.inputs as readonly Symbolic[]).map(({ name, shape }) => ({ name, dims: shape }));
  const shape = sampleShape(me, ends, inputs.cols, options.inputShape);
  const tf = tensorFlow(me, options.tf);
  await tf.ready();
  const probe = tf.model({ inputs: model.inputs, outputs: names.map((name) => values.get(name)) });
  const results: { name: string; cols: number; data: Float32Array }[] = [];
  for (let from = 0; from < inputs.rows; from += batchSize) {
    if (from > 0) await new Promise(setImmediate);
    signal?.throwIfAborted();
    const rows = Math.min(batchSize, inputs.rows - from);
    const batch = Float32Array.from(inputs.data.subarray(from * inputs.cols, (from + rows) * inputs.cols));
    const outputs = tf.tidy(() => {
      const out = probe.predictOnBatch(tf.tensor(batch, [rows, ...shape], "float32"));
      return Array.isArray(out) ? out : [out];
    });
    try {
      for (const [k, name] of names.entries()) {
        const part = await outputs[k].data();
        const dims = outputs[k].shape;
        if (!(part instanceof Float32Array) || dims[0] !== rows)
          throw new DomainError(
            `${me}: "${name}" must be a float value with one row per sample; it is ${outputs[k].dtype} of shape ${dims.join("×")}. Leave it out with layers.`,
          );
        const cols = part.length / rows;
        results[k] ??= { name, cols, data: new Float32Array(inputs.rows * cols) };
        results[k].data.set(part, from * cols);
      }
    } finally {
      for (const tensor of outputs) tensor.dispose();
    }
  }
  return results.map((r) => ({ rows: inputs.rows, ...r }));
}

function checkModel(me: string, model: TfLayersModel): void {
  if (!Array.isArray(model?.layers) || !Array.isArray(model.inputs) || !Array.isArray(model.outputs))
    throw new DomainError(
      `${me}: model must be a LayersModel, as tf.sequential, tf.model and tf.loadLayersModel make one. A graph model (tf.loadGraphModel) has no layers.`,
    );
  if (model.inputs.length === 0 || model.outputs.length === 0)
    throw new DomainError(`${me}: model must be built: give its first layer an inputShape.`);
}

/** What the layers between the model's inputs and its outputs compute, by name, each after what it needs. */
function namedValues(model: TfLayersModel): Map<string, Symbolic> {
  const seen = new Set<unknown>(model.inputs);
  const found = new Map<string, Symbolic[]>();
  const visit = (value: Symbolic): void => {
    if (seen.has(value)) return;
    seen.add(value);
    value.inputs.forEach(visit);
    const { name } = value.sourceLayer;
    found.set(name, [...(found.get(name) ?? []), value]);
  };
  (model.outputs as readonly Symbolic[]).forEach(visit);
  return new Map(
    [...found].flatMap(([name, values]) =>
      values.map((value, n): [string, Symbolic] => [values.length > 1 ? `${name}:${n}` : name, value]),
    ),
  );
}
