import { activationsOfOnnx, matrix } from "infoplane";
import { GraphBuilder } from "src/engines/onnx/graphBuilder.js";
import { onnxGraph } from "src/engines/onnx/onnxGraph.js";
import { expect, test } from "vitest";

test("a graph that was written is read back, and onnxruntime computes what it says", async () => {
  const b = new GraphBuilder();
  const x = b.input("x", [2, 3]);
  // 20 000 numbers: lengths of more than two bytes; row 0 of the weights is 1, 2, …, the others are 0
  const weights = Float32Array.from({ length: 20_000 }, (_, i) => (i < 10_000 ? i + 1 : 0));
  const wide = b.node("Gemm", [b.node("Slice", [x, b.whole(0), b.whole(2), b.whole(1)]), b.constant(weights, [2, 10_000])]);
  const leaky = b.node("LeakyRelu", [wide], { alpha: { real: 0.25 } });
  const turned = b.transpose(b.reshape(leaky, [-1, 2, 5000]), [0, 2, 1]);
  b.output("sums", b.sum(turned, [1]), [2, 2]);
  const model = b.model();
  expect(onnxGraph("test", model)).toEqual({
    nodes: ["Slice", "Gemm", "LeakyRelu", "Reshape", "Transpose", "ReduceSum", "Identity"].map((operator, i) => ({
      operator,
      outputs: [i < 6 ? `v${i}` : "sums"],
    })),
    inputs: [{ name: "x", dims: [2, 3] }],
    outputs: ["sums"],
  });
  const rows = matrix([
    [2, 7, 9],
    [-4, 7, 9],
  ]);
  const [sums] = await activationsOfOnnx(model, rows, { layers: ["sums"] });
  // 1 + … + 5000 = 12 502 500, and 5001 + … + 10 000 = 37 502 500; times 2, and times −4 · 0.25
  [25_005_000, 75_005_000, -12_502_500, -37_502_500].forEach((want, i) => {
    expect(sums.data[i] / want).toBeCloseTo(1, 5);
  });
});
