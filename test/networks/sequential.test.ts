import {
  averagePool,
  type Conv2dLayer,
  conv2d,
  dense,
  flatten,
  goldfeldCnn,
  type Initialiser,
  type LayerSpec,
  layerWeights,
  maxPool,
  mlp,
  type PoolLayer,
  sequential,
} from "infoplane";
import { multiplications } from "src/networks/multiplications.js";
import { redraw } from "src/networks/redraw.js";
import { windowPadding } from "src/networks/windowPadding.js";
import { parametersOf, withParameters } from "src/networks/withParameters.js";
import { describe, expect, test } from "vitest";

const text = (value: object) =>
  ((value as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]() as Record<string, string>)["text/plain"];
const one = (inputShape: number[], spec: LayerSpec) => sequential(inputShape, [spec]).layers[0];

test("shapes and parameter counts are those of PyTorch's Conv2d, MaxPool2d and Linear", () => {
  const net = goldfeldCnn({ noise: 0.1, dropout: 0.2, seed: 1 });
  expect(net.layers.map((l) => [l.kind, l.inputs, l.outputs])).toEqual([
    ["conv2d", 784, 16 * 24 * 24],
    ["maxPool", 16 * 24 * 24, 16 * 12 * 12],
    ["conv2d", 16 * 12 * 12, 32 * 8 * 8],
    ["maxPool", 32 * 8 * 8, 32 * 4 * 4],
    ["flatten", 512, 512],
    ["dense", 512, 128],
    ["dense", 128, 10],
  ]);
  expect(net.parameters).toBe(16 * 25 + 16 + 32 * 16 * 25 + 32 + 512 * 128 + 128 + 1290);
  expect([net.inputs, net.outputs]).toEqual([784, 10]);
  expect(net.layers.reduce((n, l) => n + multiplications(l), 0)).toBe(25 * 16 * 576 + 400 * 32 * 64 + 512 * 128 + 1280);
  expect(Object.isFrozen(net)).toBe(true);
});

test("the noise and the dropout of Goldfeld's CNN act behind the pools and the hidden dense layer, nowhere else", () => {
  const { layers } = goldfeldCnn({ noise: 0.1, dropout: 0.2 });
  const noise = { sd: 0.1, where: "after", when: "training" };
  expect(layers.map((l) => l.noise)).toEqual([undefined, noise, undefined, noise, undefined, noise, undefined]);
  expect(layers.map((l) => l.dropout)).toEqual([undefined, 0.2, undefined, 0.2, undefined, 0.2, undefined]);
  expect(goldfeldCnn().layers.some((l) => l.noise || l.dropout)).toBe(false);
});

test("it prints itself with shapes, windows and parameters, one line per layer", () => {
  const lines = text(goldfeldCnn({ noise: 0.1, seed: 3 })).split("\n");
  expect(lines[0]).toBe("goldfeldCnn: 80202 parameters, seed 3");
  expect(lines[1]).toMatch(/^ {2}1 {2}conv2d +1×28×28 → 16×24×24 +5×5 +tanh +416 parameters +torch$/);
  expect(lines[2]).toMatch(/^ {2}2 {2}maxPool +16×24×24 → 16×12×12 +2×2 step 2×2 +noise sd 0.1 after the layer \(training\)$/);
  expect(lines[5]).toMatch(/^ {2}5 {2}flatten +32×4×4 → 512$/);
  expect(lines[8]).toContain("guess");
});

test.each<[number[], Parameters<typeof conv2d>[0], number[], object]>([
  // [input], options, [output], zeros: worked by hand
  [[1, 5, 7], { channels: 2, kernel: 3 }, [2, 3, 5], { top: 0, bottom: 0, left: 0, right: 0 }],
  [[1, 5, 7], { channels: 2, kernel: [2, 3], stride: [1, 2] }, [2, 4, 3], { top: 0, bottom: 0, left: 0, right: 0 }],
  [[3, 5, 7], { channels: 2, kernel: 3, padding: "same" }, [2, 5, 7], { top: 1, bottom: 1, left: 1, right: 1 }],
  [[3, 5, 7], { channels: 1, kernel: [2, 4], padding: "same" }, [1, 5, 7], { top: 0, bottom: 1, left: 1, right: 2 }],
  [[1, 6, 5], { channels: 1, kernel: 3, stride: 2, padding: "same" }, [1, 3, 3], { top: 0, bottom: 1, left: 1, right: 1 }],
  [[1, 4, 4], { channels: 1, kernel: 1, stride: 3, padding: "same" }, [1, 2, 2], { top: 0, bottom: 0, left: 0, right: 0 }],
])("%j under %j gives %j", (inputShape, options, outputShape, zeros) => {
  const layer = one(inputShape, conv2d(options)) as Conv2dLayer;
  expect(layer.outputShape).toEqual(outputShape);
  expect(windowPadding(layer)).toEqual(zeros);
  expect(layerWeights(layer)).toMatchObject({ rows: inputShape[0] * layer.kernel[0] * layer.kernel[1], cols: options.channels });
});

test("a pool leaves out lines that fill no whole window", () => {
  expect((one([3, 7, 5], maxPool({ size: 2 })) as PoolLayer).outputShape).toEqual([3, 3, 2]);
  expect((one([3, 7, 5], averagePool({ size: [3, 2], stride: 1 })) as PoolLayer).outputShape).toEqual([3, 5, 4]);
});

describe("initial weights of a convolution: fan-in 8 · 5 · 5, fan-out 64 · 5 · 5", () => {
  test.each<[Initialiser, number, number]>([
    ["torch", 1 / Math.sqrt(3 * 200), 1 / Math.sqrt(200)],
    ["glorot", Math.sqrt(2 / (200 + 1600)), Math.sqrt(6 / (200 + 1600))],
    ["he", Math.sqrt(2 / 200), Number.POSITIVE_INFINITY],
    [{ normal: 2 }, 2 / Math.sqrt(200), Number.POSITIVE_INFINITY],
  ])("%o: standard deviation %f, bound %f", (init, sd, bound) => {
    const { weights, bias } = one([8, 9, 9], conv2d({ channels: 64, kernel: 5, init })) as Conv2dLayer;
    const values = [...weights.data];
    expect(values).toHaveLength(200 * 64);
    const found = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    expect(Math.abs(found / sd - 1)).toBeLessThan(4 / Math.sqrt(2 * values.length));
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(bound * (1 + 1e-6));
    expect(bias.some((b) => b !== 0)).toBe(init === "torch");
  });
});

test("parameters go out and come back; another repetition has other weights, the first the same", () => {
  const net = sequential([2, 6, 6], [conv2d({ channels: 3, kernel: 2 }), averagePool({ size: 2 }), flatten(), dense({ units: 2 })], {
    seed: 4,
  });
  expect(net.parameters).toBe(8 * 3 + 3 + 12 * 2 + 2);
  const flat = Float32Array.from({ length: net.parameters }, (_, i) => i);
  const other = withParameters(net, flat);
  expect(parametersOf(other)).toEqual(flat);
  expect([...(other.layers[0] as Conv2dLayer).bias]).toEqual([24, 25, 26]);
  expect(parametersOf(redraw(net, 0))).toEqual(parametersOf(net));
  expect(parametersOf(redraw(net, 1))).not.toEqual(parametersOf(net));
});

test("dense layers alone are those of mlp, weight for weight", () => {
  const chain = sequential([12], [dense({ units: 5, activation: "tanh" }), dense({ units: 2, activation: "softmax" })], { seed: 9 });
  expect(chain.layers).toEqual(mlp([12, 5, 2], { seed: 9 }).layers);
});

test.each<[() => unknown, RegExp]>([
  [() => sequential([28, 28], [dense({ units: 2 })]), /inputShape must be \[units\] or \[channels, height, width\].*got \[28,28\]/],
  [() => sequential([4], []), /layers must list at least one layer/],
  [() => sequential([1, 4, 4], [dense({ units: 2 })]), /layer 1 \(dense\): inputs are images of 1×4×4; put flatten\(\) below it/],
  [() => sequential([4], [conv2d({ channels: 1, kernel: 1 })]), /layer 1 \(conv2d\): inputs must be images.*got rows of 4/],
  [() => sequential([1, 4, 4], [maxPool({ size: 2 }), conv2d({ channels: 1, kernel: 3 })]), /kernel 3×3 must fit into images of 2×2/],
  [() => sequential([1, 4, 4], [maxPool({ size: 5 })]), /layer 1 \(maxPool\): size 5×5 must fit into images of 4×4/],
  [() => sequential([1, 4, 4], [maxPool({ size: 2, noise: { sd: 1, where: "inside" } })]), /a pool has no activation to be inside of/],
  [() => sequential([4], [dense({ units: 2, activation: "softmax" }), dense({ units: 2 })]), /"softmax" is for the last layer/],
  [() => sequential([1, 4, 4], [conv2d({ channels: 1, kernel: 2, activation: "softmax" })]), /"softmax" is for a dense last layer/],
  [() => sequential([4], [dense({ units: 2, activation: "relu", levels: 3 })]), /levels need hidden activations with a range/],
  [() => sequential([4], [{ kind: "gru" } as never]), /a layer must be made by conv2d, maxPool, averagePool, flatten or dense/],
  [() => conv2d({ filters: 3, kernel: 2 } as never), /conv2d: unknown option "filters"/],
  [() => sequential([1, 4, 4], [conv2d({ channels: 1, kernel: 0 })]), /kernel must be an integer at least 1; got 0/],
  [() => layerWeights(one([1, 4, 4], maxPool({ size: 2 }))), /a layer with weights is needed; got one of kind "maxPool"/],
])("a wrong call says what is required (%#)", (call, message) => {
  expect(call).toThrow(message);
});
