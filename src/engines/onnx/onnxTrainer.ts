import { random } from "../../core/random.js";
import { streamOf } from "../../networks/streamOf.js";
import { parametersOf } from "../../networks/withParameters.js";
import type { Table } from "../../numeric/denseChain.js";
import { streamMask, streamNoise } from "../../numeric/streamNumbers.js";
import type { Metrics, Trainer, TrainerSpec, TrainingRows } from "../engine.js";
import { metricsCounter } from "../metricsCounter.js";
import { evaluationGraph } from "./evaluationGraph.js";
import { graphRows, maskActs, maskName, noiseActs, noiseName, type Phase } from "./networkGraph.js";
import type { OnnxSession, OnnxTensor } from "./onnxRuntime.js";
import { stepGraph } from "./stepGraph.js";

/** Makes sessions and tensors, on one provider. */
export interface OnnxDevice {
  session(model: Uint8Array): Promise<OnnxSession>;
  tensor(data: Float32Array, dims: readonly number[]): OnnxTensor;
}

/** What a call of `train` should last, ms. */
const CALL = 20;

/** A network in training: one session for its steps, one for its outputs, and its numbers as tensors that the two hand back and forth. */
export async function onnxTrainer(spec: TrainerSpec, device: OnnxDevice): Promise<Trainer> {
  const { network, data, test, loss, reduction = "mean", optimizer, gradients = true, seed = 0, repetition = 0 } = spec;
  const { layers, inputs, outputs, parameters: size } = network;
  const rows = data.inputs.rows;
  const batchSize = Math.min(spec.batchSize, rows);
  const batches = Math.ceil(rows / batchSize);
  const adam = optimizer.kind === "adam";

  /** A tensor with the array that it looks at. */
  const room = (...dims: number[]) => {
    const values = new Float32Array(dims.reduce((n, d) => n * d, 1));
    return { values, tensor: device.tensor(values, dims) };
  };
  /** What is drawn for the layers in one phase: units × rows, each unit's numbers in the order of the stream. */
  const drawn = (phase: Phase, count: number) => {
    const parts = layers.flatMap((layer, l) => {
      const place = (step: number) => (step * layer.outputs * count) / 4;
      const noise = streamOf(phase === "training" ? "noise" : "evaluation", repetition, l);
      const dropout = streamOf("dropout", repetition, l);
      const found: { name: string; tensor: OnnxTensor; draw: (step: number) => void }[] = [];
      if (noiseActs(layer, phase)) {
        const { values, tensor } = room(layer.outputs, count);
        found.push({ name: noiseName(l), tensor, draw: (step) => streamNoise(seed, noise, place(step), values) });
      }
      if (maskActs(layer, phase)) {
        const { values, tensor } = room(layer.outputs, count);
        found.push({ name: maskName(l), tensor, draw: (step) => streamMask(seed, dropout, place(step), layer.dropout!, values) });
      }
      return found;
    });
    return {
      feeds: Object.fromEntries(parts.map(({ name, tensor }) => [name, tensor])),
      draw: (step: number) => {
        for (const part of parts) part.draw(step);
      },
    };
  };

  const stepRows = graphRows(layers, "training", batchSize);
  const lookRows = graphRows(layers, "evaluation", batchSize);
  const stepper = await device.session(stepGraph(spec, stepRows, gradients));
  const looker = await device.session(evaluationGraph(spec, lookRows));
  const lists = adam ? ["theta", "first", "second"] : optimizer.momentum > 0 ? ["theta", "first"] : ["theta"];
  const copy = () => Object.fromEntries(lists.map((name) => [name, room(size)]));
  let now = copy();
  let next = copy(); // what a step writes to
  const gradient = gradients ? room(size) : undefined;
  const x = room(stepRows, inputs);
  const target = room(stepRows, outputs);
  const weight = room(stepRows, 1);
  const rate = room();
  const root = room();
  const noises = drawn("training", stepRows);
  const looks = drawn("evaluation", lookRows);
  const seen = room(lookRows, inputs);
  const out = room(lookRows, outputs);
  const fixed = { x: x.tensor, target: target.tensor, weight: weight.tensor, rate: rate.tensor, ...(adam && { root: root.tensor }) };

  now.theta.values.set(parametersOf(network));
  let order: Uint32Array = Uint32Array.from({ length: rows }, (_, i) => i);
  let powers: readonly [number, number] = [1, 1];
  let steps = 0;
  let perCall = 1;
  const none = new Float32Array(size);

  const gather = (batch: number): void => {
    const from = batch * batchSize;
    const count = Math.min(batchSize, rows - from);
    weight.values.fill(0).fill(reduction === "sum" ? 1 : 1 / count, 0, count);
    if (data.targets && loss !== "crossEntropy") gatherRows(data.targets, order, from, count, target.values);
    else target.values.fill(0);
    gatherRows(data.inputs, order, from, count, x.values);
    if (loss === "crossEntropy") for (let i = 0; i < count; i++) target.values[i * outputs + data.labels![order[from + i]]] = 1;
  };

  const step = async (batch: number, learningRate: number): Promise<void> => {
    gather(batch);
    noises.draw(steps);
    if (optimizer.kind === "adam") {
      powers = [powers[0] * optimizer.beta1, powers[1] * optimizer.beta2];
      rate.values[0] = learningRate / (1 - powers[0]);
      root.values[0] = Math.sqrt(1 - powers[1]);
    } else rate.values[0] = learningRate;
    const feeds: Record<string, OnnxTensor> = { ...fixed, ...noises.feeds };
    const fetches: Record<string, OnnxTensor> = {};
    for (const name of lists) {
      feeds[name] = now[name].tensor;
      fetches[`${name}1`] = next[name].tensor;
    }
    if (gradient) fetches.gradient = gradient.tensor;
    await stepper.run(feeds, fetches);
    [now, next] = [next, now];
    steps++;
  };

  const metrics = async (on: "train" | "test", epoch: number, stop?: () => boolean): Promise<Metrics | undefined> => {
    const table: TrainingRows = on === "train" ? data : test!;
    const index = on === "train" ? 0 : 1;
    const count = metricsCounter(network, table, loss);
    for (let from = 0, block = 0; from < table.inputs.rows; from += batchSize, block++) {
      if (stop?.()) return undefined;
      const part = Math.min(batchSize, table.inputs.rows - from);
      gatherRows(table.inputs, undefined, from, part, seen.values);
      looks.draw((2 * epoch + index) * 1048576 + block);
      await looker.run({ x: seen.tensor, theta: now.theta.tensor, ...looks.feeds }, { out: out.tensor });
      count.add(out.values, 1, outputs, from, part);
    }
    return count.result();
  };

  return {
    batches,
    get batchesPerCall() {
      return perCall;
    },
    shuffle(seedOf, stream) {
      order = random(seedOf, stream).permutation(rows);
    },
    async train(first, count, learningRate) {
      const begin = performance.now();
      for (let batch = first; batch < first + count; batch++) await step(batch, learningRate);
      perCall = Math.max(1, Math.floor((CALL * count) / (performance.now() - begin)));
    },
    parameters: () => now.theta.values,
    gradient: () => gradient!.values,
    state: () => ({
      parameters: now.theta.values.slice(),
      first: (now.first?.values ?? none).slice(),
      second: (now.second?.values ?? none).slice(),
      ...{ powers, steps },
    }),
    restore(state) {
      now.theta.values.set(state.parameters);
      now.first?.values.set(state.first);
      now.second?.values.set(state.second);
      ({ powers, steps } = state);
    },
    metrics,
    async dispose() {
      await stepper.release();
      await looker.release();
    },
  };
}

/** Rows order[from …] of a padded table, one after the other. */
function gatherRows({ cols, data }: Table, order: Uint32Array | undefined, from: number, count: number, out: Float32Array): void {
  const padded = (cols + 3) & ~3;
  for (let i = 0; i < count; i++) {
    const at = (order ? order[from + i] : from + i) * padded;
    out.set(data.subarray(at, at + cols), i * cols);
  }
}
