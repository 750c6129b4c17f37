import { activationsOf, adam, mlp, sgd, szt, train } from "infoplane";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import { network } from "src/networks/network.js";
import { table } from "src/numeric/trainingChain.js";
import { describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { denseLayers, formulaNetwork } from "./formulaNetwork.js";

const data = szt();
const SIZES = [12, 10, 7, 2];

test.each([
  ["tanh", 8, -1, 1],
  ["hardtanh", 2, -1, 1],
  ["softsign", 3, -1, 1],
  ["sigmoid", 5, 0, 1],
] as const)("%s on %i levels from %i to %i: the nearest level of the plain activation", (hidden, levels, low, high) => {
  const plain = mlp(SIZES, { hidden, seed: 1, init: { normal: 2 } });
  const rounded = mlp(SIZES, { hidden, levels, seed: 1, init: { normal: 2 } });
  const was = activationsOf(plain, data.inputs)[0].data;
  const is = activationsOf(rounded, data.inputs)[0].data;
  const step = (high - low) / (levels - 1);
  expect(new Set(is).size).toBe(levels);
  is.forEach((v, i) => {
    expect(Math.abs(v - was[i])).toBeLessThanOrEqual(step / 2 + 1e-12);
    expect(Math.abs((v - low) / step - Math.round((v - low) / step))).toBeLessThan(1e-12);
  });
});

const TORCH = `
import json, sys, torch
q = json.load(sys.stdin)
torch.set_num_threads(1)
t32 = lambda v: torch.tensor(v, dtype=torch.float32)
X, Y = t32(q["x"]).reshape(-1, 12), torch.tensor(q["y"])
P = []
for n, m, w, b in q["layers"]:
    P += [t32(w).reshape(n, m).requires_grad_(), t32(b).requires_grad_()]
f = {"tanh": torch.tanh, "hardtanh": torch.nn.functional.hardtanh}[q["hidden"]]
step = 2 / (q["levels"] - 1)
o = torch.optim.SGD(P, lr=0.1)
for k in range(q["steps"]):
    t = X[205 * k : 205 * k + 205]
    for l in range(0, len(P), 2):
        t = t @ P[l] + P[l + 1]
        if l < len(P) - 2:
            t = f(t)
            t = t + ((torch.floor((t + 1) / step + 0.5) * step - 1) - t).detach()
    o.zero_grad()
    torch.nn.functional.cross_entropy(t, Y[205 * k : 205 * k + 205]).backward()
    o.step()
json.dump([float(v) for p in P for v in p.detach().reshape(-1)], sys.stdout)
`;

describe("the gradient passes straight through the rounding, as in PyTorch", () => {
  for (const [hidden, levels] of [
    ["tanh", 9],
    ["hardtanh", 2],
  ] as const)
    peerTest(missingPython("torch"), `${hidden}, ${levels} levels: the same weights after 20 steps to 1e-4`, () => {
      const plain = formulaNetwork(SIZES, hidden, "softmax");
      const net = network({ name: "rounded", layers: plain.layers.map((l, i) => (i < 2 ? { ...l, levels } : l)) });
      const theirs = runPython(TORCH, {
        ...{ hidden, levels, steps: 20, x: [...data.inputs.data], y: [...data.labels!] },
        layers: denseLayers(net).map((l) => [l.inputs, l.outputs, [...l.weights.data], [...l.bias]]),
      }) as number[];
      const { chain } = fusedTrainer({
        ...{ network: net, loss: "crossEntropy", optimizer: sgd({ learningRate: 0.1 }), batchSize: 205 },
        data: { inputs: table(4096, 12, data.inputs.data), labels: data.labels },
      });
      chain.train(0, 20, 0.1);
      theirs.forEach((w, i) => {
        expect(Math.abs(chain.parameters[i] - w), `parameter ${i}`).toBeLessThan(1e-4);
      });
    });
});

test("a network of 4 levels learns, and its snapshots have 4 values", async () => {
  const net = mlp([12, 10, 7, 2], { levels: 4, seed: 1 });
  const options = {
    network: net,
    data,
    optimizer: adam({ learningRate: 3e-3 }),
    batchSize: 256,
    epochs: 150,
    recordAt: [150],
    progress: () => {},
  };
  const run = await train(options);
  expect(run.history[0].trainAccuracy).toBeGreaterThan(0.85);
  expect(new Set(run.snapshots[0].layers[1].data).size).toBeLessThanOrEqual(4);
});

test("levels need an activation with a range", () => {
  expect(() => mlp([2, 2, 2], { hidden: "relu", levels: 4 })).toThrow(
    /levels need hidden activations with a range \(tanh, hardtanh, softsign, sigmoid\); got "relu"/,
  );
  expect(() => mlp([2, 2, 2], { levels: 1 })).toThrow(/levels must be an integer from 2 to 65536; got 1/);
});
