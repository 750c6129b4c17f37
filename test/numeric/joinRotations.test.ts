import { joinRotations } from "src/numeric/joinRotations.js";
import type { ChainLayer } from "src/numeric/trainingChain.js";
import { expect, test } from "vitest";

const units = { activation: 0, slope: 0, bias: false };
// 2 inputs, 3 units, 4 units, 1 unit; ranks 2, 3, 1
const first: ChainLayer = { ...units, inputs: 2, outputs: 3, usv: { rank: 2, u: [1, 2, 3, 4], v: [1, 0, 2, -1, 3, 1] } };
const second: ChainLayer = {
  ...units,
  ...{ inputs: 3, outputs: 4 },
  usv: { rank: 3, u: [1, 2, 3, 4, 5, 6, 7, 8, 9], v: Array.from({ length: 12 }, (_, i) => i) },
};
const third: ChainLayer = { ...units, inputs: 4, outputs: 1, usv: { rank: 1, u: [1, 10, 100, 1000], v: [5] } };

test("V of a layer is multiplied into U of the next, worked by hand", () => {
  const [a, b, c] = joinRotations([first, second, third]);
  expect(a).toEqual({ ...first, outputs: 2, usv: { rank: 2, u: first.usv!.u } });
  // V1 U2 = [1 0 2; -1 3 1] [1 2 3; 4 5 6; 7 8 9]
  expect(b).toEqual({ ...second, inputs: 2, outputs: 3, usv: { rank: 3, u: Float64Array.of(15, 18, 21, 18, 21, 24) } });
  // V2 U3: rows 0 1 2 3, 4 5 6 7, 8 9 10 11 by powers of ten
  expect(c).toEqual({ ...third, inputs: 3, usv: { rank: 1, u: Float64Array.of(3210, 7654, 12098), v: [5] } });
});

const noise = { sd: 0.1, where: "after", stream: 1, evaluationStream: 2 } as const;
test.each<[string, Partial<ChainLayer>]>([
  ["an activation", { activation: 3 }],
  ["levels", { levels: { low: -1, step: 1 } }],
  ["noise in training", { noise: { ...noise, when: "training" } }],
  ["noise in evaluation", { noise: { ...noise, when: "evaluation" } }],
  ["dropout", { dropout: { rate: 0.5, stream: 1 } }],
])("%s between them keeps the factors apart, what comes after the second does not", (_, between) => {
  const apart = [{ ...first, ...between }, second];
  expect(joinRotations(apart)).toEqual(apart);
  const [a, b] = joinRotations([first, { ...second, ...between }]);
  expect([a.outputs, b.inputs]).toEqual([2, 2]);
  expect(b).toMatchObject(between);
});

test("dense layers, and USV layers beside them, stay as they are", () => {
  const dense: ChainLayer = { ...units, inputs: 3, outputs: 3 };
  expect(joinRotations([first, dense, second])).toEqual([first, dense, second]);
});
