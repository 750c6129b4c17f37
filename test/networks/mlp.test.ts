import { mlp } from "infoplane";
import type { Initialiser } from "src/networks/initialiser.js";
import { redraw } from "src/networks/redraw.js";
import { parametersOf, withParameters } from "src/networks/withParameters.js";
import { describe, expect, test } from "vitest";
import { denseLayers } from "../engines/formulaNetwork.js";

const text = (value: object) =>
  ((value as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]() as Record<string, string>)["text/plain"];

test("the network of the SZT experiments has 294 parameters and says so, layer by layer", () => {
  const net = mlp([12, 10, 7, 5, 4, 3, 2], { hidden: "tanh", seed: 1 });
  expect(net.parameters).toBe(130 + 77 + 40 + 24 + 15 + 8);
  expect(denseLayers(net).map((l) => [l.inputs, l.outputs, l.activation])).toEqual([
    [12, 10, "tanh"],
    [10, 7, "tanh"],
    [7, 5, "tanh"],
    [5, 4, "tanh"],
    [4, 3, "tanh"],
    [3, 2, "softmax"],
  ]);
  expect(text(net).split("\n")).toHaveLength(7);
  expect(text(net)).toContain("294 parameters, seed 1");
  expect(text(net)).toContain("12 → 10  tanh     130 parameters  torch");
});

test("one seed gives one network; another seed and another repetition give others", () => {
  const a = mlp([12, 10, 2], { seed: 1 });
  expect(parametersOf(mlp([12, 10, 2], { seed: 1 }))).toEqual(parametersOf(a));
  expect(parametersOf(mlp([12, 10, 2], { seed: 2 }))).not.toEqual(parametersOf(a));
  expect(parametersOf(redraw(a, 0))).toEqual(parametersOf(a));
  expect(parametersOf(redraw(a, 1))).not.toEqual(parametersOf(a));
});

describe("initial weights of 200 → 50", () => {
  const moments = (init: Initialiser) => {
    const { weights, bias } = denseLayers(mlp([200, 50], { init, seed: 3 }))[0];
    const w = [...weights.data];
    const mean = w.reduce((s, v) => s + v, 0) / w.length;
    const sd = Math.sqrt(w.reduce((s, v) => s + (v - mean) ** 2, 0) / w.length);
    return { mean, sd, most: Math.max(...w.map(Math.abs)), bias: Math.max(...bias.map(Math.abs)), n: w.length };
  };
  const cut = 0.8796256610342398; // sd of a standard normal cut at ±2
  test.each<[Initialiser, number, number, number]>([
    ["torch", 1 / Math.sqrt(200) / Math.sqrt(3), 1 / Math.sqrt(200), 1 / Math.sqrt(200)],
    ["glorot", Math.sqrt(6 / 250) / Math.sqrt(3), Math.sqrt(6 / 250), 0],
    ["he", Math.sqrt(2 / 200), Infinity, 0],
    ["truncatedNormalFanIn", cut / Math.sqrt(200), 2 / Math.sqrt(200), 0],
    ["truncatedNormalOwnWidth", cut / Math.sqrt(50), 2 / Math.sqrt(50), 0],
    [{ normal: 2 }, 2 / Math.sqrt(200), Infinity, 0],
  ])("%o: standard deviation %f, bound %f, bias bound %f", (init, sd, bound, biasBound) => {
    const m = moments(init);
    expect(Math.abs(m.mean)).toBeLessThan((4 * sd) / Math.sqrt(m.n));
    expect(Math.abs(m.sd / sd - 1)).toBeLessThan(4 / Math.sqrt(2 * m.n)); // the normal's error of an sd; smaller for the bounded ones
    expect(m.most).toBeLessThan(bound * (1 + 1e-6));
    if (Number.isFinite(bound)) expect(m.most).toBeGreaterThan(0.99 * bound);
    expect(m.bias).toBeLessThanOrEqual(biasBound * (1 + 1e-6));
    if (biasBound > 0) expect(m.bias).toBeGreaterThan(0.8 * biasBound);
  });

  test.each([
    [20, 7],
    [7, 20],
    [9, 9],
  ])("orthogonal, %i → %i: the shorter side is orthonormal", (inputs, outputs) => {
    const { data } = denseLayers(mlp([inputs, outputs], { init: "orthogonal", seed: 1 }))[0].weights;
    const wide = outputs > inputs;
    const count = Math.min(inputs, outputs);
    const at = (vector: number, i: number) => (wide ? data[vector * outputs + i] : data[i * outputs + vector]);
    for (let a = 0; a < count; a++)
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let i = 0; i < Math.max(inputs, outputs); i++) sum += at(a, i) * at(b, i);
        expect(sum).toBeCloseTo(a === b ? 1 : 0, 6);
      }
  });
});

test("a list gives every layer its own initialiser", () => {
  const net = mlp([4, 3, 2], { init: ["orthogonal", "glorot"] });
  expect(denseLayers(net).map((l) => l.init)).toEqual(["orthogonal", "glorot"]);
});

test("parameters go out and come back in one order: weights by rows, then biases", () => {
  const net = mlp([2, 3, 1], { output: "linear" });
  const flat = Float32Array.from({ length: 13 }, (_, i) => i);
  const other = withParameters(net, flat);
  expect([...denseLayers(other)[0].weights.data]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...denseLayers(other)[0].bias]).toEqual([6, 7, 8]);
  expect([...denseLayers(other)[1].weights.data]).toEqual([9, 10, 11]);
  expect(parametersOf(other)).toEqual(flat);
});

test.each<[() => unknown, RegExp]>([
  [() => mlp([12]), /sizes must list at least inputs and outputs/],
  [() => mlp([12, 0, 2]), /sizes\[1\] must be an integer at least 1; got 0/],
  [() => mlp([2, 2], { activation: "tanh" } as object), /unknown option "activation"/],
  [() => mlp([2, 2], { hidden: "tangens" as "tanh" }), /hidden must be one of "linear", "tanh"/],
  [() => mlp([2, 2, 2], { hidden: "softmax" }), /for the last layer/],
  [() => mlp([2, 2], { init: "xavier" as "glorot" }), /init must be one of "torch", "glorot"/],
  [() => mlp([2, 2, 2], { init: ["glorot"] }), /one initialiser per layer \(2\); got 1/],
  [() => mlp([2, 2], { init: { normal: -1 } }), /init.normal must be a finite number, 0 or more/],
])("a wrong call says what is required (%#)", (call, message) => {
  expect(call).toThrow(message);
});
