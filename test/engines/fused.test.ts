import { type Activation, adam, sgd, szt } from "infoplane";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import type { LossKind } from "src/engines/loss.js";
import { ACTIVATION_CODES } from "src/networks/activation.js";
import type { Network } from "src/networks/network.js";
import { parametersOf } from "src/networks/withParameters.js";
import { chainForward } from "src/numeric/chainForward.js";
import { table } from "src/numeric/trainingChain.js";
import { describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { denseLayers, formulaNetwork } from "./formulaNetwork.js";

const SIZES = [12, 10, 7, 5, 4, 3, 2];
const data = szt();
const labels = data.labels!;
const inputs = table(4096, 12, data.inputs.data);
/** Smooth targets in (0, 1) for the losses that have no labels. */
const targets3 = table(
  4096,
  3,
  Array.from({ length: 4096 * 3 }, (_, i) => 0.5 + 0.45 * Math.sin(i)),
);

const trainer = (
  network: Network,
  loss: LossKind,
  batchSize: number,
  optimizer: ReturnType<typeof sgd | typeof adam> = sgd({ learningRate: 0.1 }),
) =>
  fusedTrainer({
    ...{ network, loss, batchSize, optimizer },
    data: loss === "crossEntropy" ? { inputs, labels } : { inputs, targets: targets3 },
  });

/** The loss of the first `rows` rows in float64, written out. */
function loss64(network: Network, flat: Float64Array, kind: LossKind, rows: number): number {
  let at = 0;
  const layers = denseLayers(network).map((l) => {
    const weights = flat.subarray(at, at + l.inputs * l.outputs);
    const bias = flat.subarray(at + l.inputs * l.outputs, at + l.inputs * l.outputs + l.outputs);
    at += l.inputs * l.outputs + l.outputs;
    return { inputs: l.inputs, outputs: l.outputs, slope: l.slope, weights, bias, activation: ACTIVATION_CODES[l.activation] };
  });
  const out = chainForward(layers, { rows, cols: 12, data: data.inputs.data.slice(0, 12 * rows) }).at(-1)!;
  const y = targets3.data;
  const padded = (out.cols + 3) & ~3;
  let sum = 0;
  for (let i = 0; i < rows; i++)
    if (kind === "crossEntropy") sum -= Math.log(out.data[i * out.cols + labels[i]]) / rows;
    else
      for (let j = 0; j < out.cols; j++) {
        const a = out.data[i * out.cols + j];
        const t = y[i * padded + j];
        sum += (kind === "mse" ? (a - t) ** 2 : -t * Math.log(a) - (1 - t) * Math.log(1 - a)) / (rows * out.cols);
      }
  return sum;
}

describe("gradients equal central differences in float64", () => {
  const cases: [Activation, Activation, LossKind][] = [
    ...(["linear", "tanh", "sigmoid", "relu", "leakyRelu", "hardtanh", "softplus", "softsign"] as const).map(
      (a): [Activation, Activation, LossKind] => [a, "softmax", "crossEntropy"],
    ),
    ["tanh", "linear", "mse"],
    ["tanh", "tanh", "mse"],
    ["tanh", "sigmoid", "bce"],
  ];
  // 301 rows: the last vector of the batch is not full
  test.each(cases)("%s, output %s, %s", (hidden, output, kind) => {
    const network = formulaNetwork([12, 10, 7, 5, 3], hidden, output);
    const { chain } = trainer(network, kind, 301);
    chain.computeGradient(0, 301);
    const theta = Float64Array.from(parametersOf(network));
    const numeric = theta.map((value, i) => {
      const at = (h: number) => loss64(network, theta.with(i, value + h), kind, 301);
      return (at(1e-6) - at(-1e-6)) / 2e-6;
    });
    const most = Math.max(...numeric.map(Math.abs));
    expect(most).toBeGreaterThan(1e-4);
    const error = numeric.map((g, i) => Math.abs(g - chain.gradient[i]));
    expect(Math.max(...error) / most).toBeLessThan(1e-5);
  });
});

const TORCH = `
import json, sys, numpy as np, torch
q = json.load(sys.stdin)
torch.set_num_threads(1)
hidden = {"tanh": torch.tanh, "relu": torch.relu, "softsign": torch.nn.functional.softsign}[q["hidden"]]
X = torch.tensor(q["x"], dtype=torch.float32).reshape(q["rows"], 12)
y = torch.tensor(q["y"])
P = []
for n, m, w, b in q["layers"]:
    P += [torch.tensor(w).reshape(n, m).requires_grad_(), torch.tensor(b).requires_grad_()]
def loss(rows):
    t = X[rows]
    for k in range(0, len(P), 2):
        t = t @ P[k] + P[k + 1]
        if k < len(P) - 2: t = hidden(t)
    return torch.nn.functional.cross_entropy(t, y[rows])
flat = lambda ts: [float(v) for t in ts for v in t.detach().reshape(-1)]
loss(slice(0, q["batch"])).backward()
out = {"gradient": flat([p.grad for p in P]), "steps": {}}
start = [p.detach().clone() for p in P]
for name, make in {"sgd": lambda: torch.optim.SGD(P, lr=0.1), "momentum": lambda: torch.optim.SGD(P, lr=0.1, momentum=0.9), "adam": lambda: torch.optim.Adam(P, lr=1e-2)}.items():
    for p, s in zip(P, start): p.data.copy_(s)
    o = make()
    for k in range(20):
        o.zero_grad(); loss(slice(k * q["batch"], min((k + 1) * q["batch"], q["rows"]))).backward(); o.step()
    out["steps"][name] = flat(P)
json.dump(out, sys.stdout)
`;

describe("PyTorch on the same weights", () => {
  const ask = (network: Network, hidden: string, batch: number) =>
    runPython(TORCH, {
      ...{ hidden, batch, rows: 4096, x: [...data.inputs.data], y: [...labels] },
      layers: denseLayers(network).map((l) => [l.inputs, l.outputs, [...l.weights.data], [...l.bias]]),
    }) as { gradient: number[]; steps: Record<"sgd" | "momentum" | "adam", number[]> };
  const missing = missingPython("torch");

  for (const hidden of ["tanh", "relu", "softsign"] as const)
    peerTest(missing, `${hidden}: the same gradient to 1e-5 and the same weights after 20 steps to 1e-4`, () => {
      const network = formulaNetwork(SIZES, hidden, "softmax");
      const theirs = ask(network, hidden, 205); // 20 batches of 205, the last smaller by 4
      const { chain } = trainer(network, "crossEntropy", 205);
      chain.computeGradient(0, 205);
      const most = Math.max(...theirs.gradient.map(Math.abs));
      theirs.gradient.forEach((g, i) => {
        expect(Math.abs(chain.gradient[i] - g) / most).toBeLessThan(1e-5);
      });
      const optimizers = {
        sgd: sgd({ learningRate: 0.1 }),
        momentum: sgd({ learningRate: 0.1, momentum: 0.9 }),
        adam: adam({ learningRate: 1e-2 }),
      };
      for (const [name, optimizer] of Object.entries(optimizers)) {
        const mine = trainer(network, "crossEntropy", 205, optimizer).chain;
        expect(mine.batches).toBe(20);
        mine.train(0, 20, optimizer.learningRate as number);
        theirs.steps[name as "sgd"].forEach((w, i) => {
          expect(Math.abs(mine.parameters[i] - w), `${name}, parameter ${i}`).toBeLessThan(1e-4);
        });
      }
    });
});

test("loss and accuracy are those of the float64 forward pass", () => {
  const network = formulaNetwork(SIZES, "tanh", "softmax");
  const theta = Float64Array.from(parametersOf(network));
  const { metrics } = trainer(network, "crossEntropy", 300);
  const { loss, accuracy } = metrics("train", 0)!;
  expect(loss).toBeCloseTo(loss64(network, theta, "crossEntropy", 4096), 6);
  const layers = denseLayers(network).map(({ noise: _, levels: __, ...l }) => ({
    ...l,
    weights: l.weights.data,
    activation: ACTIVATION_CODES[l.activation],
  }));
  const out = chainForward(layers, data.inputs).at(-1)!;
  let right = 0;
  for (let i = 0; i < 4096; i++) if (out.data[2 * i + labels[i]] > 0.5) right++;
  expect(accuracy).toBe(right / 4096);
});

test("parts of an epoch are the epoch", () => {
  const network = formulaNetwork(SIZES, "tanh", "softmax");
  const whole = trainer(network, "crossEntropy", 256, adam()).chain;
  const parts = trainer(network, "crossEntropy", 256, adam()).chain;
  whole.train(0, 16, 1e-3);
  parts.train(0, 5, 1e-3);
  parts.train(5, 11, 1e-3);
  expect([...parts.parameters]).toEqual([...whole.parameters]);
});
