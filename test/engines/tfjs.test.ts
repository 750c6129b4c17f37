import {
  type Activation,
  adam,
  averagePool,
  conv2d,
  dense,
  exponentialDecay,
  flatten,
  maxPool,
  mlp,
  type Network,
  sequential,
  sgd,
  split,
  szt,
  train,
} from "infoplane";
import { noise as coreNoise } from "src/core/noise.js";
import { philox } from "src/core/random.js";
import type { TrainerSpec } from "src/engines/engine.js";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import { onnxEngine } from "src/engines/onnx/onnxEngine.js";
import { onnxRuntime } from "src/engines/onnx/onnxRuntime.js";
import { tfjsTrainer } from "src/engines/tfjs/tfjsTrainer.js";
import { streamOf } from "src/networks/streamOf.js";
import { parametersOf } from "src/networks/withParameters.js";
import { table } from "src/numeric/trainingChain.js";
import { beforeAll, describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { missingTfjs, tf } from "../tfjs.js";
import { formulaNetwork } from "./formulaNetwork.js";

beforeAll(() => tf?.ready());

const missingOnnx = (() => {
  try {
    onnxRuntime("test");
    return undefined;
  } catch {
    return "onnxruntime-node is not installed";
  }
})();

const SIZES = [12, 10, 7, 5, 4, 3, 2];
const BATCH = 205;
const data = szt();
const inputs = table(4096, 12, data.inputs.data);
const labels = data.labels!;
const targets = table(
  4096,
  2,
  Array.from({ length: 8192 }, (_, i) => 0.5 + 0.45 * Math.sin(i)),
);
const most = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0);
};

/** The formula network with more said of its hidden layers. */
function hidden(net: Network, more: object): Network {
  return { ...net, layers: net.layers.map((l, i) => (i < net.layers.length - 1 ? { ...l, ...more } : l)) };
}

type Case = Partial<TrainerSpec> & { title: string };
const noise = (where: "inside" | "after", when: "training" | "evaluation" | "both") => ({ noise: { sd: 0.1, where, when } });
const formula = (activation: Activation = "tanh", output: Activation = "softmax") => formulaNetwork(SIZES, activation, output);
const cases: Case[] = [
  { title: "Adam", optimizer: adam({ learningRate: 1e-2 }) },
  { title: "SGD with momentum", optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) },
  ...(["linear", "sigmoid", "relu", "leakyRelu", "hardtanh", "softplus", "softsign"] as const).map((a) => ({
    ...{ title: a, network: formula(a) },
  })),
  { title: "noise inside the activation", network: hidden(formula(), noise("inside", "training")) },
  { title: "noise that acts only in evaluation", network: hidden(formula(), noise("after", "evaluation")) },
  {
    title: "noise, dropout, Adam",
    network: hidden(formula(), { ...noise("after", "both"), dropout: 0.2 }),
    optimizer: adam({ learningRate: 1e-2 }),
  },
  { title: "levels, where the gradient passes straight through", network: hidden(formula(), { levels: 9 }) },
  { title: "the sign", network: hidden(formula("hardtanh"), { levels: 2 }) },
  { title: "mean squared error, linear", network: formula("tanh", "linear"), loss: "mse" },
  {
    ...{ title: "mean squared error, tanh, summed", network: formula("tanh", "tanh"), loss: "mse", reduction: "sum" },
    optimizer: sgd({ learningRate: 1e-3 }),
  },
  { title: "binary cross-entropy", network: formula("tanh", "sigmoid"), loss: "bce" },
  { title: "cross-entropy, summed", reduction: "sum", optimizer: sgd({ learningRate: 1e-3 }) },
  { title: "weight decay, Adam", regularizer: { weightDecay: 0.05 }, optimizer: adam({ learningRate: 1e-2 }) },
  { title: "the Parseval step", regularizer: { parseval: 0.05 } },
  { title: "max-norm", regularizer: { maxNorm: 0.8 } },
  { title: "USV layers", network: mlp([12, 14, 6, 2], { hidden: ["tanh", "relu"], usv: true, bias: false, seed: 2 }) },
];

describe("20 steps equal the fused engine's to 1e-4, and the first gradient to 1e-5", () => {
  for (const { title, ...rest } of cases)
    peerTest(missingTfjs, title, async () => {
      const loss = rest.loss ?? "crossEntropy";
      const spec: TrainerSpec = {
        ...{ network: formula(), optimizer: sgd({ learningRate: 0.1 }), batchSize: BATCH, seed: 6, repetition: 1, loss },
        data: loss === "crossEntropy" ? { inputs, labels } : { inputs, targets },
        ...rest,
      };
      const tensors = tf.memory().numTensors;
      const ours = tfjsTrainer(spec, tf);
      const theirs = fusedTrainer(spec);
      expect(ours.batches).toBe(20);
      const rate = spec.optimizer.learningRate as number;
      for (const trainer of [ours, theirs]) {
        trainer.shuffle(3, streamOf("shuffle", 0, 1));
        await trainer.train(0, 1, rate);
      }
      const gradient = theirs.gradient() as Float32Array;
      const largest = gradient.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      expect(largest).toBeGreaterThan(1e-4);
      expect(most(await ours.gradient(), gradient) / largest).toBeLessThan(1e-5);
      for (const trainer of [ours, theirs]) await trainer.train(1, 19, rate);
      const mine = await ours.state();
      const fused = await theirs.state();
      expect(most(fused.parameters, parametersOf(spec.network))).toBeGreaterThan(5e-3);
      expect(most(mine.parameters, fused.parameters)).toBeLessThan(1e-4);
      expect(most(mine.first, fused.first)).toBeLessThan(1e-4);
      expect(most(mine.second, fused.second)).toBeLessThan(1e-4);
      expect([mine.powers, mine.steps]).toEqual([fused.powers, fused.steps]);
      const [a, b] = [await ours.metrics("train", 4), await theirs.metrics("train", 4)];
      expect(Math.abs(a!.loss - b!.loss)).toBeLessThan(1e-4);
      await ours.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    });
});

const TORCH = `
import json, sys, torch
q = json.load(sys.stdin)
torch.set_num_threads(1)
t32 = lambda v: torch.tensor(v, dtype=torch.float32)
X, Y = t32(q["x"]).reshape(-1, *q["shape"]), torch.tensor(q["y"])
F = torch.nn.functional
P = []
for k in q["weights"]:
    w = t32(k["w"]).reshape(k["rows"], k["cols"])
    w = w.T.reshape(k["cols"], *k["image"]) if k["image"] else w
    P.append((w.contiguous().requires_grad_(), t32(k["b"]).requires_grad_()))
o = torch.optim.Adam([p for pair in P for p in pair], lr=q["rate"])
grads = None
for s in range(q["steps"]):
    x = X[s * q["batch"] : (s + 1) * q["batch"]]
    t = torch.tanh(F.conv2d(F.pad(x, q["pad"]), *P[0], stride=(2, 1)))
    t = F.max_pool2d(t, (3, 2), stride=(2, 1))
    t = t + t32(q["noise"][s]).reshape(t.shape)
    t = t * t32(q["masks"][s]).reshape(t.shape)
    t = torch.relu(F.conv2d(t, *P[1]))
    t = F.avg_pool2d(t, 2, stride=1)
    z = t.flatten(1) @ P[2][0] + P[2][1]
    o.zero_grad()
    F.cross_entropy(z, Y[s * q["batch"] : (s + 1) * q["batch"]]).backward()
    flat = lambda of: [float(v) for w, b in P for p in ((of(w).reshape(w.shape[0], -1).T if w.dim() == 4 else of(w)), of(b)) for v in p.reshape(-1)]
    grads = grads or flat(lambda p: p.grad)
    o.step()
json.dump({"gradient": grads, "parameters": flat(lambda p: p.detach())}, sys.stdout)
`;

/** Every kind of image layer: unequal sides and steps, zeros around, windows that overlap. */
const cnn = sequential(
  [2, 9, 7],
  [
    conv2d({ channels: 3, kernel: [3, 2], stride: [2, 1], padding: "same", activation: "tanh" }),
    maxPool({ size: [3, 2], stride: [2, 1], noise: { sd: 0.1 }, dropout: 0.2 }),
    conv2d({ channels: 4, kernel: [1, 3], activation: "relu" }),
    averagePool({ size: 2, stride: 1 }),
    flatten(),
    dense({ units: 3, activation: "softmax" }),
  ],
  { seed: 5 },
);

peerTest(
  missingTfjs ?? missingPython("torch"),
  "a CNN: the gradient equals PyTorch's to 1e-5, the weights after 20 steps to 1e-4",
  async () => {
    const batchSize = 10;
    const images = Float64Array.from({ length: 200 * 126 }, (_, i) => Math.sin(i * i));
    const y = Uint8Array.from({ length: 200 }, (_, i) => i % 3);
    const units = cnn.layers[1].outputs;
    const steps = Array.from({ length: 20 }, (_, step) => step);
    /** Word s of unit j is number (step · units + j) · 16 + s of the stream: as rows, times a factor. */
    const rows = (all: Float32Array, factor: number) =>
      Array.from({ length: batchSize * units }, (_, at) => factor * all[(at % units) * 16 + Math.floor(at / units)]);
    const noiseOf = (step: number) => rows(coreNoise(6, streamOf("noise", 0, 1), step * units * 4, new Float32Array(16 * units)), 0.1);
    const maskOf = (step: number) => {
      const words = new Uint32Array(4);
      const kept = Float32Array.from({ length: 16 * units }, (_, i) => {
        if (i % 4 === 0) philox(6, streamOf("dropout", 0, 1), step * units * 4 + i / 4, words);
        return words[i % 4] < Math.round(0.2 * 4294967296) ? 0 : 1;
      });
      return rows(kept, 1 / 0.8);
    };
    const theirs = runPython(TORCH, {
      ...{ x: [...images], y: [...y], shape: [2, 9, 7], batch: batchSize, steps: 20, rate: 1e-2, pad: [0, 1, 1, 1] },
      weights: cnn.layers.flatMap((l) =>
        l.kind === "conv2d" || l.kind === "dense"
          ? [
              {
                w: [...l.weights.data],
                b: [...l.bias],
                ...{ rows: l.weights.rows, cols: l.weights.cols },
                image: l.kind === "conv2d" && [l.inputShape[0], ...l.kernel],
              },
            ]
          : [],
      ),
      noise: steps.map(noiseOf),
      masks: steps.map(maskOf),
    }) as { gradient: number[]; parameters: number[] };
    const trainer = tfjsTrainer(
      {
        ...{ network: cnn, loss: "crossEntropy", optimizer: adam({ learningRate: 1e-2 }), batchSize, seed: 6 },
        data: { inputs: table(200, 126, images), labels: y },
      },
      tf,
    );
    await trainer.train(0, 1, 1e-2);
    expect(most(await trainer.gradient(), theirs.gradient) / Math.max(...theirs.gradient.map(Math.abs))).toBeLessThan(1e-5);
    await trainer.train(1, 19, 1e-2);
    const trained = await trainer.parameters();
    expect(most(trained, parametersOf(cnn))).toBeGreaterThan(1e-2);
    expect(most(trained, theirs.parameters)).toBeLessThan(1e-4);
    await trainer.dispose();
  },
);

peerTest(missingTfjs ?? missingOnnx, "a CNN: 20 steps equal those of the fused and the onnx engine to 1e-4", async () => {
  const images = Float64Array.from({ length: 200 * 126 }, (_, i) => Math.sin(i * i));
  const spec: TrainerSpec = {
    ...{ network: cnn, loss: "crossEntropy", optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }), batchSize: 10, seed: 6, repetition: 2 },
    data: { inputs: table(200, 126, images), labels: Uint8Array.from({ length: 200 }, (_, i) => i % 3) },
  };
  const trainers = [tfjsTrainer(spec, tf), fusedTrainer(spec), await onnxEngine.trainer(spec, { threads: 1 })];
  const [ours, ...others] = await Promise.all(
    trainers.map(async (trainer) => {
      trainer.shuffle(3, streamOf("shuffle", 0, 1));
      await trainer.train(0, 20, 0.1);
      const parameters = Float32Array.from(await trainer.parameters());
      await trainer.dispose();
      return parameters;
    }),
  );
  expect(most(ours, parametersOf(cnn))).toBeGreaterThan(1e-2);
  for (const theirs of others) expect(most(ours, theirs)).toBeLessThan(1e-4);
});

const parts = split(data, { fraction: 0.25, seed: 1 });
const network = mlp([12, 7, 4, 2], { seed: 1, noise: { sd: 0.05, when: "both" }, dropout: 0.1 });
const options = {
  ...{ network, data: parts.train, test: parts.test, optimizer: adam({ learningRate: exponentialDecay({ start: 1e-2, factor: 0.9 }) }) },
  ...{ batchSize: 300, seed: 1, progress: () => {} },
};

peerTest(missingTfjs, "train({ engine: { tfjs: tf } }) gives the run of the fused engine, and leaves no tensor", async () => {
  const asked = { ...options, epochs: 5, recordAt: [0, 2, 5], gradientsAt: [3], repetitions: 2 };
  const tensors = tf.memory().numTensors;
  const ours = await train({ ...asked, engine: { tfjs: tf } });
  expect(tf.memory().numTensors).toBe(tensors);
  const theirs = await train(asked);
  expect([ours.engine, theirs.engine]).toEqual(["tfjs", "fused"]);
  expect(ours.message).toMatch(/trained by TensorFlow.js on its "cpu" backend, which is many times slower/);
  for (const [i, run] of ours.repetitions.entries()) {
    expect(run.history.map((h) => h.epoch)).toEqual([0, 2, 5]);
    for (const [k, h] of run.history.entries()) {
      const other = theirs.repetitions[i].history[k];
      expect(Math.abs(h.trainLoss - other.trainLoss)).toBeLessThan(1e-4);
      expect(Math.abs(h.testLoss! - other.testLoss!)).toBeLessThan(1e-4);
      expect(Math.abs(h.testAccuracy! - other.testAccuracy!)).toBeLessThan(2 / parts.test.inputs.rows);
    }
    run.gradients[0].layers.forEach((g, l) => {
      expect(g.snr).toBeCloseTo(theirs.repetitions[i].gradients[0].layers[l].snr, 3);
    });
    expect(most(run.snapshots[2].layers[1].data, theirs.repetitions[i].snapshots[2].layers[1].data)).toBeLessThan(1e-3);
  }
});

peerTest(missingTfjs, "the thread is free between batches, and an interrupted run goes on to the numbers of one piece", async () => {
  const asked = { ...options, epochs: 15, recordAt: [15], engine: { tfjs: tf } };
  const controller = new AbortController();
  let ticks = 0;
  const timer = setInterval(() => ++ticks === 5 && controller.abort(), 1);
  const part = await train({ ...asked, signal: controller.signal });
  clearInterval(timer);
  expect(part.stopped).toBe("interrupted");
  expect(part.epochs).toBeLessThan(15);
  const rest = await train({ ...asked, resume: part });
  expect(rest.state).toEqual((await train(asked)).state);
});

peerTest(missingTfjs, "a CNN trains, and its loss is that of its recorded activations", async () => {
  const images = { rows: 60, cols: 126, data: Float64Array.from({ length: 60 * 126 }, (_, i) => Math.sin(i * i)) };
  const y = Uint8Array.from({ length: 60 }, (_, i) => i % 3);
  const run = await train({
    ...{ network: cnn, data: { inputs: images, labels: y }, optimizer: adam({ learningRate: 1e-2 }), batchSize: 20, epochs: 8 },
    ...{ recordAt: [0, 8], engine: { tfjs: tf }, progress: () => {} },
  });
  expect(run.history[1].trainLoss).toBeLessThan(run.history[0].trainLoss);
  for (const [k, { layers }] of run.snapshots.entries()) {
    const out = layers.at(-1)!;
    const loss = y.reduce((sum, label, i) => sum - Math.log(out.data[3 * i + label]), 0) / 60;
    expect(Math.abs(run.history[k].trainLoss - loss)).toBeLessThan(1e-5);
  }
});

const installed = await import("@tensorflow/tfjs" as string).then(
  () => true,
  () => false,
);
test.skipIf(installed)("without TensorFlow.js, asked for by name, the message says how to install it", async () => {
  await expect(train({ ...options, epochs: 1, engine: "tfjs" })).rejects.toThrow(
    /train: needs TensorFlow.js.*npm i @tensorflow\/tfjs-node/,
  );
});

peerTest(missingTfjs, "a backend that cannot train convolutions is named", async () => {
  const inWasm = { ...tf, getBackend: () => "wasm" };
  const asked = {
    ...options,
    network: cnn,
    data: { inputs: { rows: 1, cols: 126, data: new Float64Array(126) }, labels: Uint8Array.of(1) },
    test: undefined,
  };
  await expect(train({ ...asked, epochs: 1, engine: { tfjs: inWasm } })).rejects.toThrow(
    /the "wasm" backend of TensorFlow.js has no gradient of convolutions/,
  );
});

test("what is passed as tf must be TensorFlow.js", async () => {
  await expect(train({ ...options, epochs: 1, engine: { tfjs: { sum: 1 } } })).rejects.toThrow(
    /train: tf must be TensorFlow.js.*got an object with keys sum/,
  );
});
