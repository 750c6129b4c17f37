import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { activationsOfCheckpoints, activationsOfOnnx, matrix } from "infoplane";
import { onnxGraph } from "src/engines/onnx/onnxGraph.js";
import { onnxRuntime } from "src/engines/onnx/onnxRuntime.js";
import { describe, expect, test } from "vitest";

const path = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const expected = JSON.parse(readFileSync(path("expected.json"), "utf8")) as Record<string, { shape: number[]; values: number[] }[]>;
const x = matrix(
  Float64Array.from({ length: 28 }, (_, i) => Math.sin(i * i)),
  7,
  4,
);
const images = matrix(
  Float64Array.from({ length: 108 }, (_, i) => Math.sin(i * i)),
  3,
  36,
);
const close = (got: ArrayLike<number>, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  want.forEach((v, i) => {
    expect(got[i]).toBeCloseTo(v, 6);
  });
};

test("the graph names its values, its input and its output", () => {
  const graph = onnxGraph("test", readFileSync(path("mlp.onnx")));
  expect(graph.nodes.map((n) => n.operator)).toEqual(["Gemm", "Tanh", "Gemm", "Softmax"]);
  expect(graph.inputs).toEqual([{ name: "x", dims: [undefined, 4] }]);
  expect(graph.outputs).toEqual(["y"]);
});

const missing = (() => {
  try {
    onnxRuntime("test");
    return false;
  } catch {
    return true;
  }
})();

describe.skipIf(missing)("with onnxruntime-node", () => {
  test("activation functions and outputs by default, as PyTorch has them", async () => {
    const layers = await activationsOfOnnx(path("mlp.onnx"), x);
    expect(layers.map((l) => [l.name, l.rows, l.cols])).toEqual([
      ["/1/Tanh_output_0", 7, 3],
      ["y", 7, 2],
    ]);
    close(layers[0].data, expected.mlp[1].values);
    close(layers[1].data, expected.mlp[3].values);
  });

  test("any value by name, in any order, in batches of any size", async () => {
    const bytes = readFileSync(path("mlp.onnx"));
    const layers = await activationsOfOnnx(bytes, x, { layers: ["/2/Gemm_output_0", "/0/Gemm_output_0"], batchSize: 3 });
    close(layers[0].data, expected.mlp[2].values);
    close(layers[1].data, expected.mlp[0].values);
  });

  test("a convolution: one row per sample, whatever the axes", async () => {
    const layers = await activationsOfOnnx(path("conv.onnx"), images);
    expect(layers.map((l) => [l.name, l.rows, l.cols])).toEqual([
      ["/1/Relu_output_0", 3, 32],
      ["y", 3, 3],
    ]);
    close(layers[0].data, expected.conv[1].values);
    close(layers[1].data, expected.conv[4].values);
  });

  test("a folder of checkpoints gives the epochs in order", async () => {
    const snapshots = await activationsOfCheckpoints(path("checkpoints"), x, { progress: () => {} });
    expect(snapshots.map((s) => s.epoch)).toEqual([2, 10]);
    close(snapshots[1].layers[0].data, expected.epoch10[1].values);
    await expect(activationsOfCheckpoints(path("."), x)).rejects.toThrow(/name of every file must end in its epoch/);
  });
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    "a name",
    () => activationsOfOnnx(path("mlp.onnx"), x, { layers: ["tanh"] }),
    /"tanh" is none. There are \/0\/Gemm_output_0, \/1\/Tanh_output_0/,
  ],
  ["one name", () => activationsOfOnnx(path("mlp.onnx"), x, { layers: "tanh" as never }), /layers must be a list of names.*; got "tanh"/],
  ["the columns", () => activationsOfOnnx(path("mlp.onnx"), images), /one column per value of a sample, 4; got 36 columns/],
  ["a shape", () => activationsOfOnnx(path("conv.onnx"), images, { inputShape: [1, 5, 6] }), /1×5×6; got 36 columns/],
  ["no model", () => activationsOfOnnx(Buffer.from("not a model at all"), x), /is no ONNX model, or it is cut off/],
  ["half a model", () => activationsOfOnnx(readFileSync(path("mlp.onnx")).subarray(0, 300), x), /is no ONNX model, or it is cut off/],
])("%s that does not fit is refused with what is required", async (_, call, message) => {
  await expect(call()).rejects.toThrow(message);
});
