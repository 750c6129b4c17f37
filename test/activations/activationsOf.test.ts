import { activationsOf, adam, matrix, mlp, type Network, szt, train } from "infoplane";
import { noise } from "src/core/noise.js";
import { streamOf } from "src/networks/streamOf.js";
import { describe, expect, test } from "vitest";
import { denseLayers } from "../engines/formulaNetwork.js";

const inputs = matrix(
  Float64Array.from({ length: 37 * 4 }, (_, i) => Math.sin(i * i)),
  37,
  4,
);

/** Rows through the network in a plain loop, with core's noise where it acts; gives every layer before and after its own noise. */
function plain(net: Network, acts: boolean, replica: number) {
  const padded = 48;
  let below = Array.from({ length: 37 }, (_, i) => [...inputs.data.subarray(4 * i, 4 * i + 4)]);
  return denseLayers(net).map((l, k) => {
    const drawn = noise(0, streamOf("recording", 0, k), (replica * l.outputs * padded) / 4, new Float32Array(l.outputs * padded));
    const f = (z: number[]) => {
      if (l.activation === "tanh") return z.map(Math.tanh);
      const e = z.map((v) => Math.exp(v));
      return e.map((v) => v / e.reduce((a, b) => a + b));
    };
    const both = below.map((row, i) => {
      const z = [...l.bias].map((b, j) => row.reduce((sum, v, r) => sum + v * l.weights.data[r * l.outputs + j], b));
      const before = f(z);
      if (!l.noise || !acts) return { before, after: before };
      const n = z.map((_, j) => l.noise!.sd * drawn[j * padded + i]);
      return { before, after: l.noise.where === "inside" ? f(z.map((v, j) => v + n[j])) : before.map((v, j) => v + n[j]) };
    });
    below = both.map((b) => b.after);
    return { before: both.flatMap((b) => b.before), after: both.flatMap((b) => b.after) };
  });
}

describe.each(["inside", "after"] as const)("noise %s the activation", (where) => {
  const net = mlp([4, 6, 5, 2], { seed: 3, noise: { sd: 0.3, where } });
  test.each(["before", "after"] as const)("recorded %s a layer's own noise: core's numbers, fresh in every replica", (record) => {
    for (const replica of [0, 3]) {
      const got = activationsOf(net, inputs, { noise: "all", record, replica });
      plain(net, true, replica).forEach((layer, k) => {
        layer[record].forEach((v, i) => {
          expect(got[k].data[i]).toBeCloseTo(v, 12);
        });
      });
    }
  });
  test("noise of training does not act unless it is asked for", () => {
    plain(net, false, 0).forEach((layer, k) => {
      expect([...activationsOf(net, inputs)[k].data].every((v, i) => Math.abs(v - layer.after[i]) < 1e-12)).toBe(true);
    });
    expect(activationsOf(net, inputs)).toEqual(activationsOf(net, inputs, { noise: "none" }));
  });
});

test('a snapshot of a network that is noisy in evaluation is noisy, anew at each epoch, and `record: "before"` leaves its own noise out', async () => {
  const data = szt();
  const network = mlp([12, 5, 2], { seed: 1, noise: { sd: 0.2, when: "evaluation" } });
  const options = {
    network,
    data,
    optimizer: adam({ learningRate: 1e-12 }),
    batchSize: 4096,
    epochs: 1,
    recordAt: [0, 1],
    progress: () => {},
  };
  const spread = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.sqrt(Array.from(a).reduce((s, v, i) => s + (v - b[i]) ** 2, 0) / a.length);
  const noisy = await train(options);
  const [first, second] = noisy.snapshots.map((s) => s.layers[0].data);
  expect(spread(first, second)).toBeCloseTo(0.2 * Math.SQRT2, 2);
  const before = await train({ ...options, record: "before" });
  const quiet = activationsOf(network, data.inputs, { noise: "none" })[0].data;
  expect(spread(before.snapshots[0].layers[0].data, quiet)).toBe(0);
  expect(spread(first, quiet)).toBeCloseTo(0.2, 2);
});

test("layers chooses some, in that order", () => {
  const net = mlp([4, 6, 5, 2], { seed: 3 });
  const all = activationsOf(net, inputs);
  expect(activationsOf(net, inputs, { layers: [3, 1] })).toEqual([all[2], all[0]]);
  expect(activationsOf(net, inputs, { layers: [] })).toEqual([]);
  expect(() => activationsOf(net, inputs, { layers: [0] })).toThrow(
    "activationsOf: layers must number layers from 1 to 3, as mlp 4-6-5-2 has; got 0.",
  );
  expect(() => activationsOf(net, inputs, { layers: [2, 2] })).toThrow("layers must name each layer once; got 2 twice.");
  expect(() => activationsOf(net, inputs, { layers: 2 as never })).toThrow("layers must be a list of layers, such as [1, 2]; got 2.");
});

test.each<[() => unknown, RegExp]>([
  [() => activationsOf(mlp([3, 2]), inputs), /inputs must have 3 columns, as mlp 3-2 has inputs; got 37×4/],
  [() => activationsOf(mlp([4, 2]), inputs, { noise: "training" as "all" }), /noise must be one of "evaluation", "none", "all"/],
  [() => activationsOf(mlp([4, 2]), inputs, { replicas: 3 } as object), /unknown option "replicas"/],
])("a wrong call says what is required (%#)", (call, message) => {
  expect(call).toThrow(message);
});
