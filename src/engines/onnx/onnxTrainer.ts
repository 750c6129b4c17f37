import { random } from "../../core/random.js";
import { streamOf } from "../../networks/streamOf.js";
import { parametersOf } from "../../networks/withParameters.js";
import { streamMask, streamNoise } from "../../numeric/streamNumbers.js";
import type { Table } from "../../numeric/trainingChain.js";
import type { Metrics, Trainer, TrainerSpec, TrainingRows } from "../engine.js";
import { metricsCounter } from "../metricsCounter.js";
import { evaluationGraph } from "./evaluationGraph.js";
import { graphRows, maskActs, maskName, noiseActs, noiseName, type Phase } from "./networkGraph.js";
import type { OnnxDevice } from "./onnxDevice.js";
import type { OnnxTensor } from "./onnxRuntime.js";
import { stepGraph } from "./stepGraph.js";
import { hostNumbers, residentNumbers } from "./trainedNumbers.js";

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
  const { portable, resident } = device;
  const lists = adam ? ["theta", "first", "second"] : optimizer.momentum > 0 ? ["theta", "first"] : ["theta"];
  const left = lists.map((name) => `${name}1`);
  const stepper = await device.session(stepGraph(spec, { rows: stepRows, portable, gradient: gradients }), resident ? left : []);
  const looker = await device.session(evaluationGraph(spec, { rows: lookRows, portable }), []);
  const numbers = resident ? await residentNumbers(device, lists, size) : hostNumbers(device, lists, size);
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

  numbers.write("theta", parametersOf(network));
  let order: Uint32Array = Uint32Array.from({ length: rows }, (_, i) => i);
  let powers: readonly [number, number] = [1, 1];
  let steps = 0;
  let perCall = 1;

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
    const feeds = { ...fixed, ...noises.feeds, ...numbers.feeds() };
    const fetched = gradient && { gradient: resident ? null : gradient.tensor };
    const outcome = await stepper.run(feeds, { ...numbers.fetches(), ...fetched });
    if (gradient && resident) gradient.values.set(outcome.gradient.data as Float32Array);
    numbers.take(outcome);
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
      await looker.run({ x: seen.tensor, theta: numbers.feeds().theta, ...looks.feeds }, { out: out.tensor });
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
    parameters: () => numbers.read("theta"),
    gradient: () => gradient!.values,
    async state() {
      const read = async (name: string) => (lists.includes(name) ? (await numbers.read(name)).slice() : new Float32Array(size));
      return { parameters: await read("theta"), first: await read("first"), second: await read("second"), powers, steps };
    },
    restore(state) {
      for (const name of lists) numbers.write(name, name === "theta" ? state.parameters : name === "first" ? state.first : state.second);
      ({ powers, steps } = state);
    },
    metrics,
    async dispose() {
      await numbers.dispose();
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
