import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  activationsOf,
  adam,
  layerWeights,
  linearStudent,
  matrix,
  mlp,
  type Network,
  type Optimizer,
  openRun,
  type Run,
  saveRun,
  sgd,
  train,
  type UsvLayer,
  usvRecognition,
} from "infoplane";
import { random } from "src/core/random.js";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import { parametersOf } from "src/networks/withParameters.js";
import { singularValues } from "src/numeric/singularValues.js";
import { table } from "src/numeric/trainingChain.js";
import { describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const ROWS = 203;
const net = mlp([9, 14, 6, 3], { hidden: ["tanh", "relu"], usv: true, bias: false, seed: 2 });
const numbers = random(5);
const x = matrix(
  Float64Array.from({ length: ROWS * 9 }, () => numbers.normal()),
  ROWS,
  9,
);
const labels = Uint8Array.from({ length: ROWS }, (_, i) => i % 3);
const data = { inputs: table(ROWS, 9, x.data), labels };
const trainer = () => fusedTrainer({ network: net, data, loss: "crossEntropy", optimizer: sgd({ learningRate: 0.1 }), batchSize: 50 });

test("layerWeights is the product of the factors, or the weights", () => {
  const w = layerWeights(net.layers[0]);
  expect([w.rows, w.cols]).toEqual([9, 14]);
  product(net.layers[0] as UsvLayer)
    .flat()
    .forEach((v, i) => {
      expect(w.data[i]).toBeCloseTo(v, 12);
    });
  expect(layerWeights(net.layers[2]).cols).toBe(3);
});

/** U diag(s) V as nested rows. */
function product({ u, s, v }: UsvLayer, scale = s): number[][] {
  return Array.from({ length: u.rows }, (_, i) =>
    Array.from({ length: v.cols }, (_, j) =>
      Array.from(scale).reduce((sum, sk, k) => sum + u.data[i * u.cols + k] * sk * v.data[k * v.cols + j], 0),
    ),
  );
}

test("only the singular values are trained: 9 + 6 of them, and the free layer", () => {
  expect(net.parameters).toBe(9 + 6 + 18);
  expect(net.layers.map((l) => l.kind)).toEqual(["usv", "usv", "dense"]);
});

test("U and V are orthonormal, s are the singular values of U diag(s) V and those of a Gaussian matrix", () => {
  const big = mlp([60, 120, 2], { usv: true, init: { normal: 2 }, seed: 1 }).layers[0] as UsvLayer;
  for (let a = 0; a < 60; a++)
    for (let b = 0; b <= a; b++) {
      let uu = 0;
      let vv = 0;
      for (let i = 0; i < 60; i++) uu += big.u.data[i * 60 + a] * big.u.data[i * 60 + b];
      for (let j = 0; j < 120; j++) vv += big.v.data[a * 120 + j] * big.v.data[b * 120 + j];
      expect(uu).toBeCloseTo(a === b ? 1 : 0, 5);
      expect(vv).toBeCloseTo(a === b ? 1 : 0, 5);
    }
  const found = singularValues(matrix(product(big)));
  const sorted = [...big.s].sort((p, q) => p - q);
  sorted.forEach((s, k) => {
    expect(found[k]).toBeCloseTo(s, 4);
  });
  // the mean of s² over the 60 is c² · 120 / 60 · ... = trace(W Wᵀ)/60 = c² · 60 · 120 / 60 / 60 = 8, with sd 8 √(2 / 7200)
  const mean = sorted.reduce((sum, s) => sum + s * s, 0) / 60;
  expect(Math.abs(mean - 8)).toBeLessThan(4 * 8 * Math.sqrt(2 / 7200));
});

test("the gradient of s equals central differences in float64", () => {
  const { chain } = trainer();
  chain.computeGradient(0, 50);
  const theta = Float64Array.from(parametersOf(net));
  const loss = (flat: Float64Array): number => {
    const [first, second, last] = net.layers as [UsvLayer, UsvLayer, (typeof net.layers)[2]];
    const w = [product(first, flat.subarray(0, 9) as never), product(second, flat.subarray(9, 15) as never)];
    const free = flat.subarray(15);
    let sum = 0;
    for (let i = 0; i < 50; i++) {
      const times = (t: number[], m: number[][]) => m[0].map((_, j) => t.reduce((acc, v, k) => acc + v * m[k][j], 0));
      const a = times([...x.data.subarray(9 * i, 9 * i + 9)], w[0]).map(Math.tanh);
      const b = times(a, w[1]).map((v) => Math.max(v, 0));
      const z = Array.from({ length: 3 }, (_, j) => b.reduce((acc, v, k) => acc + v * free[k * 3 + j], 0));
      sum += Math.log(z.reduce((acc, v) => acc + Math.exp(v), 0)) - z[labels[i]];
    }
    expect(last.kind).toBe("dense");
    return sum / 50;
  };
  const numeric = theta.map((v, i) => (loss(theta.with(i, v + 1e-6)) - loss(theta.with(i, v - 1e-6))) / 2e-6);
  const most = Math.max(...numeric.map(Math.abs));
  numeric.forEach((g, i) => {
    expect(Math.abs(g - chain.gradient[i]) / most).toBeLessThan(1e-5);
  });
});

peerTest(missingPython("torch"), "20 steps equal PyTorch's on the same U and V to 1e-4", () => {
  const theirs = runPython(
    `
import json, sys, torch
q = json.load(sys.stdin)
t = lambda v: torch.tensor(v, dtype=torch.float32)
X, Y = t(q["x"]).reshape(-1, 9), torch.tensor(q["y"])
(u1, s1, v1), (u2, s2, v2) = [[t(u).reshape(*us), t(s).requires_grad_(), t(v).reshape(*vs)] for u, us, s, v, vs in q["usv"]]
w = t(q["w"]).reshape(6, 3).requires_grad_()
o = torch.optim.SGD([s1, s2, w], lr=0.1)
for epoch in range(4):
    for k in range(0, len(Y), 50):
        o.zero_grad()
        a = torch.tanh(X[k:k+50] @ (u1 * s1) @ v1)
        z = torch.relu(a @ (u2 * s2) @ v2) @ w
        torch.nn.functional.cross_entropy(z, Y[k:k+50]).backward()
        o.step()
json.dump([float(v) for p in (s1, s2, w) for v in p.detach().reshape(-1)], sys.stdout)`,
    {
      ...{ x: [...x.data], y: [...labels] },
      usv: net.layers.slice(0, 2).map((l) => {
        const { u, s, v } = l as UsvLayer;
        return [[...u.data], [u.rows, u.cols], [...s], [...v.data], [v.rows, v.cols]];
      }),
      w: [...parametersOf(net).subarray(15)],
    },
  ) as number[];
  const { chain } = trainer();
  expect(chain.batches).toBe(5);
  for (let epoch = 0; epoch < 4; epoch++) chain.train(0, 5, 0.1);
  expect(Math.max(...theirs.map((v, i) => Math.abs(v - parametersOf(net)[i])))).toBeGreaterThan(1e-2);
  theirs.forEach((v, i) => {
    expect(Math.abs(chain.parameters[i] - v)).toBeLessThan(1e-4);
  });
});

describe("linear USV layers one after the other", () => {
  const sizes = [9, 14, 5, 11, 3];
  type Fields = Parameters<typeof mlp>[1];
  const linear = (fields: Fields = {}) => mlp(sizes, { hidden: "linear", usv: true, bias: false, seed: 2, ...fields });
  /** The same function, but the engine sees an activation between the layers, and multiplies by every factor. */
  const apart = (fields: Fields = {}) => linear({ hidden: "leakyRelu", slope: 1, ...fields });
  const inputs = table(ROWS, 9, x.data);
  const trained = (network: Network, optimizer: Optimizer) => {
    const rows = { inputs, labels };
    const t = fusedTrainer({ network, data: rows, test: rows, loss: "crossEntropy", optimizer, batchSize: 50, seed: 3 });
    for (let epoch = 0; epoch < 4; epoch++) {
      t.shuffle(3, epoch);
      t.chain.train(0, 5, optimizer.learningRate as number);
    }
    const { parameters, first, second, gradient } = t.chain;
    return { parameters, first, second, gradient, metrics: [t.metrics("train", 4)!, t.metrics("test", 4)!] };
  };
  const far = (a: Float32Array, b: Float32Array) => Math.max(...a.map((v, i) => Math.abs(v - b[i])));

  test.each([
    ["SGD", sgd({ learningRate: 0.05 })],
    ["momentum", sgd({ learningRate: 0.01, momentum: 0.9 })],
    ["Adam", adam({ learningRate: 0.01 })],
  ])("%s: 20 steps are those without joined factors to float32 rounding", (_, optimizer) => {
    const [one, other] = [trained(linear(), optimizer), trained(apart(), optimizer)];
    expect(far(one.parameters, parametersOf(linear()))).toBeGreaterThan(1e-2);
    for (const key of ["parameters", "first", "second", "gradient"] as const) expect(far(one[key], other[key])).toBeLessThan(1e-5);
    one.metrics.forEach(({ loss, accuracy }, i) => {
      expect(loss).toBeCloseTo(other.metrics[i].loss, 6);
      expect(accuracy).toBe(other.metrics[i].accuracy);
    });
    expect(one.parameters).not.toEqual(other.parameters); // else nothing was joined
  });

  test.each<[string, Fields]>([
    ["noise inside, in training", { noise: { sd: 0.1, where: "inside" } }],
    ["noise after, in evaluation", { noise: { sd: 0.1, when: "evaluation" } }],
    ["dropout", { dropout: 0.2 }],
  ])("%s: the factors stay apart, to the bit", (_, fields) => {
    const [one, other] = [linear(fields), apart(fields)].map((n) => trained(n, adam({ learningRate: 0.01 })));
    expect(one).toEqual(other);
  });

  test("threads, a folder, resuming and recordLayers change nothing; snapshots hold every U, S and V", async () => {
    const folder = mkdtempSync(join(tmpdir(), "infoplane-usv-"));
    const options = {
      ...{ data: { inputs: x, labels }, test: { inputs: x, labels }, optimizer: adam({ learningRate: 0.01 }), batchSize: 50 },
      ...{ epochs: 8, recordAt: [0, 3, 8], gradientsAt: [2, 5], repetitions: 2, seed: 4, progress: () => {} },
    };
    const run = await train({ ...options, network: linear(), threads: 1 });
    const numbersOf = (r: Run) => r.repetitions.map(({ state, history, gradients }) => ({ state, history, gradients }));
    const two = await train({ ...options, network: linear(), threads: 2, recordLayers: [2], folder });
    expect(numbersOf(two)).toEqual(numbersOf(run));
    const half = await train({ ...options, network: linear(), epochs: 3, recordAt: [0, 3], gradientsAt: [2] });
    const rest = await train({ ...options, network: linear(), resume: half });
    expect(numbersOf(rest)).toEqual(numbersOf(run));
    run.repetitions.forEach((r, i) => {
      for (const [k, snapshot] of r.snapshots.entries()) {
        const layers = snapshot.network.layers.slice(0, 3) as UsvLayer[];
        expect(layers.map(({ kind, u, v }) => [kind, u.rows, u.cols, v.cols])).toEqual([
          ...[["usv", 9, 9, 14], ["usv", 14, 5, 5], ["usv", 5, 5, 11]], // biome-ignore format: one line
        ]);
        if (i === 0)
          expect(layers.map(({ u, v }) => [u, v])).toEqual((linear().layers as UsvLayer[]).slice(0, 3).map(({ u, v }) => [u, v]));
        expect(snapshot.singularValues.slice(0, 3).map((s) => [...s])).toEqual(
          layers.map(({ s }) => Array.from(s, Math.abs).sort((p, q) => p - q)),
        );
        expect(snapshot.layers).toEqual(activationsOf(snapshot.network, x));
        expect(two.repetitions[i].snapshots[k].layers).toEqual([snapshot.layers[1]]);
      }
    });
    const separate = await train({ ...options, network: apart() });
    separate.gradients.forEach(({ layers }, k) => {
      layers.forEach(({ mean, sd }, l) => {
        expect(run.gradients[k].layers[l].mean).toBeCloseTo(mean, 5);
        expect(run.gradients[k].layers[l].sd).toBeCloseTo(sd, 5);
      });
    });
    const early = { ...options, epochs: 300, recordAt: [0], gradientsAt: [], repetitions: 1, earlyStop: { patience: 3, minDelta: 0.005 } };
    const [stopped, also] = [await train({ ...early, network: linear() }), await train({ ...early, network: apart() })];
    expect(stopped.stopped).toBe("early");
    expect(stopped.epochs).toBe(also.epochs);
    rmSync(folder, { recursive: true });
  });
});

test("activations are those of the product of the factors", () => {
  const [first] = activationsOf(net, x);
  const w = product(net.layers[0] as UsvLayer);
  for (let i = 0; i < 5; i++)
    for (let j = 0; j < 14; j++) {
      const z = w.reduce((sum, row, k) => sum + x.data[9 * i + k] * row[j], 0);
      expect(first.data[14 * i + j]).toBeCloseTo(Math.tanh(z), 12);
    }
});

test("a run trains, repeats, and comes back from a folder with its factors", async () => {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-usv-"));
  const options = { data: { inputs: x, labels }, optimizer: sgd({ learningRate: 0.1 }), batchSize: 50, progress: () => {} };
  const r = await train({ ...options, network: net, epochs: 60, recordAt: [0, 60], repetitions: 2 });
  expect(r.history[1].trainLoss).toBeLessThan(r.history[0].trainLoss);
  const [a, b] = r.repetitions.map((one) => (one.network.layers[0] as UsvLayer).u.data);
  expect(a).toEqual((net.layers[0] as UsvLayer).u.data);
  expect(b).not.toEqual(a);
  await saveRun(r, folder, { progress: () => {} });
  const back = await openRun(folder);
  expect(back.network.layers).toEqual(r.network.layers);
  expect(back.snapshots[1].layers).toEqual(r.snapshots[1].layers);
  rmSync(folder, { recursive: true });
  await expect(train({ ...options, network: net, epochs: 1, regularizer: { parseval: 1 } })).rejects.toThrow(
    /parseval and maxNorm are for dense layers and convolutions/,
  );
});

test("the networks of Gabrié et al. have their layers and no biases", () => {
  const recognition = usvRecognition({ sizes: [100, 200, 100, 50, 20, 2], seed: 1 });
  expect(recognition.layers.map((l) => l.activation)).toEqual(["linear", "relu", "linear", "relu", "softmax"]);
  expect(recognition.parameters).toBe(100 + 100 + 50 + 20 + 40);
  expect(usvRecognition({ sizes: [10, 8, 6, 2], turns: false, nonlinear: "hardtanh" }).layers.map((l) => l.activation)).toEqual([
    "hardtanh",
    "hardtanh",
    "softmax",
  ]);
  const student = linearStudent({ n: 30 });
  expect(student.layers.map((l) => [l.kind, l.inputs, l.outputs, l.activation])).toEqual([
    ["usv", 30, 30, "linear"],
    ["usv", 30, 30, "linear"],
    ["usv", 30, 30, "linear"],
    ["dense", 30, 4, "linear"],
  ]);
  expect(student.parameters).toBe(3 * 30 + 120);
  expect(() => mlp([4, 3, 2], { usv: true, init: "glorot" })).toThrow(/init of usv layers must be \{ normal: c \}/);
  expect(() => mlp([4, 3, 2], { hidden: ["tanh", "tanh"] })).toThrow(/list one per layer but the last \(1\)/);
});
