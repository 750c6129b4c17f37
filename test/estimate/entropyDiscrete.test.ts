import fc from "fast-check";
import { column, entropyDiscrete, matrix, mutualInformationDiscrete, random } from "infoplane";
import { expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { meanAndError } from "./points.js";

test("a fair coin seen twice each side is 1 bit, however it is written", () => {
  for (const x of [
    [0, 1, 1, 0],
    column([0, 1, 1, 0]),
    Uint8Array.of(0, 1, 1, 0),
    matrix([
      [1, 2],
      [1, 3],
      [1, 3],
      [1, 2],
    ]),
  ])
    expect(entropyDiscrete(x).bits).toBeCloseTo(1, 15);
});

// n = 5, counts 3 and 2. G(2) = G(3) = 2 − γ − ln 2.
test("corrections by hand on counts 3, 2", () => {
  const plugIn = Math.log(5) - (3 * Math.log(3) + 2 * Math.LN2) / 5;
  expect(entropyDiscrete([1, 1, 1, 2, 2], { correction: "millerMadow" }).nats).toBeCloseTo(plugIn + 0.1, 14);
  const g = 2 - 0.5772156649015329 - Math.LN2;
  expect(entropyDiscrete([1, 1, 1, 2, 2], { correction: "grassberger" }).nats).toBeCloseTo(Math.log(5) - g, 13);
});

test("every symbol once is the ceiling, more than half as many symbols as samples is close to it", () => {
  expect(entropyDiscrete([7]).warnings.join()).toContain("1 classes for 1 rows: close to the ceiling ln n = 0 nats");
  expect(entropyDiscrete([7, 8]).warnings.join()).toContain(
    "every row is in a class of its own: the value is the ceiling ln n = 0.69315 nats",
  );
  expect(entropyDiscrete([1, 1, 2, 2]).warnings).toEqual([]);
  expect(entropyDiscrete([1, 1, 2, 2, 3]).warnings.join()).toContain("3 classes for 5 rows: close to the ceiling");
  expect(mutualInformationDiscrete([1, 1], [1, 2]).warnings.join()).toContain("every row is in a class of its own");
});

test("XOR: two bits share nothing with their sum one by one, one bit together", () => {
  const a = [0, 0, 1, 1];
  const b = [0, 1, 0, 1];
  const xor = [0, 1, 1, 0];
  expect(mutualInformationDiscrete(a, xor).nats).toBeCloseTo(0, 15);
  expect(
    mutualInformationDiscrete(
      matrix([
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
      xor,
    ).bits,
  ).toBeCloseTo(1, 15);
  expect(mutualInformationDiscrete(a, b).dims).toEqual([1, 1]);
});

test("a quantised network: I(X;T) = H(T), exactly", () => {
  const t = matrix([
    [1, 2],
    [1, 2],
    [3, 2],
    [3, 1],
  ]);
  expect(mutualInformationDiscrete([0, 1, 2, 3], t).nats).toBeCloseTo(entropyDiscrete(t).nats, 14);
});

peerTest(missingPython("sklearn", "scipy"), "equals scikit-learn's mutual_info_score and SciPy's entropy", () => {
  const draw = random(9);
  const x = Array.from({ length: 500 }, () => draw.below(7));
  const y = x.map((v) => (draw.uniform() < 0.6 ? v : draw.below(4)));
  const [mi, h] = runPython(
    `import json, sys, numpy as np
from sklearn.metrics import mutual_info_score
from scipy.stats import entropy
a = json.load(sys.stdin)
print(json.dumps([mutual_info_score(a["x"], a["y"]), entropy(np.unique(a["x"], return_counts=True)[1])]))`,
    { x, y },
  ) as number[];
  expect(mutualInformationDiscrete(x, y).nats).toBeCloseTo(mi, 12);
  expect(entropyDiscrete(x).nats).toBeCloseTo(h, 12);
});

// 8 equally likely symbols, n = 40: the plug-in is about 7 / 80 = 0.0875 too low, the corrections remove most of it.
test.each([
  ["plugIn", -0.0875, 0.02],
  ["millerMadow", 0, 0.01],
  ["grassberger", 0, 0.01],
] as const)("bias of %s at 8 symbols and n = 40", (correction, bias, tolerance) => {
  const errors = Array.from({ length: 300 }, (_, seed) => {
    const draw = random(seed);
    return (
      entropyDiscrete(
        Array.from({ length: 40 }, () => draw.below(8)),
        { correction },
      ).nats - Math.log(8)
    );
  });
  const { mean, error } = meanAndError(errors);
  expect(Math.abs(mean - bias)).toBeLessThan(tolerance + 4 * error);
  expect(error).toBeLessThan(0.006);
});

test("plug-in information: symmetric, between 0 and either entropy, unchanged by renaming", () => {
  const symbols = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(symbols, (pairs) => {
      const x = pairs.map((p) => p[0]);
      const y = pairs.map((p) => p[1]);
      const i = mutualInformationDiscrete(x, y).nats;
      expect(mutualInformationDiscrete(y, x).nats).toBeCloseTo(i, 12);
      expect(
        mutualInformationDiscrete(
          x.map((v) => -v * 1.5),
          y,
        ).nats,
      ).toBeCloseTo(i, 12);
      expect(i).toBeGreaterThan(-1e-12);
      expect(i).toBeLessThan(Math.min(entropyDiscrete(x).nats, entropyDiscrete(y).nats) + 1e-12);
    }),
  );
});

test("0 and −0 are one symbol", () => {
  expect(entropyDiscrete([-0, 0, 0]).nats).toBe(0);
  expect(entropyDiscrete([1e-20, 2e-20, -1e-20]).nats).toBeCloseTo(Math.log(3), 14); // small ones are not
});

test.each([null, undefined, 5, "aab", { rows: 2, cols: 1, data: [1, 2] }])("%j is no list of symbols", (x) => {
  expect(() => entropyDiscrete(x as never)).toThrow("entropyDiscrete: x must be a Matrix");
});

test("lengths that differ and NaN are refused", () => {
  expect(() => entropyDiscrete([])).toThrow("x must have at least one row and one column; got 0×1");
  for (const f of [entropyDiscrete, (x: number[], o: object) => mutualInformationDiscrete(x, x, o)]) {
    expect(() => f([1], { correction: "none" as never })).toThrow(
      'correction must be one of "plugIn", "millerMadow", "grassberger"; got "none"',
    );
    expect(() => f([1], { colour: 1 } as never)).toThrow('unknown option "colour"');
  }
  expect(() => mutualInformationDiscrete([1], [1, 2])).toThrow("x and y must have the same number of samples; got 1 and 2.");
  expect(() => entropyDiscrete([1, Number.NaN])).toThrow("x must hold no NaN; got one at 1.");
  expect(() => entropyDiscrete([1], { corection: "plugIn" } as never)).toThrow('unknown option "corection"');
});
