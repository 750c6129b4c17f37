import { type Activation, type Adam, adam, type Sgd, sgd, szt } from "infoplane";
import { noise } from "src/core/noise.js";
import { philox } from "src/core/random.js";
import type { TrainerSpec } from "src/engines/engine.js";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import { type LayerNoise, type Network, network } from "src/networks/network.js";
import { streamOf } from "src/networks/streamOf.js";
import { table } from "src/numeric/trainingChain.js";
import { describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { denseLayers, formulaNetwork } from "./formulaNetwork.js";

const BATCH = 205;
const SEED = 11;
const SIZES = [12, 10, 7, 5, 2];
const data = szt();
const labels = data.labels!;
const inputs = table(4096, 12, data.inputs.data);
const targets = table(
  4096,
  2,
  Array.from({ length: 8192 }, (_, i) => 0.5 + 0.45 * Math.sin(i)),
);

/** A formula network with noise and dropout in its hidden layers. */
function noisy(output: Activation, layerNoise?: LayerNoise, dropout?: number): Network {
  const plain = formulaNetwork(SIZES, "tanh", output);
  const layers = plain.layers.map((l, i) =>
    i === plain.layers.length - 1 ? l : { ...l, ...(layerNoise && { noise: layerNoise }), ...(dropout && { dropout }) },
  );
  return network({ name: "noisy", layers });
}

const PADDED = 208; // the batch rounded up to 16
/** Numbers of step `step` for `units` units, one row per sample of the batch, as core draws them. */
function fed(purpose: "noise" | "dropout", layer: number, units: number, step: number, rows: number): number[] {
  const stream = streamOf(purpose, 0, layer);
  const first = (step * units * PADDED) / 4;
  const values = new Float32Array(units * PADDED);
  if (purpose === "noise") noise(SEED, stream, first, values);
  else {
    const words = new Uint32Array(4);
    for (let i = 0; i < values.length; i += 4) {
      philox(SEED, stream, first + i / 4, words);
      for (let k = 0; k < 4; k++) values[i + k] = words[k] < Math.round(0.2 * 4294967296) ? 0 : 1 / (1 - 0.2);
    }
  }
  return Array.from({ length: rows * units }, (_, at) => values[(at % units) * PADDED + Math.floor(at / units)]);
}

const TORCH = `
import json, sys, torch
q = json.load(sys.stdin)
torch.set_num_threads(1)
t32 = lambda v: torch.tensor(v, dtype=torch.float32)
X = t32(q["x"]).reshape(q["rows"], 12)
Y = torch.tensor(q["y"]) if q["loss"] == "crossEntropy" else t32(q["y"]).reshape(q["rows"], -1)
P = []
for n, m, w, b in q["layers"]:
    P += [t32(w).reshape(n, m).requires_grad_(), t32(b).requires_grad_()]
F = torch.nn.functional
losses = {"crossEntropy": F.cross_entropy, "mse": F.mse_loss, "bce": F.binary_cross_entropy}
o = q["optimizer"]
wd = q["regularizer"].get("weightDecay", 0)
opt = torch.optim.Adam(P, lr=o["learningRate"], weight_decay=wd) if o["kind"] == "adam" else torch.optim.SGD(P, lr=o["learningRate"], momentum=o["momentum"], weight_decay=wd)
for k in range(q["steps"]):
    rows = slice(k * q["batch"], min((k + 1) * q["batch"], q["rows"]))
    t = X[rows]
    for l in range(len(P) // 2):
        t = t @ P[2 * l] + P[2 * l + 1]
        last = l == len(P) // 2 - 1
        z = t32(q["noise"][k][l]).reshape(t.shape) * q["sd"] if q["noise"] and not last else None
        if z is not None and q["where"] == "inside": t = t + z
        if not last: t = torch.tanh(t)
        elif q["loss"] == "bce": t = torch.sigmoid(t)
        if z is not None and q["where"] == "after": t = t + z
        if q["masks"] and not last: t = t * t32(q["masks"][k][l]).reshape(t.shape)
    opt.zero_grad()
    losses[q["loss"]](t, Y[rows], reduction=q["reduction"]).backward()
    opt.step()
    with torch.no_grad():
        a = q["regularizer"].get("parseval", 0)
        c = q["regularizer"].get("maxNorm", 0)
        for l in range(len(P) // 2):
            W = P[2 * l]
            if a and l < len(P) // 2 - 1:
                A = W.T.clone()
                W.copy_((A - a * (A @ A.T @ A - A)).T)
            if c: W.copy_(W * torch.clamp(c / W.norm(dim=0), max=1))
json.dump([float(v) for p in P for v in p.detach().reshape(-1)], sys.stdout)
`;

interface Case extends Partial<Pick<TrainerSpec, "loss" | "reduction" | "regularizer">> {
  title: string;
  optimizer?: Sgd | Adam;
  noise?: LayerNoise;
  dropout?: number;
}

const cases: Case[] = [
  { title: "noise inside the activation", noise: { sd: 0.1, where: "inside", when: "training" } },
  { title: "noise after the activation", noise: { sd: 0.1, where: "after", when: "both" } },
  { title: "noise that acts only in evaluation", noise: { sd: 0.1, where: "after", when: "evaluation" } },
  { title: "dropout", dropout: 0.2 },
  {
    title: "noise and dropout, Adam",
    noise: { sd: 0.1, where: "after", when: "training" },
    dropout: 0.2,
    optimizer: adam({ learningRate: 1e-2 }),
  },
  { title: "weight decay, SGD with momentum", regularizer: { weightDecay: 0.05 }, optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) },
  { title: "weight decay, Adam", regularizer: { weightDecay: 0.05 }, optimizer: adam({ learningRate: 1e-2 }) },
  { title: "the Parseval step", regularizer: { parseval: 0.05 } },
  { title: "max-norm", regularizer: { maxNorm: 0.8 } },
  { title: "mean squared error", loss: "mse" },
  { title: "mean squared error, summed", loss: "mse", reduction: "sum", optimizer: sgd({ learningRate: 1e-3 }) },
  { title: "binary cross-entropy", loss: "bce" },
  { title: "cross-entropy, summed", reduction: "sum", optimizer: sgd({ learningRate: 1e-3 }) },
];

describe("20 steps equal PyTorch's to 1e-4, noise and masks fed from core", () => {
  for (const {
    title,
    loss = "crossEntropy",
    reduction = "mean",
    regularizer = {},
    optimizer = sgd({ learningRate: 0.1 }),
    ...rest
  } of cases)
    peerTest(missingPython("torch"), title, () => {
      const output = ({ crossEntropy: "softmax", mse: "linear", bce: "sigmoid" } as const)[loss];
      const net = noisy(output, rest.noise, rest.dropout);
      const { chain } = fusedTrainer({
        ...{ network: net, loss, reduction, regularizer, optimizer, batchSize: BATCH, seed: SEED },
        data: loss === "crossEntropy" ? { inputs, labels } : { inputs, targets },
      });
      chain.train(0, 20, optimizer.learningRate as number);
      const all = (purpose: "noise" | "dropout") =>
        Array.from({ length: 20 }, (_, step) =>
          SIZES.slice(1, -1).map((units, layer) => fed(purpose, layer, units, step, Math.min(BATCH, 4096 - step * BATCH))),
        );
      const active = rest.noise && rest.noise.when !== "evaluation";
      const theirs = runPython(TORCH, {
        ...{ rows: 4096, batch: BATCH, steps: 20, loss, reduction, regularizer, optimizer, x: [...data.inputs.data] },
        y: loss === "crossEntropy" ? [...labels] : Array.from({ length: 8192 }, (_, i) => targets.data[Math.floor(i / 2) * 4 + (i % 2)]),
        layers: denseLayers(net).map((l) => [l.inputs, l.outputs, [...l.weights.data], [...l.bias]]),
        ...{ noise: active ? all("noise") : null, sd: rest.noise?.sd ?? 0, where: rest.noise?.where ?? "" },
        masks: rest.dropout ? all("dropout") : null,
      }) as number[];
      const moved = Math.max(
        ...[...chain.parameters].map((v, i) => Math.abs(v - [...denseLayers(net).flatMap((l) => [...l.weights.data, ...l.bias])][i])),
      );
      expect(moved).toBeGreaterThan(1e-2);
      theirs.forEach((w, i) => {
        expect(Math.abs(chain.parameters[i] - w), `parameter ${i}`).toBeLessThan(1e-4);
      });
    });
});

test("a Parseval step leaves an orthonormal matrix as it is, max-norm a small one", () => {
  const net = formulaNetwork([12, 10, 2], "tanh", "softmax", 1e-3);
  const spec = {
    network: net,
    loss: "crossEntropy" as const,
    optimizer: sgd({ learningRate: 1e-12 }),
    batchSize: 4096,
    data: { inputs, labels },
  };
  const small = fusedTrainer({ ...spec, regularizer: { maxNorm: 5 } }).chain;
  small.train(0, 1, 1e-12);
  expect([...small.parameters]).toEqual(denseLayers(net).flatMap((l) => [...l.weights.data, ...l.bias]));
  const identity = Float32Array.from({ length: 120 }, (_, i) => (i % 10 === Math.floor(i / 10) ? 1 : 0));
  const [first, last] = denseLayers(net);
  const eye = network({ name: "eye", layers: [{ ...first, weights: { rows: 12, cols: 10, data: identity } }, last] });
  const kept = fusedTrainer({ ...spec, network: eye, regularizer: { parseval: 0.5 } }).chain;
  kept.train(0, 1, 1e-12);
  expect([...kept.parameters.slice(0, 120)].map((v) => Math.round(v * 1e6) / 1e6 + 0)).toEqual([...identity]);
});

test("noise in evaluation changes the loss from epoch to epoch; noise in training does not touch it", () => {
  const of = (when: LayerNoise["when"]) => {
    const { metrics } = fusedTrainer({
      ...{
        network: noisy("softmax", { sd: 0.5, where: "after", when }),
        loss: "crossEntropy",
        optimizer: sgd({ learningRate: 1 }),
        batchSize: 256,
      },
      data: { inputs, labels },
    });
    return [metrics("train", 1)!.loss, metrics("train", 1)!.loss, metrics("train", 2)!.loss];
  };
  const [a, b, c] = of("evaluation");
  expect(b).toBe(a);
  expect(c).not.toBe(a);
  const [d, e, f] = of("training");
  expect([e, f]).toEqual([d, d]);
  expect(Math.abs(a - d)).toBeGreaterThan(1e-3);
});
