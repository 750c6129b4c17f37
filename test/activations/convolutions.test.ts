import {
  activationsOf,
  averagePool,
  type Conv2dLayer,
  conv2d,
  type DenseLayer,
  dense,
  flatten,
  matrix,
  maxPool,
  type Network,
  sequential,
} from "infoplane";
import { lazyLayers } from "src/activations/lazyLayers.js";
import { noise } from "src/core/noise.js";
import { network } from "src/networks/network.js";
import { streamOf } from "src/networks/streamOf.js";
import { windowPadding } from "src/networks/windowPadding.js";
import { describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

/** The layer with given weights and bias. */
const given = (net: Network, weights: number[], bias: number[]): Network => {
  const layer = net.layers[0] as Conv2dLayer;
  const { rows, cols } = layer.weights;
  return network({
    name: "given",
    layers: [{ ...layer, weights: matrix(Float32Array.from(weights), rows, cols), bias: Float32Array.from(bias) }],
  });
};

describe("worked by hand on 3 × 3 images", () => {
  const x = matrix([[1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  // one channel in, two out: [[1, 2], [3, 4]] + 0.5 and [[0, 0], [0, -1]] − 1
  const weights = [1, 0, 2, 0, 3, 0, 4, -1];
  test("a valid convolution, its window not mirrored", () => {
    const net = given(sequential([1, 3, 3], [conv2d({ channels: 2, kernel: 2 })]), weights, [0.5, -1]);
    expect([...activationsOf(net, x)[0].data]).toEqual([37.5, 47.5, 67.5, 77.5, -6, -7, -9, -10]);
  });
  test('"same": the zeros of an even window lie below and on the right', () => {
    const net = given(sequential([1, 3, 3], [conv2d({ channels: 2, kernel: 2, padding: "same" })]), weights, [0, 0]);
    expect([...activationsOf(net, x)[0].data]).toEqual(
      [37, 47, 21, 67, 77, 33, 23, 26, 9, -5, -6, 0, -8, -9, 0, 0, 0, 0].map((v) => v + 0),
    );
  });
  test("pools: the largest and the mean; steps of one overlap, a line that fills no window is left out", () => {
    const pooled = (layer: ReturnType<typeof maxPool>) => [...activationsOf(sequential([1, 3, 3], [layer]), x)[0].data];
    expect(pooled(maxPool({ size: 2 }))).toEqual([5]);
    expect(pooled(maxPool({ size: 2, stride: 1 }))).toEqual([5, 6, 8, 9]);
    expect(pooled(averagePool({ size: [2, 1], stride: 1 }))).toEqual([2.5, 3.5, 4.5, 5.5, 6.5, 7.5]);
  });
});

const IMAGES = 37;
const images = matrix(
  Float64Array.from({ length: IMAGES * 2 * 9 * 7 }, (_, i) => Math.sin(i * i)),
  IMAGES,
  2 * 9 * 7,
);
const chain = (padding: "valid" | "same", stride: number, extra: object = {}) =>
  sequential(
    [2, 9, 7],
    [
      conv2d({ channels: 5, kernel: [3, 2], padding, stride, activation: "tanh", ...extra }),
      maxPool({ size: 2, stride: 1 }),
      conv2d({ channels: 3, kernel: 2, padding, activation: "softplus" }),
      averagePool({ size: [2, 1] }),
      flatten(),
      dense({ units: 4, activation: "softmax" }),
    ],
    { seed: 7 },
  );

const TORCH = `
import json, sys, torch
import torch.nn.functional as F
q = json.load(sys.stdin)
def pad(padding, t, k, s):
    if padding == "valid": return t
    p = []
    for d in (3, 2):
        n = t.shape[d]; need = max((-(-n // s) - 1) * s + k[d - 2] - n, 0); p += [need // 2, need - need // 2]
    return F.pad(t, p)
def forward(padding, layers):
    t = torch.tensor(q["x"], dtype=torch.float64).reshape(-1, 2, 9, 7)
    out = []
    for kind, shape, w, b, s in layers:
        if kind == "conv2d":
            W = torch.tensor(w, dtype=torch.float64).reshape(-1, shape[0]).T.reshape(shape)
            t = F.conv2d(pad(padding, t, shape[2:], s), W, torch.tensor(b, dtype=torch.float64), stride=s)
            t = torch.tanh(t) if len(out) == 0 else F.softplus(t)
        elif kind == "maxPool": t = F.max_pool2d(t, 2, 1)
        elif kind == "averagePool": t = F.avg_pool2d(t, (2, 1))
        elif kind == "flatten": t = t.flatten(1)
        else: t = torch.softmax(t @ torch.tensor(w, dtype=torch.float64).reshape(shape) + torch.tensor(b, dtype=torch.float64), 1)
        out.append(t.flatten().tolist())
    return out
json.dump([forward(*c) for c in q["chains"]], sys.stdout)
`;

peerTest(missingPython("torch"), "equals PyTorch in float64 to 1e-12: valid and same, steps of 1 and 2", () => {
  const cases = (["valid", "same"] as const).flatMap((padding) => [1, 2].map((step) => ({ padding, net: chain(padding, step) })));
  const chains = cases.map(({ padding, net }) => [
    padding,
    net.layers.map((l) => {
      if (l.kind === "conv2d")
        return [l.kind, [l.outputShape[0], l.inputShape[0], ...l.kernel], [...l.weights.data], [...l.bias], l.stride[0]];
      return l.kind === "dense" ? [l.kind, [l.inputs, l.outputs], [...l.weights.data], [...l.bias], 1] : [l.kind, [], [], [], 1];
    }),
  ]);
  const theirs = runPython(TORCH, { x: [...images.data], chains }) as number[][][];
  cases.forEach(({ padding, net }, c) => {
    const mine = activationsOf(net, images);
    expect(theirs[c]).toHaveLength(mine.length);
    theirs[c].forEach((layer, k) => {
      expect(layer).toHaveLength(mine[k].data.length);
      const most = Math.max(...layer.map(Math.abs));
      const error = layer.map((v, i) => Math.abs(v - mine[k].data[i]));
      expect(Math.max(...error) / most, `${net.layers[k].kind} ${padding}`).toBeLessThan(1e-12);
    });
  });
});

/** out[o, y, x] as its definition says. */
function plainly(x: ArrayLike<number>, layer: Conv2dLayer): number[] {
  const { inputShape, outputShape, kernel, stride, weights, bias } = layer;
  const [channels, height, width] = inputShape;
  const { top, left } = windowPadding(layer);
  const out: number[] = [];
  for (let o = 0; o < outputShape[0]; o++)
    for (let y = 0; y < outputShape[1]; y++)
      for (let place = 0; place < outputShape[2]; place++) {
        let sum = bias[o];
        for (let c = 0; c < channels; c++)
          for (let i = 0; i < kernel[0]; i++)
            for (let j = 0; j < kernel[1]; j++) {
              const [line, column] = [y * stride[0] + i - top, place * stride[1] + j - left];
              const value = line < 0 || line >= height || column < 0 || column >= width ? 0 : x[(c * height + line) * width + column];
              sum += weights.data[((c * kernel[0] + i) * kernel[1] + j) * outputShape[0] + o] * value;
            }
        out.push(sum);
      }
  return out;
}

test.each<[number[], Parameters<typeof conv2d>[0]]>([
  [[1, 3, 3], { channels: 2, kernel: 5, padding: "same" }],
  [[2, 2, 9], { channels: 5, kernel: [4, 3], padding: "same", stride: [1, 2] }],
  [[3, 8, 8], { channels: 4, kernel: 2, stride: 3 }],
  [[2, 7, 6], { channels: 3, kernel: [1, 6], padding: "same", stride: [3, 4] }],
  [[1, 1, 1], { channels: 1, kernel: 1 }],
  [[4, 6, 5], { channels: 9, kernel: [6, 2], stride: [1, 3] }],
])("a convolution of %j by %j equals its definition", (inputShape, options) => {
  const net = sequential(inputShape, [conv2d(options)], { seed: 8 });
  const x = matrix(
    Float64Array.from({ length: 6 * net.inputs }, (_, i) => Math.sin(i * i + 1)),
    6,
    net.inputs,
  );
  const [got] = activationsOf(net, x);
  for (let r = 0; r < 6; r++) {
    const expected = plainly(x.data.subarray(r * net.inputs, (r + 1) * net.inputs), net.layers[0] as Conv2dLayer);
    expect(expected).toHaveLength(net.outputs);
    expected.forEach((v, i) => {
      expect(got.data[r * net.outputs + i]).toBeCloseTo(v, 13);
    });
  }
});

test("a convolution and a dense layer of the same sums agree to the last bit", () => {
  const net = sequential([2, 9, 7], [conv2d({ channels: 6, kernel: [9, 7] })], { seed: 3 });
  const { weights, bias } = net.layers[0] as Conv2dLayer;
  const same: DenseLayer = { kind: "dense", inputs: 126, outputs: 6, activation: "linear", slope: 0, weights, bias };
  expect(activationsOf(net, images)).toEqual(activationsOf(network({ name: "dense", layers: [same] }), images));
});

test("noise of a convolution and of a pool: core's numbers, with and without the layer's own", () => {
  const sd = 0.3;
  for (const where of ["inside", "after"] as const) {
    const net = sequential(
      [2, 9, 7],
      [conv2d({ channels: 3, kernel: 4, activation: "tanh", noise: { sd, where } }), averagePool({ size: 2, noise: { sd } })],
      { seed: 2 },
    );
    const units = [3 * 6 * 4, 3 * 3 * 2];
    const drawn = units.map((n, k) => noise(5, streamOf("recording", 0, k), (2 * n * 48) / 4, new Float32Array(n * 48)));
    const quiet = activationsOf(net, images, { noise: "none" });
    const before = activationsOf(net, images, { noise: "all", record: "before", seed: 5, replica: 2 });
    const after = activationsOf(net, images, { noise: "all", seed: 5, replica: 2 });
    expect(before[0]).toEqual(quiet[0]);
    for (let i = 0; i < IMAGES; i++)
      for (let j = 0; j < units[0]; j++) {
        const at = i * units[0] + j;
        const n = sd * drawn[0][j * 48 + i];
        const expected = where === "after" ? quiet[0].data[at] + n : Math.tanh(Math.atanh(quiet[0].data[at]) + n);
        expect(after[0].data[at]).toBeCloseTo(expected, 10);
      }
    for (let i = 0; i < IMAGES; i++)
      for (let j = 0; j < units[1]; j++) {
        const [c, y, x] = [Math.floor(j / 6), Math.floor((j % 6) / 2), j % 2];
        const at = i * units[0] + c * 24 + 2 * y * 4 + 2 * x;
        const { data } = after[0];
        const mean = (data[at] + data[at + 1] + data[at + 4] + data[at + 5]) / 4;
        expect(before[1].data[i * units[1] + j]).toBeCloseTo(mean, 12);
        expect(after[1].data[i * units[1] + j]).toBeCloseTo(mean + sd * drawn[1][j * 48 + i], 12);
      }
  }
});

test("levels round a convolution", () => {
  const [{ data }] = activationsOf(chain("valid", 1, { levels: 3 }), images);
  expect(new Set(data)).toEqual(new Set([-1, 0, 1]));
});

test("more images than fit into one block give the same numbers", () => {
  const net = sequential([1, 64, 64], [conv2d({ channels: 8, kernel: 5, activation: "tanh" }), maxPool({ size: 4 })], { seed: 1 });
  const many = matrix(
    Float64Array.from({ length: 50 * 4096 }, (_, i) => Math.sin(0.1 * i * (i % 7))),
    50,
    4096,
  );
  const all = activationsOf(net, many);
  const tail = activationsOf(net, { rows: 3, cols: 4096, data: many.data.slice(47 * 4096) });
  expect(all.map((l) => [...l.data.slice(-3 * l.cols)])).toEqual(tail.map((l) => [...l.data]));
});

test("small lists are computed at once; of large ones a part when it is read, and the parts read last are kept", () => {
  const asked: number[][] = [];
  const make = (bytes: number[]) =>
    lazyLayers(bytes, (wanted) => {
      asked.push([...bytes.keys()].filter(wanted));
      return bytes.map((_, i) => (wanted(i) ? matrix([[i]]) : undefined));
    });
  const read = (layers: { data: ArrayLike<number> }[]) => [layers.map((l) => l.data[0]), asked.splice(0)];
  expect(make([8, 8])).toHaveLength(2);
  expect(asked.splice(0)).toEqual([[0, 1]]);
  const MIB = 2 ** 20;
  const layers = make([300 * MIB, 20 * MIB, 400 * MIB, 30 * MIB]);
  expect(asked).toEqual([]);
  expect(layers).toHaveLength(4);
  expect(read(layers)).toEqual([
    [0, 1, 2, 3],
    [[0], [1, 3], [2], [1, 3]],
  ]); // a large one leaves no room for others
  expect(read([layers[1], layers[3]])).toEqual([[1, 3], []]);
  const other = make([50 * MIB, 50 * MIB]);
  expect(read([...other])).toEqual([[0, 1], [[0, 1]]]);
  expect(read([layers[3], other[0], layers[1]])).toEqual([[3, 0, 1], []]); // both fit
  const third = make([200 * MIB]);
  expect(read([...third])).toEqual([[0], [[0]]]);
  expect(read([layers[3], other[0]])).toEqual([[3, 0], [[0, 1]]]); // of the two, the one read last has stayed
});
