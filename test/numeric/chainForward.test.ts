import { ACTIVATION_CODES, type Activation } from "src/networks/activation.js";
import { chainForward } from "src/numeric/chainForward.js";
import { expect, test } from "vitest";

const FUNCTIONS: Record<Activation, (z: number[]) => number[]> = {
  linear: (z) => z,
  tanh: (z) => z.map(Math.tanh),
  sigmoid: (z) => z.map((v) => 1 / (1 + Math.exp(-v))),
  relu: (z) => z.map((v) => Math.max(v, 0)),
  leakyRelu: (z) => z.map((v) => (v < 0 ? 0.2 * v : v)),
  hardtanh: (z) => z.map((v) => Math.min(1, Math.max(-1, v))),
  softplus: (z) => z.map((v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)))),
  softsign: (z) => z.map((v) => v / (1 + Math.abs(v))),
  softmax: (z) => {
    const e = z.map((v) => Math.exp(v - Math.max(...z)));
    return e.map((v) => v / e.reduce((a, b) => a + b, 0));
  },
};

const layer = (inputs: number, outputs: number, activation: Activation) => ({
  ...{ inputs, outputs, activation: ACTIVATION_CODES[activation], slope: 0.2 },
  weights: Array.from({ length: inputs * outputs }, (_, i) => 3 * Math.sin(1.7 * i + outputs)),
  bias: Array.from({ length: outputs }, (_, j) => Math.cos(2.1 * j)),
});

test.each(Object.keys(FUNCTIONS) as Activation[])("%s: two layers of odd widths equal a plain loop", (activation) => {
  const layers = [layer(5, 7, activation), layer(7, 3, activation)];
  const x = { rows: 9, cols: 5, data: Float64Array.from({ length: 45 }, (_, i) => Math.sin(i * i)) };
  const got = chainForward(layers, x);
  for (let i = 0; i < x.rows; i++) {
    let below = [...x.data.subarray(i * 5, i * 5 + 5)];
    layers.forEach((l, k) => {
      const z = l.bias.map((b, j) => below.reduce((sum, v, r) => sum + v * l.weights[r * l.outputs + j], b));
      below = FUNCTIONS[activation](z);
      below.forEach((v, j) => {
        expect(got[k]!.data[i * l.outputs + j]).toBeCloseTo(v, 13);
      });
    });
  }
});

test("more rows than fit into one block give the same numbers", () => {
  const layers = [layer(3, 2, "tanh")];
  const rows = 400_003;
  const x = { rows, cols: 3, data: Float64Array.from({ length: 3 * rows }, (_, i) => (i % 101) / 50 - 1) };
  const all = chainForward(layers, x)[0]!;
  const tail = chainForward(layers, { rows: 5, cols: 3, data: x.data.slice(-15) })[0]!;
  expect([...all.data.slice(-10)]).toEqual([...tail.data]);
});
