import { activationsOf, averagePool, conv2d, dense, flatten, type LayerSpec, maxPool, mlp, type Network, sequential, sgd } from "infoplane";
import type { Trainer, TrainerSpec } from "src/engines/engine.js";
import { fusedTrainer } from "src/engines/fused/fusedTrainer.js";
import { onnxEngine } from "src/engines/onnx/onnxEngine.js";
import { tfjsTrainer } from "src/engines/tfjs/tfjsTrainer.js";
import { parametersOf, withParameters } from "src/networks/withParameters.js";
import { table } from "src/numeric/trainingChain.js";
import { beforeAll, describe, expect } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { missingTfjs, tf } from "../tfjs.js";

beforeAll(() => tf?.ready());

/** Every engine passes the same tests. */
const engines: [name: string, missing: string | undefined, trainer: (spec: TrainerSpec) => Trainer | Promise<Trainer>][] = [
  ["fused", undefined, (spec) => fusedTrainer(spec)],
  ["onnx", undefined, (spec) => onnxEngine.trainer(spec, { threads: 1 })],
  ["tfjs", missingTfjs, (spec) => tfjsTrainer(spec, tf)],
];

const CLASSES = 3;
/** Smooth images, all different. */
const pixels = (rows: number, size: number) => Float32Array.from({ length: rows * size }, (_, i) => Math.sin(1.3 * i + (i % 7)) + 0.1);
const classes = (rows: number) => Uint8Array.from({ length: rows }, (_, i) => (i * i + 1) % CLASSES);
const SHAPE = [2, 9, 8] as const;
const SIZE = 2 * 9 * 8;

const convolutional = (layers: LayerSpec[]): Network =>
  sequential(SHAPE, [...layers, flatten(), dense({ units: 6, activation: "tanh" }), dense({ units: CLASSES, activation: "softmax" })], {
    seed: 4,
  });

const networks: [title: string, network: Network][] = [
  [
    "convolution and max-pooling",
    convolutional([conv2d({ channels: 3, kernel: 3, activation: "tanh" }), maxPool({ size: 2 }), conv2d({ channels: 4, kernel: 2 })]),
  ],
  [
    "zeros around, steps that leave lines over, windows of two sides",
    convolutional([
      conv2d({ channels: 3, kernel: [3, 2], stride: 2, padding: "same", activation: "softsign" }),
      conv2d({ channels: 4, kernel: 2, stride: [2, 1], activation: "sigmoid" }),
    ]),
  ],
  [
    "pools whose windows overlap or leave lines over, a convolution without biases",
    convolutional([
      maxPool({ size: 3, stride: 2 }),
      conv2d({ channels: 3, kernel: 2, padding: "same", bias: false, activation: "softplus" }),
      averagePool({ size: 2, stride: [2, 1] }),
    ]),
  ],
  [
    "the mean over windows with lines over",
    convolutional([conv2d({ channels: 2, kernel: 2, activation: "tanh" }), averagePool({ size: 3 })]),
  ],
  ["dense layers", mlp([SIZE, 7, 5, CLASSES], { hidden: ["softplus", "tanh"], seed: 4 })],
  [
    "USV layers with and without an activation between",
    mlp([SIZE, 6, 8, 7, CLASSES], { usv: true, hidden: ["linear", "linear", "tanh"], seed: 4 }),
  ],
  ["three linear USV layers that shrink, grow and shrink", mlp([SIZE, 5, 10, 6, CLASSES], { usv: true, hidden: "linear", seed: 4 })],
  [
    "two pairs of linear USV layers, to fewer units and to more",
    mlp([SIZE, 9, 5, 11, 13, CLASSES], { usv: true, hidden: ["linear", "tanh", "linear", "softplus"], seed: 4 }),
  ],
];

const spec = (network: Network, rows: number, batchSize: number, fields: Partial<TrainerSpec> = {}): TrainerSpec => ({
  ...{ network, loss: "crossEntropy", optimizer: sgd({ learningRate: 0.1 }), batchSize, seed: 5 },
  data: { inputs: table(rows, SIZE, pixels(rows, SIZE)), labels: classes(rows) },
  ...fields,
});

/** Of the mean loss of the rows, by the parameters. */
function centralDifferences(network: Network, rows: number): Float64Array {
  const inputs = { rows, cols: SIZE, data: pixels(rows, SIZE) };
  const loss = (flat: Float32Array) => {
    const out = activationsOf(withParameters(network, flat), inputs).at(-1)!.data;
    return classes(rows).reduce((sum, y, i) => sum - Math.log(out[i * CLASSES + y]) / rows, 0);
  };
  const theta = parametersOf(network);
  // weights are float32, so the step is what float32 makes of it; its square bounds the error of a central difference
  return Float64Array.from(theta, (value, i) => {
    const [up, down] = [value + 2e-3, value - 2e-3].map((v) => theta.with(i, v));
    return (loss(up) - loss(down)) / (up[i] - down[i]);
  });
}

describe("gradients equal central differences in float64", () => {
  const rows = 5;
  for (const [title, network] of networks) {
    let numeric: Float64Array | undefined;
    for (const [name, missing, trainerOf] of engines)
      peerTest(missing, `${name}: ${title}`, async () => {
        const trainer = await trainerOf(spec(network, rows, rows));
        await trainer.train(0, 1, 0);
        const gradient = await trainer.gradient();
        numeric ??= centralDifferences(network, rows);
        const most = Math.max(...numeric.map(Math.abs));
        expect(most).toBeGreaterThan(1e-2);
        expect(Math.max(...numeric.map((g, i) => Math.abs(g - gradient[i]))) / most).toBeLessThan(2e-5);
        await trainer.dispose();
      });
  }
});

const TORCH = `
import json, sys, torch
q = json.load(sys.stdin)
torch.set_num_threads(1)
F = torch.nn.functional
t32 = lambda v, *s: torch.tensor(v, dtype=torch.float32).reshape(*s)
X, Y = t32(q["x"], -1, *q["shape"]), torch.tensor(q["y"])
f = {"linear": lambda v: v, "softmax": lambda v: v, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "softsign": F.softsign, "softplus": F.softplus}
P = {}
for i, l in enumerate(q["layers"]):
    if "weights" in l:
        w = t32(l["weights"], l["rows"], l["cols"])
        # (channels in, height, width) x channels out, as PyTorch has it the other way round
        w = w.T.reshape(l["cols"], -1, *l["kernel"]).clone() if l["kind"] == "conv2d" else w
        P[i] = [w.requires_grad_(), t32(l["bias"], -1).requires_grad_() if l["bias"] else None]
def net(t):
    for i, l in enumerate(q["layers"]):
        if l["kind"] == "conv2d":
            if l["padding"] == "same":
                (h, w), (k, m), (s, r) = t.shape[2:], l["kernel"], l["stride"]
                down, right = max(0, (-(-h // s) - 1) * s + k - h), max(0, (-(-w // r) - 1) * r + m - w)
                t = F.pad(t, (right // 2, right - right // 2, down // 2, down - down // 2))
            t = F.conv2d(t, P[i][0], P[i][1], stride=l["stride"])
        elif l["kind"] == "maxPool": t = F.max_pool2d(t, l["kernel"], l["stride"])
        elif l["kind"] == "averagePool": t = F.avg_pool2d(t, l["kernel"], l["stride"])
        elif l["kind"] == "flatten": t = t.reshape(len(t), -1)
        else: t = t.reshape(len(t), -1) @ P[i][0] + P[i][1]
        t = f[l["activation"]](t)
    return t
params = [p for pair in P.values() for p in pair if p is not None]
o = torch.optim.Adam(params, lr=0.01) if q["adam"] else torch.optim.SGD(params, lr=0.1)
def flat(of):
    out = []
    for i, pair in P.items():
        for p in pair:
            if p is None: continue
            v = of(p)
            if p.dim() == 4: v = v.reshape(v.shape[0], -1).T
            out += [float(a) for a in v.reshape(-1)]
    return out
first = None
for k in range(20):
    rows = slice(8 * (k % 4), min(8 * (k % 4) + 8, len(Y)))
    o.zero_grad()
    F.cross_entropy(net(X[rows]), Y[rows]).backward()
    if first is None: first = flat(lambda p: p.grad)
    o.step()
json.dump({"gradient": first, "weights": flat(lambda p: p.detach())}, sys.stdout)
`;

/** Adam for the networks that begin with a convolution, SGD for the others. */
const steps = (title: string) =>
  title.startsWith("conv")
    ? { rate: 0.01, optimizer: { kind: "adam", learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const }
    : { rate: 0.1, optimizer: sgd({ learningRate: 0.1 }) };

function torch(title: string, network: Network, rows: number) {
  return runPython(TORCH, {
    ...{ x: [...pixels(rows, SIZE)], y: [...classes(rows)], shape: SHAPE, adam: steps(title).optimizer.kind === "adam" },
    layers: network.layers.map((l) => ({
      ...l,
      ...((l.kind === "dense" || l.kind === "conv2d") && { weights: [...l.weights.data], rows: l.weights.rows, cols: l.weights.cols }),
      ...((l.kind === "dense" || l.kind === "conv2d") && { bias: [...l.bias] }),
    })),
  }) as { gradient: number[]; weights: number[] };
}

describe("PyTorch on the same weights: the gradient to 1e-5, the weights after 20 steps to 1e-4", () => {
  const rows = 30; // batches of 8, 8, 8 and 6
  for (const [title, network] of networks.slice(0, 5)) {
    let theirs: ReturnType<typeof torch> | undefined;
    for (const [name, missing, trainerOf] of engines)
      peerTest(missing ?? missingPython("torch"), `${name}: ${title}`, async () => {
        theirs ??= torch(title, network, rows);
        const { rate, optimizer } = steps(title);
        const trainer = await trainerOf(spec(network, rows, 8, { optimizer }));
        await trainer.train(0, 1, rate);
        const most = Math.max(...theirs.gradient.map(Math.abs));
        const gradient = await trainer.gradient();
        expect(gradient).toHaveLength(theirs.gradient.length);
        expect(Math.max(...theirs.gradient.map((g, i) => Math.abs(g - gradient[i]))) / most).toBeLessThan(1e-5);
        await trainer.train(1, 3, rate);
        for (let epoch = 1; epoch < 5; epoch++) await trainer.train(0, 4, rate);
        const weights = await trainer.parameters();
        expect(Math.max(...theirs.weights.map((w, i) => Math.abs(w - parametersOf(network)[i])))).toBeGreaterThan(1e-2);
        expect(Math.max(...theirs.weights.map((w, i) => Math.abs(w - weights[i])))).toBeLessThan(1e-4);
        await trainer.dispose();
      });
  }
});
