import { random } from "../../core/random.js";
import type { Layer } from "../../networks/network.js";
import { streamOf } from "../../networks/streamOf.js";
import { parametersOf } from "../../networks/withParameters.js";
import { streamMask, streamNoise } from "../../numeric/streamNumbers.js";
import type { Metrics, Trainer, TrainerSpec, TrainerState, TrainingRows } from "../engine.js";
import { metricsCounter } from "../metricsCounter.js";
import type { TensorFlow, TfTensor } from "./tensorFlow.js";
import { type Drawn, tfjsForward } from "./tfjsForward.js";
import { tfjsLoss } from "./tfjsLoss.js";
import { type Moments, tfjsUpdate } from "./tfjsUpdate.js";

/** A tensor that is trained: its shape, its layer, and whether it holds that layer's weights (not biases, not s). */
interface Part {
  readonly shape: readonly number[];
  readonly layer: number;
  readonly weights: boolean;
}

/** A network in training on a TensorFlow.js of this thread, in float32. */
export function tfjsTrainer(spec: TrainerSpec, tf: TensorFlow): Trainer {
  const { network, data, test, loss, reduction = "mean", optimizer, regularizer = {} } = spec;
  const { gradients: wanted = true, seed = 0, repetition = 0 } = spec;
  const { layers } = network;
  const rows = data.inputs.rows;
  const batchSize = Math.min(spec.batchSize, rows);
  const parts = layers.flatMap(partsOf);
  const fixed = layers.map((l) => (l.kind === "usv" ? [l.u, l.v].map((m) => tensor(tf, m.data, [m.rows, m.cols])) : []));
  const zeros = new Float32Array(network.parameters);
  let now: Moments[] = [];
  let gradients: TfTensor[] = [];
  let powers: readonly [number, number] = [1, 1];
  let steps = 0;
  let order: Uint32Array | undefined;

  /** Tensors of all parts from one array in the order of `parametersOf`. */
  const upload = (flat: Float32Array): TfTensor[] => {
    let at = 0;
    return parts.map(({ shape }) => {
      const from = at;
      at += product(shape);
      return tensor(tf, flat.subarray(from, at), shape);
    });
  };
  const download = async (tensors: readonly TfTensor[]): Promise<Float32Array> => {
    const flat = new Float32Array(network.parameters);
    let at = 0;
    for (const values of await Promise.all(tensors.map((t) => t.data()))) {
      flat.set(values, at);
      at += values.length;
    }
    return flat;
  };
  const free = (tensors: readonly TfTensor[]): void => {
    for (const t of tensors) t.dispose();
  };
  const freeMoments = (): void => free(now.flatMap((m) => [m.theta, m.first, m.second]));
  const put = (state: Pick<TrainerState, "parameters" | "first" | "second">): void => {
    freeMoments();
    const [theta, first, second] = [state.parameters, state.first, state.second].map(upload);
    now = parts.map((_, i) => ({ theta: theta[i], first: first[i], second: second[i] }));
  };
  const byLayer = (tensors: readonly TfTensor[]): TfTensor[][] => layers.map((_, k) => tensors.filter((_, i) => parts[i].layer === k));

  /** The noise and the masks of a batch of `count` rows; in evaluation there are no masks. */
  const draw = (training: boolean, step: number, count: number): Drawn[] =>
    layers.map(({ noise, dropout, outputs: units }, k) => {
      const width = (batchSize + 15) & ~15;
      const block = (step * units * width) / 4;
      const stream = (purpose: "noise" | "evaluation" | "dropout") => streamOf(purpose, repetition, k);
      /** Numbers that were drawn unit by unit, as rows. */
      const numbers = (fill: (values: Float32Array) => void, factor: number): TfTensor => {
        const values = new Float32Array(units * width);
        fill(values);
        const rows = new Float32Array(count * units);
        for (let j = 0; j < units; j++) for (let i = 0; i < count; i++) rows[i * units + j] = factor * values[j * width + i];
        return tf.tensor(rows, [count, units], "float32");
      };
      const acts = noise && (noise.when === "both" || (noise.when === "training") === training);
      const normals = (values: Float32Array) => streamNoise(seed, stream(training ? "noise" : "evaluation"), block, values);
      const mask = (values: Float32Array) => streamMask(seed, stream("dropout"), block, dropout!, values);
      return {
        ...(acts && { noise: numbers(normals, Math.fround(noise.sd)) }),
        ...(training && dropout && { mask: numbers(mask, 1) }),
      };
    });

  const step = (batch: number, rate: number): void => {
    const from = batch * batchSize;
    const count = Math.min(batchSize, rows - from);
    const row = (i: number) => (order ? order[from + i] : from + i);
    const done = tf.tidy(() => {
      const x = inputsOf(tf, data, count, row);
      const y = targetsOf(tf, data, network.outputs, loss === "crossEntropy", count, row);
      const drawn = draw(true, steps, count);
      const lossOf = (...theta: TfTensor[]) => {
        const z = tfjsForward(tf, layers, x, { own: byLayer(theta), fixed, drawn, sums: loss !== "mse" });
        return tfjsLoss(tf, loss, reduction, z, y);
      };
      const g = tf.grads(lossOf)(now.map((m) => m.theta));
      if (optimizer.kind === "adam") powers = [powers[0] * optimizer.beta1, powers[1] * optimizer.beta2];
      const next = now.map((moments, i) =>
        tfjsUpdate(
          tf,
          moments,
          g[i],
          { optimizer, regularizer, rate, powers },
          { ...parts[i], last: parts[i].layer === layers.length - 1 },
        ),
      );
      return { g: wanted ? g : [], next };
    });
    const kept = new Set(done.next.flatMap((m) => [m.theta, m.first, m.second]));
    free([...gradients, ...now.flatMap((m) => [m.theta, m.first, m.second]).filter((t) => !kept.has(t))]);
    now = done.next;
    gradients = done.g;
    steps++;
  };

  put({ parameters: parametersOf(network), first: zeros, second: zeros });
  return {
    batches: Math.ceil(rows / batchSize),
    batchesPerCall: 1,
    shuffle: (shuffleSeed, stream) => {
      order = random(shuffleSeed, stream).permutation(rows);
    },
    train: (first, count, rate) => {
      for (let b = first; b < first + count; b++) step(b, rate);
    },
    parameters: () => download(now.map((m) => m.theta)),
    gradient: () => download(gradients),
    state: async () => ({
      parameters: await download(now.map((m) => m.theta)),
      first: await download(now.map((m) => m.first)),
      second: await download(now.map((m) => m.second)),
      ...{ powers, steps },
    }),
    restore: (state) => {
      put(state);
      powers = state.powers;
      steps = state.steps;
    },
    metrics: async (on, epoch, stop): Promise<Metrics | undefined> => {
      const of = on === "train" ? data : test!;
      const index = on === "train" ? 0 : 1;
      const counter = metricsCounter(network, of, loss);
      for (let from = 0, block = 0; from < of.inputs.rows; from += batchSize, block++) {
        if (block > 0) await new Promise(setImmediate);
        if (stop?.()) return undefined;
        const count = Math.min(batchSize, of.inputs.rows - from);
        const out = tf.tidy(() => {
          const drawn = draw(false, (2 * epoch + index) * 1048576 + block, count);
          const own = byLayer(now.map((m) => m.theta));
          return tfjsForward(
            tf,
            layers,
            inputsOf(tf, of, count, (i) => from + i),
            { own, fixed, drawn, sums: false },
          );
        });
        const values = (await out.data()) as Float32Array;
        out.dispose();
        counter.add(values, 1, network.outputs, from, count);
      }
      return counter.result();
    },
    dispose: () => {
      freeMoments();
      free([...gradients, ...fixed.flat()]);
    },
  };
}

function partsOf(layer: Layer, index: number): Part[] {
  switch (layer.kind) {
    case "usv":
      return [{ shape: [layer.s.length], layer: index, weights: false }];
    case "dense":
    case "conv2d": {
      const weights = { shape: [layer.weights.rows, layer.weights.cols], layer: index, weights: true };
      return layer.bias.length > 0 ? [weights, { shape: [layer.bias.length], layer: index, weights: false }] : [weights];
    }
    case "maxPool":
    case "averagePool":
    case "flatten":
      return [];
  }
}

/** A copy of float32 values on the backend; those of the caller may change or lie in shared memory. */
function tensor(tf: TensorFlow, values: ArrayLike<number>, shape: readonly number[]): TfTensor {
  return tf.tensor(Float32Array.from(values), [...shape], "float32");
}

function inputsOf(tf: TensorFlow, { inputs }: TrainingRows, count: number, row: (i: number) => number): TfTensor {
  return tf.tensor(gathered(inputs, count, row), [count, inputs.cols], "float32");
}

function targetsOf(
  tf: TensorFlow,
  { labels, targets }: TrainingRows,
  units: number,
  oneHot: boolean,
  count: number,
  row: (i: number) => number,
): TfTensor {
  if (!oneHot) return tf.tensor(gathered(targets!, count, row), [count, units], "float32");
  const values = new Float32Array(count * units);
  for (let i = 0; i < count; i++) values[i * units + labels![row(i)]] = 1;
  return tf.tensor(values, [count, units], "float32");
}

/** Rows of a table without the zeros that pad them. */
function gathered({ cols, data }: TrainingRows["inputs"], count: number, row: (i: number) => number): Float32Array {
  const padded = (cols + 3) & ~3;
  const out = new Float32Array(count * cols);
  for (let i = 0; i < count; i++) {
    const from = row(i) * padded;
    for (let j = 0; j < cols; j++) out[i * cols + j] = data[from + j];
  }
  return out;
}

function product(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}
