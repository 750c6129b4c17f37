import { activationsOf, activationsOfTfjs, matrix, mlp } from "infoplane";
import { beforeAll, expect, test } from "vitest";
import { peerTest } from "../peers.js";
import { missingTfjs, tf } from "../tfjs.js";

const ROWS = 7;
const x = matrix(
  Float64Array.from({ length: ROWS * 4 }, (_, i) => Math.sin(i * i)),
  ROWS,
  4,
);
/** 5 × 5 images of 2 channels. */
const images = matrix(
  Float64Array.from({ length: 3 * 50 }, (_, i) => Math.sin(i * i)),
  3,
  50,
);
const waves = (shape: number[], pace: number) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.cos(pace * (i + 1))),
    shape,
  );

beforeAll(() => tf?.ready());

const net = mlp([4, 5, 3, 2], { hidden: ["tanh", "relu"], seed: 3 });
/** The network above, with a layer of dropout and one of noise, which do not act at inference. */
function dense() {
  const model = tf.sequential();
  net.layers.forEach((layer, k) => {
    const { activation, inputs, outputs } = layer;
    model.add(tf.layers.dense({ units: outputs, activation, name: `dense${k}`, ...(k === 0 && { inputShape: [inputs] }) }));
    if (k === 0) model.add(tf.layers.dropout({ rate: 0.5, name: "dropout" }));
    if (k === 1) model.add(tf.layers.gaussianNoise({ stddev: 3, name: "noise" }));
  });
  model.setWeights(
    net.layers.flatMap((l) =>
      l.kind === "dense" ? [tf.tensor(l.weights.data, [l.inputs, l.outputs]), tf.tensor(l.bias, [l.outputs])] : [],
    ),
  );
  return model;
}

peerTest(missingTfjs, "every layer of a dense model, as our own forward pass of the same weights has it", async () => {
  const model = dense();
  const layers = await activationsOfTfjs(model, x, { tf });
  expect(layers.map((l) => [l.name, l.rows, l.cols])).toEqual([
    ["dense0", ROWS, 5],
    ["dropout", ROWS, 5],
    ["dense1", ROWS, 3],
    ["noise", ROWS, 3],
    ["dense2", ROWS, 2],
  ]);
  const [first, second, third] = activationsOf(net, x);
  for (const [got, want] of [
    [layers[0], first],
    [layers[1], first],
    [layers[2], second],
    [layers[3], second],
    [layers[4], third],
  ])
    want.data.forEach((v, i) => {
      expect(Math.abs(got.data[i] - v)).toBeLessThan(1e-6);
    });
});

peerTest(missingTfjs, "named layers in any order, in batches of any size, and no tensor is left", async () => {
  const model = dense();
  const whole = await activationsOfTfjs(model, x, { tf });
  const before = tf.memory().numTensors;
  const layers = await activationsOfTfjs(model, x, { tf, layers: ["dense2", "dense0"], batchSize: 3 });
  expect(tf.memory().numTensors).toBe(before);
  expect(layers.map((l) => l.name)).toEqual(["dense2", "dense0"]);
  expect(layers[0].data).toEqual(whole[4].data);
  expect(layers[1].data).toEqual(whole[0].data);
  await expect(activationsOfTfjs(model, x, { tf, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  expect(tf.memory().numTensors).toBe(before);
});

peerTest(missingTfjs, "a convolution worked by hand: one row per sample, channels last", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 2, activation: "relu", inputShape: [5, 5, 2], name: "conv" }),
      tf.layers.maxPooling2d({ poolSize: 2, name: "pool" }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dense({ units: 2, name: "out" }),
    ],
  });
  const kernel = waves([2, 2, 2, 3], 1.3);
  const bias = waves([3], 0.7);
  model.setWeights([kernel, bias, waves([12, 2], 0.9), waves([2], 0.4)]);
  const [conv, pool, flat, out] = await activationsOfTfjs(model, images, { tf });
  expect([conv.cols, pool.cols, flat.cols, out.cols]).toEqual([48, 12, 12, 2]);
  const k = kernel.dataSync();
  const b = bias.dataSync();
  for (let n = 0; n < 3; n++)
    for (let r = 0; r < 4; r++)
      for (let c = 0; c < 4; c++)
        for (let f = 0; f < 3; f++) {
          let sum = b[f];
          for (let i = 0; i < 2; i++)
            for (let j = 0; j < 2; j++)
              for (let d = 0; d < 2; d++) sum += images.data[50 * n + 10 * (r + i) + 2 * (c + j) + d] * k[12 * i + 6 * j + 3 * d + f];
          expect(Math.abs(conv.data[48 * n + 12 * r + 3 * c + f] - Math.max(sum, 0))).toBeLessThan(1e-6);
        }
  for (let n = 0; n < 3; n++)
    for (let r = 0; r < 2; r++)
      for (let c = 0; c < 2; c++)
        for (let f = 0; f < 3; f++) {
          const at = (i: number, j: number) => conv.data[48 * n + 12 * (2 * r + i) + 3 * (2 * c + j) + f];
          expect(pool.data[12 * n + 6 * r + 3 * c + f]).toBe(Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1)));
        }
  expect(flat.data).toEqual(pool.data);
});

peerTest(missingTfjs, "a graph of layers, one of them used twice: by the number of the use, inputs before outputs", async () => {
  const input = tf.input({ shape: [4] });
  const shared = tf.layers.dense({ units: 4, activation: "tanh", name: "shared" });
  const once = shared.apply(input);
  const output = tf.layers.add({ name: "sum" }).apply([once, shared.apply(once)]);
  const layers = await activationsOfTfjs(tf.model({ inputs: input, outputs: output }), x, { tf });
  expect(layers.map((l) => l.name)).toEqual(["shared:0", "shared:1", "sum"]);
  layers[2].data.forEach((v, i) => {
    expect(v).toBeCloseTo(layers[0].data[i] + layers[1].data[i], 6);
  });
  const [w, b] = shared.getWeights().map((t: { dataSync(): Float32Array }) => t.dataSync());
  for (const [from, to] of [
    [x, layers[0]],
    [layers[0], layers[1]],
  ])
    for (let i = 0; i < ROWS; i++)
      for (let j = 0; j < 4; j++) {
        const z = b[j] + [0, 1, 2, 3].reduce((sum, m) => sum + from.data[4 * i + m] * w[4 * m + j], 0);
        expect(to.data[4 * i + j]).toBeCloseTo(Math.tanh(z), 6);
      }
});

for (const [title, call, message] of [
  ["a name", () => activationsOfTfjs(dense(), x, { tf, layers: ["tanh"] }), /"tanh" is none. There are dense0, dropout, dense1, noise/],
  ["one name", () => activationsOfTfjs(dense(), x, { tf, layers: "tanh" as never }), /layers must be a list of names.*; got "tanh"/],
  ["the columns", () => activationsOfTfjs(dense(), images, { tf }), /one column per value of a sample, 4; got 50 columns/],
  [
    "a model without inputs",
    () => activationsOfTfjs(tf.sequential(), x, { tf }),
    /model must be built: give its first layer an inputShape/,
  ],
  ["another tf", () => activationsOfTfjs(dense(), x, { tf: {} }), /tf must be TensorFlow.js.*; got an object with keys \(none\)/],
] as [string, () => Promise<unknown>, RegExp][])
  peerTest(missingTfjs, `${title} that does not fit is refused with what is required`, async () => {
    await expect(call()).rejects.toThrow(message);
  });

test("what is no model is refused, by activationsOf with the name of the right function", async () => {
  await expect(activationsOfTfjs(net as never, x)).rejects.toThrow(/model must be a LayersModel, as tf.sequential/);
  const layersModel = { inputs: [], outputs: [], layers: [] };
  expect(() => activationsOf(layersModel as never, x)).toThrow(/model must be a network.*activationsOfTfjs models of TensorFlow.js/);
});
