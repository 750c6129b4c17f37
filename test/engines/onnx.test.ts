import {
  type Activation,
  adam,
  averagePool,
  type Conv2dOptions,
  conv2d,
  dense,
  flatten,
  maxPool,
  mlp,
  type PoolOptions,
  sequential,
  sgd,
  szt,
} from "infoplane";
import type { TrainerSpec } from "src/engines/engine.js";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import { onnxEngine } from "src/engines/onnx/onnxEngine.js";
import { type LayerNoise, type Network, network } from "src/networks/network.js";
import { table } from "src/numeric/trainingChain.js";
import { describe, expect, test } from "vitest";
import { formulaNetwork } from "./formulaNetwork.js";

const data = szt();
const inputs = table(4096, 12, data.inputs.data);
const labels = data.labels!;
const targets = table(
  4096,
  2,
  Array.from({ length: 8192 }, (_, i) => 0.5 + 0.45 * Math.sin(i)),
);
const BATCH = 205; // 20 batches, the last smaller by 4

function noisy(output: Activation, fields: { hidden?: Activation; noise?: LayerNoise; dropout?: number; levels?: number } = {}): Network {
  const { hidden = "tanh", ...rest } = fields;
  const plain = formulaNetwork([12, 10, 7, 5, 2], hidden, output);
  return network({ name: "noisy", layers: plain.layers.map((l, i) => (i === 3 ? l : { ...l, ...rest })) });
}

/** Equal patches of the binary rows give equal values: the first of them has the gradient of a max-pool. */
function images(pool: Omit<PoolOptions, "size">, conv: Partial<Conv2dOptions> = {}, stride: 1 | 2 = 2): Network {
  return sequential(
    [1, 3, 4],
    [
      conv2d({ channels: 4, kernel: 2, padding: "same", activation: "tanh", ...conv }),
      maxPool({ size: [1, 2], stride: [1, stride], ...pool }),
      conv2d({ channels: 3, kernel: [2, 1], activation: "relu" }),
      averagePool({ size: [2, 1], noise: pool.noise }),
      flatten(),
      dense({ units: 2, activation: "softmax" }),
    ],
    { seed: 2 },
  );
}

interface Case extends Partial<TrainerSpec> {
  readonly title: string;
  readonly network: Network;
}

const noise: LayerNoise = { sd: 0.1, where: "after", when: "both" };
const inside: LayerNoise = { sd: 0.1, where: "inside", when: "training" };
const cases: Case[] = [
  ...(["linear", "tanh", "sigmoid", "relu", "leakyRelu", "hardtanh", "softplus", "softsign"] as const).map((hidden) => ({
    title: `${hidden}, SGD`,
    network: noisy("softmax", { hidden }),
  })),
  {
    title: "Adam, noise after the activation, dropout",
    network: noisy("softmax", { noise, dropout: 0.2 }),
    optimizer: adam({ learningRate: 1e-2 }),
  },
  {
    title: "momentum, noise inside the activation, weight decay, max-norm and Parseval",
    network: noisy("softmax", { noise: inside }),
    optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
    regularizer: { weightDecay: 0.05, maxNorm: 0.8, parseval: 0.05 },
  },
  { title: "Adam, weight decay", network: noisy("softmax"), optimizer: adam({ learningRate: 1e-2 }), regularizer: { weightDecay: 0.05 } },
  { title: "tanh on 9 levels", network: noisy("softmax", { levels: 9 }) },
  { title: "the sign", network: noisy("softmax", { hidden: "hardtanh", levels: 2 }) },
  { title: "mean squared error", network: noisy("tanh"), loss: "mse" },
  { title: "mean squared error, summed", network: noisy("linear"), loss: "mse", reduction: "sum", optimizer: sgd({ learningRate: 1e-3 }) },
  { title: "binary cross-entropy", network: noisy("sigmoid", { dropout: 0.2 }), loss: "bce" },
  {
    title: "binary cross-entropy, summed",
    network: noisy("sigmoid"),
    loss: "bce",
    reduction: "sum",
    optimizer: sgd({ learningRate: 1e-3 }),
  },
  { title: "cross-entropy, summed", network: noisy("softmax"), reduction: "sum", optimizer: sgd({ learningRate: 1e-3 }) },
  { title: "USV, linear layers between", network: mlp([12, 14, 9, 6, 2], { usv: true, hidden: ["linear", "tanh", "linear"], seed: 3 }) },
  {
    title: "convolutions and pools, noise and dropout, Adam",
    network: images({ noise: { sd: 0.1, when: "both" }, dropout: 0.2 }),
    optimizer: adam({ learningRate: 1e-2 }),
  },
  {
    title: "convolutions on levels, overlapping pools, max-norm and Parseval",
    network: images({}, { levels: 5, noise: { sd: 0.1, where: "inside" } }, 1),
    regularizer: { maxNorm: 0.8, parseval: 0.05 },
  },
  { title: "linear USV with noise between", network: mlp([12, 14, 9, 2], { usv: true, hidden: "linear", noise: inside, seed: 3 }) },
];

describe("20 steps equal those of fused to 1e-4, and so do loss and accuracy", () => {
  test.each(cases)("$title", async ({ title: _, loss = "crossEntropy", optimizer = sgd({ learningRate: 0.1 }), ...rest }) => {
    const rows = loss === "crossEntropy" ? { inputs, labels } : { inputs, targets };
    const spec: TrainerSpec = { loss, optimizer, batchSize: BATCH, seed: 11, data: rows, ...rest };
    const theirs = fusedTrainer(spec);
    const ours = await onnxEngine.trainer(spec, { threads: 1 });
    const start = Array.from(await ours.parameters());
    for (const trainer of [theirs, ours]) {
      trainer.shuffle(11, 99);
      await trainer.train(0, 20, optimizer.learningRate as number);
    }
    const want = theirs.state();
    const have = await ours.state();
    const far = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.max(...Array.from(a, (v, i) => Math.abs(v - b[i])));
    expect(far(have.parameters, start)).toBeGreaterThan(1e-2);
    expect(far(have.parameters, (await want).parameters)).toBeLessThan(1e-4);
    expect(far(have.first, (await want).first)).toBeLessThan(1e-4);
    expect(far(have.second, (await want).second)).toBeLessThan(1e-4);
    expect([have.powers, have.steps]).toEqual([(await want).powers, 20]);
    const metrics = await ours.metrics("train", 1);
    expect(metrics!.loss).toBeCloseTo(theirs.metrics("train", 1)!.loss, 4);
    expect(Math.abs((metrics!.accuracy ?? 0) - (theirs.metrics("train", 1)!.accuracy ?? 0))).toBeLessThanOrEqual(2 / 4096);
    await ours.dispose();
  });
});
