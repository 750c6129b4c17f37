import {
  addNoise,
  column,
  entropyExact,
  entropyGaussian,
  entropyLinearGaussian,
  matrix,
  mutualInformationExact,
  mutualInformationGaussian,
  mutualInformationGaussianChannel,
  mutualInformationGaussianCopula,
  mutualInformationLinearGaussian,
  mutualInformationMeanField,
  random,
} from "infoplane";
import { estimateStream } from "src/estimate/estimateStream.js";
import { expect, test } from "vitest";
import bmi from "../../data/reference/bmi_samples.json" with { type: "json" };
import foreign from "../../data/reference/estimators.json" with { type: "json" };
import { meanAndError, normals, standardised } from "./points.js";

const [X2, Y2] = [matrix(foreign.data.x2), matrix(foreign.data.y2)];

test("normal entropy and information equal NumPy's slogdet, the copula SciPy's ranks and quantiles", () => {
  expect(entropyGaussian(Y2).nats).toBeCloseTo(foreign.gaussian_entropy, 12);
  expect(mutualInformationGaussian(X2, Y2).nats).toBeCloseTo(foreign.gaussian, 12);
  expect(mutualInformationGaussianCopula(X2, Y2, { correction: "plugIn" }).nats).toBeCloseTo(foreign.copula, 12);
});

test.each(bmi.tasks)("equals the reference on the samples of $id", (task) => {
  const nats = mutualInformationGaussian(standardised(matrix(task.x)), standardised(matrix(task.y))).nats;
  expect(Math.abs(nats - task.gaussian)).toBeLessThan(1e-9);
});

// Independent normals, n = 30, 2 + 3 columns: the plug-in is about 6 / 60 too high, the corrected one unbiased.
test("the correction removes the bias of the determinant", () => {
  const runs = Array.from({ length: 400 }, (_, seed) => {
    const [x, y] = [normals(30, 2, 2 * seed), normals(30, 3, 2 * seed + 1)];
    return [
      mutualInformationGaussian(x, y, { correction: "unbiased" }).nats,
      mutualInformationGaussian(x, y).nats,
      entropyGaussian(y, { correction: "unbiased" }).nats - 1.5 * Math.log(2 * Math.PI * Math.E),
    ];
  });
  for (const which of [0, 2]) {
    const { mean, error } = meanAndError(runs.map((r) => r[which]));
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.02);
  }
  expect(meanAndError(runs.map((r) => r[1])).mean).toBeGreaterThan(0.08);
});

test("the copula's warning about ties is about ranks", () => {
  const { warnings } = mutualInformationGaussianCopula(column([1, 1, 2, 3, 4]), column([1, 4, 2, 7, 3]));
  expect(warnings).toEqual([expect.stringContaining("2 of 5 rows of x equal another: x is not continuous, and the ranks of equal values")]);
});

test("the copula ranks equal values in the order of their rows", () => {
  const y = column([1, 4, 2, 7, 3]);
  const at = (x: number[]) => mutualInformationGaussianCopula(column(x), y, { correction: "plugIn" }).nats;
  expect(at([5, 2, 2, 2, 9])).toBe(at([5, 2, 3, 4, 9]));
  expect(at([5, 2, 2, 2, 9])).not.toBe(at([5, 4, 3, 2, 9]));
});

test("ties are those of 0 and −0, too, and of data that are part of a longer array; the samples stay as they are", () => {
  const y = column([1, 4, 2, 7]);
  for (const Reals of [Float32Array, Float64Array]) {
    const x = { rows: 4, cols: 1, data: Reals.of(8, 8, -0, 0, 1, 2).subarray(2) };
    expect(mutualInformationGaussianCopula(x, y).warnings).toEqual([expect.stringMatching(/^2 of 4 rows of x equal another/)]);
    expect(Object.is(x.data[0], -0)).toBe(true);
  }
  expect(mutualInformationGaussianCopula(column([1e-20, 2e-20, 3e-20, -1e-20]), y).warnings).toEqual([]);
});

test("a covariance that overflows is refused, not −∞", () => {
  expect(() => mutualInformationGaussianChannel(column([1e200, -1e200, 0]), { noise: 1 })).toThrow("values are too large to be squared");
});

test("the correction by hand: one column, two rows, ½ (γ + ln 2) above the plug-in", () => {
  const x = column([0, 2]);
  const lift = entropyGaussian(x, { correction: "unbiased" }).nats - entropyGaussian(x).nats;
  expect(lift).toBeCloseTo((0.5772156649015329 + Math.LN2) / 2, 13); // −½ [ψ(½) + ln 2], ψ(½) = −γ − 2 ln 2
});

test("a column that is another's sum up to rounding is found", () => {
  const z = normals(50, 2, 4).data;
  const rows = Array.from({ length: 50 }, (_, i) => [z[2 * i], z[2 * i + 1], 0.1 * z[2 * i] + 0.7 * z[2 * i + 1]]);
  expect(() => entropyGaussian(matrix(rows))).toThrow("the covariance of x is singular");
});

test("noise is independent of samples drawn with the same seed", () => {
  const z = Float64Array.from(normals(2000, 1, 3).data);
  const e = addNoise(column(new Float64Array(2000)), { sd: 1, seed: 3 }).data;
  const correlation = [...z].reduce((s, v, i) => s + v * e[i], 0) / 2000; // 1 if both are one stream
  expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(2000));
});

test("the copula does not see increasing maps of a column", () => {
  const x = normals(300, 1, 1);
  const y = addNoise(x, { sd: 1, seed: 2 });
  const nats = mutualInformationGaussianCopula(x, y).nats;
  expect(mutualInformationGaussianCopula(column(x.data.map(Math.exp)), column(y.data.map((v) => v ** 3))).nats).toBeCloseTo(nats, 12);
});

test("linear network by hand: C = Wᵀ W + v", () => {
  // W = (3, 4)ᵀ: one output of variance 25 + 1
  const h = entropyLinearGaussian([{ weights: matrix([[3], [4]]), noiseVariance: 1 }]);
  expect(h.nats).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 26), 13);
  expect(mutualInformationLinearGaussian([{ weights: matrix([[3], [4]]), noiseVariance: 1 }]).nats).toBeCloseTo(0.5 * Math.log(26), 13);
  // a second layer of gain 2 and noise 3 on top: 4 · 26 + 3 against noise 4 · 1 + 3
  const chain = [
    { weights: matrix([[3], [4]]), noiseVariance: 1 },
    { weights: matrix([[2]]), noiseVariance: 3 },
  ];
  expect(mutualInformationLinearGaussian(chain).nats).toBeCloseTo(0.5 * Math.log(107 / 7), 13);
  expect(entropyLinearGaussian(chain, { inputCovariance: 0.5 }).nats).toBeCloseTo(
    0.5 * Math.log(2 * Math.PI * Math.E * (4 * 13.5 + 3)),
    13,
  );
  const correlated = matrix([
    [1, 0.5],
    [0.5, 2],
  ]); // 9 + 2·6 + 32
  expect(entropyLinearGaussian([{ weights: matrix([[3], [4]]) }], { inputCovariance: correlated }).nats).toBeCloseTo(
    0.5 * Math.log(2 * Math.PI * Math.E * 53),
    13,
  );
});

test("linear network against its samples", () => {
  const w1 = matrix([...Array(5)].map((_, i) => [...Array(4)].map((_, j) => Math.sin(1 + i + 2.3 * j))));
  const w2 = matrix([...Array(4)].map((_, i) => [...Array(3)].map((_, j) => Math.cos(i * j + 0.5 * i))));
  const exact = entropyLinearGaussian([
    { weights: w1, noiseVariance: 0.3 },
    { weights: w2, noiseVariance: 0.1 },
  ]).nats;
  const values = Array.from({ length: 40 }, (_, seed) => {
    const times = (a: { rows: number; cols: number; data: ArrayLike<number> }, b: typeof w1) => ({
      rows: a.rows,
      cols: b.cols,
      data: Float64Array.from({ length: a.rows * b.cols }, (_, k) => {
        let s = 0;
        for (let c = 0; c < a.cols; c++) s += a.data[Math.floor(k / b.cols) * a.cols + c] * b.data[c * b.cols + (k % b.cols)];
        return s;
      }),
    });
    const t1 = addNoise(times(normals(400, 5, seed), w1), { sd: Math.sqrt(0.3), seed: 1000 + seed });
    const t2 = addNoise(times(t1, w2), { sd: Math.sqrt(0.1), seed: 2000 + seed });
    return entropyGaussian(t2, { correction: "unbiased" }).nats - exact;
  });
  const { mean, error } = meanAndError(values);
  expect(Math.abs(mean)).toBeLessThan(4 * error);
  expect(error).toBeLessThan(0.015);
});

test("a linear network without noise in some direction has entropy −∞ or infinite information, and says so", () => {
  const wide = [{ weights: matrix([[1, 2]]) }];
  expect(() => entropyLinearGaussian(wide)).toThrow("covariance of the last layer is singular");
  expect(() => mutualInformationLinearGaussian([{ weights: matrix([[1], [1]]) }])).toThrow("Give the layer a noiseVariance");
  expect(() => entropyLinearGaussian([{ weights: matrix([[1, 2]]) }, { weights: matrix([[1]]) }])).toThrow(
    "the weights of layer 2 must have 2 rows, one per input; got 1×1",
  );
});

test("Gaussian channel by hand: variances 1/2 and 2 (n − 1), noise 1", () => {
  const s = matrix([
    [0, 0],
    [1, 2],
  ]); // variances ½ and 2, fully correlated
  expect(mutualInformationGaussianChannel(s, { noise: 1, covariance: "diagonal" }).nats).toBeCloseTo(0.5 * Math.log(1.5 * 3), 14);
  expect(mutualInformationGaussianChannel(s, { noise: 1 }).nats).toBeCloseTo(0.5 * Math.log(3.5), 14);
  expect(mutualInformationGaussianChannel(s, { noise: 2 }).nats).toBeCloseTo(0.5 * Math.log(1 + 2.5 / 4), 14);
});

test("mean-field rate: 0 for the prior itself, by hand for two inputs, fitted never above standard", () => {
  expect(mutualInformationMeanField(column([0, 0]), column([1, 1]), { prior: "standard" }).nats).toBeCloseTo(0, 15);
  const [m, v] = [column([1, -1]), column([0.25, 0.25])];
  expect(mutualInformationMeanField(m, v, { prior: "standard" }).nats).toBeCloseTo(0.5 * (1 + 0.25 - 1 + Math.log(4)), 14);
  expect(mutualInformationMeanField(m, v).nats).toBeCloseTo(0.5 * Math.log(5), 14);
  // far from 0 the variance of the means keeps its digits
  expect(mutualInformationMeanField(column([1e8 - 1, 1e8 + 1]), v).nats).toBeCloseTo(
    mutualInformationMeanField(column([-1, 1]), v).nats,
    12,
  );
  expect(() => mutualInformationMeanField(m, column([0.25, 0]))).toThrow("variances must be positive; got 0 in row 1, column 0");
});

test("exact tables: binary symmetric channel, and probabilities that are none", () => {
  const e = 0.11;
  const h = -e * Math.log(e) - (1 - e) * Math.log(1 - e);
  const joint = matrix([
    [(1 - e) / 2, e / 2],
    [e / 2, (1 - e) / 2],
  ]);
  expect(mutualInformationExact(joint).nats).toBeCloseTo(Math.LN2 - h, 14);
  expect(entropyExact([0.5, 0.25, 0.25, 0]).bits).toBeCloseTo(1.5, 14);
  expect(() => entropyExact([0.5, 0.6])).toThrow("p must have sum 1; got 1.1");
  expect(() => entropyExact([0.5, 0.4])).toThrow("p must have sum 1; got 0.9");
  expect(() => entropyExact([1.5, -0.5])).toThrow("got -0.5 at 1");
  expect(entropyExact([0.5, 0.5 + 7e-10]).bits).toBeCloseTo(1, 8); // a sum of 1 to 1e-9
  for (const off of [1.5e-9, -1.5e-9]) expect(() => entropyExact([0.5, 0.5 + off])).toThrow("must have sum 1");
  expect(() => mutualInformationExact([[1]] as never)).toThrow("mutualInformationExact: joint must be a Matrix");
  expect(() => mutualInformationExact({ rows: 0, cols: 2, data: new Float64Array(0) })).toThrow(
    "joint must have at least one row and one column; got 0×2",
  );
});

test.each([
  [[], {}, "layers must be a list of { weights, noiseVariance }, the first layer first; got "],
  ["ab", {}, "layers must be a list of { weights, noiseVariance }, the first layer first; got ab"],
  [[{ weights: [[1]] }], {}, "weights must be a Matrix"],
  [[{ weights: column([1]) }, { weights: column([Infinity]) }], {}, "the weights of layer 2 must be finite; got Infinity in row 0"],
  [[{ weights: column([1]), noiseVariance: -1 }], {}, "noiseVariance must be a finite number, 0 or more; got -1"],
  [[{ weights: column([1]) }], { inputCovariance: -2 }, "inputCovariance must be a finite number, 0 or more; got -2"],
  [[{ weights: column([1]) }], { inputCovariance: "1" }, "inputCovariance must be a Matrix"],
  [
    [{ weights: column([1]) }],
    { inputCovariance: column([1, 2]) },
    "inputCovariance must be 1×1, as the first weights have 1 rows; got 2×1",
  ],
  [
    [{ weights: column([1]) }],
    { inputCovariance: matrix([[1, 2]]) },
    "inputCovariance must be 1×1, as the first weights have 1 rows; got 1×2",
  ],
  [[{ weights: column([1]) }], { inputCovariance: column([Number.NaN]) }, "inputCovariance must be finite; got NaN"],
  [[{ weights: column([1]) }], { inputVariance: 1 }, 'unknown option "inputVariance"'],
])("linear networks %j with %j are refused", (layers, options, message) => {
  expect(() => entropyLinearGaussian(layers as never, options as never)).toThrow(`entropyLinearGaussian: ${message}`);
  expect(() => mutualInformationLinearGaussian(layers as never, options as never)).toThrow(`mutualInformationLinearGaussian: ${message}`);
});

test("a rate of variances that do not belong to the means, and a prior that is none, are refused", () => {
  const m = matrix([[1, 2]]);
  expect(() => mutualInformationMeanField(m, column([1]))).toThrow("means and variances must have the same columns; got 2 and 1");
  const none = { rows: 0, cols: 2, data: new Float64Array(0) };
  expect(() => mutualInformationMeanField(none, none)).toThrow("means must have at least one row and one column; got 0×2");
  expect(() => mutualInformationMeanField(m, m, { prior: "flat" as never })).toThrow(
    'prior must be one of "fitted", "standard"; got "flat"',
  );
});

test("rates of several units add up", () => {
  const [m, v] = [normals(5, 2, 1), { ...normals(5, 2, 2), data: normals(5, 2, 2).data.map(Math.exp) }];
  const unit = (a: typeof m, k: number) => column([...a.data].filter((_, i) => i % 2 === k));
  for (const prior of ["fitted", "standard"] as const) {
    const rate = (k: number) => mutualInformationMeanField(unit(m, k), unit(v, k), { prior }).nats;
    expect(mutualInformationMeanField(m, v, { prior }).nats).toBeCloseTo(rate(0) + rate(1), 13);
  }
});

test("noise by its seed: sd times standard normals, 0 for sd 0, the samples untouched; what is no noise is refused", () => {
  const x = column([1, 2, 3]);
  const normal = (seed: number) => random(seed, estimateStream("addNoise")).normal;
  const [first, second] = [normal(0), normal(1)];
  expect([...addNoise(x, { sd: 0.5 }).data]).toEqual([...x.data].map((v) => v + 0.5 * first()));
  expect([...addNoise(x, { sd: 0.5, seed: 1 }).data]).toEqual([...x.data].map((v) => v + 0.5 * second()));
  expect([...addNoise(x, { sd: 0 }).data]).toEqual([1, 2, 3]);
  expect([...x.data]).toEqual([1, 2, 3]);
  const many = Float64Array.from(addNoise(column(new Float64Array(20_000)), { sd: 3, seed: 1 }).data);
  const square = many.reduce((s, v) => s + (v * v) / 20_000, 0);
  expect(Math.abs(square / 9 - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
  for (const [options, message] of [
    [undefined, "sd must be a finite number, 0 or more; got undefined"],
    [{ sd: -1 }, "sd must be a finite number, 0 or more; got -1"],
    [{ sd: 1, seed: 0.5 }, "seed must be an integer at least 0; got 0.5"],
    [{ sd: 1, scale: 2 }, 'unknown option "scale"'],
  ] as const)
    expect(() => addNoise(x, options as never)).toThrow(`addNoise: ${message}`);
  expect(() => addNoise([1] as never, { sd: 1 })).toThrow("addNoise: x must be a Matrix");
});

test("a singular covariance and too few rows are refused", () => {
  const x = normals(50, 1, 1);
  expect(() => mutualInformationGaussian(x, x)).toThrow("the covariance of (x, y) is singular");
  for (const n of [3, 4])
    expect(() => mutualInformationGaussian(normals(n, 2, 1), normals(n, 2, 2))).toThrow(
      `(x, y) needs more rows than its 4 columns, or its covariance is singular; got ${n} rows`,
    );
  expect(() => mutualInformationGaussianChannel(matrix([[1, 2]]), { noise: 1 })).toThrow(
    "s must have at least 2 rows, to have a covariance; got 1×2",
  );
  for (const f of [mutualInformationGaussian, mutualInformationGaussianCopula]) {
    expect(() => f(X2, Y2, { kinds: ["continuous", "deterministicMap"] })).toThrow("infinite for continuous X");
    expect(() => f(X2, Y2, { kinds: ["continuous", "label"] })).toThrow("both variables must be continuous; got continuous and label");
    expect(() => f(X2, Y2, { correction: "none" as never })).toThrow('correction must be one of "plugIn", "unbiased"; got "none"');
  }
  expect(() => entropyGaussian(X2, { correction: "none" as never })).toThrow('correction must be one of "plugIn", "unbiased"; got "none"');
  expect(() => mutualInformationGaussianChannel(X2, { noise: 1, covariance: "none" as never })).toThrow(
    'covariance must be one of "full", "diagonal"; got "none"',
  );
});
