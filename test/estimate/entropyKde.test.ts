import { column, entropyKde, entropyMixtureQuadrature, kernelVariance, matrix, mutualInformationKde, random } from "infoplane";
import { estimateStream } from "src/estimate/estimateStream.js";
import { expect, test } from "vitest";
import mixtures from "../../data/reference/gmm_entropy.json" with { type: "json" };
import bounds from "../../data/reference/kolchinsky_bounds.json" with { type: "json" };
import binned from "../../data/reference/szt_binned.json" with { type: "json" };
import { missingPython, peerTest, runPython } from "../peers.js";
import { formulaPoints, normals, shuffled, toFloat32 } from "./points.js";
import { formulaLayers, labels } from "./sztFormulaNetwork.js";

/** Relative to the reference; absolute below 1. */
const error = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b));

test.each(bounds.cases)("equals the reference: N = $N, d = $d, variance $var", (c) => {
  const t = formulaPoints(c.N, c.d, (i, j) => Math.sin(0.7 * (i + 1) * (j + 1) + 0.1 * j));
  const y = Array.from({ length: c.N }, (_, i) => i % 3);
  for (const [bound, h, ixt, iyt] of [
    ["upper", c.H_upper, c.I_XT_upper, c.I_YT_upper],
    ["lower", c.H_lower, c.I_XT_lower, c.I_YT_lower],
  ] as const) {
    expect(error(entropyKde(t, { noiseVariance: c.var, bound }).nats, h)).toBeLessThan(1e-12);
    expect(error(mutualInformationKde(t, { noiseVariance: c.var, bound }).nats, ixt)).toBeLessThan(1e-12);
    expect(error(mutualInformationKde(t, { noiseVariance: c.var, bound, labels: y }).nats, iyt)).toBeLessThan(1e-12);
  }
});

function mixtureCentres(c: { d: number; N: number }) {
  if (c.d === 1) return formulaPoints(c.N, 1, (i) => Math.tanh(3 * Math.sin(1.3 * i + 0.4)));
  return formulaPoints(c.N, 2, (i, j) => (j === 0 ? Math.sin(1.1 * i + 0.2) : Math.cos(2.3 * i - 0.5)));
}

test.each(mixtures.cases)("encloses the entropy by quadrature: d = $d, N = $N, variance $var", (c) => {
  const t = mixtureCentres(c);
  const upper = entropyKde(t, { noiseVariance: c.var }).nats;
  const lower = entropyKde(t, { noiseVariance: c.var, bound: "lower" }).nats;
  expect(error(upper, c.upper_KL)).toBeLessThan(1e-12);
  expect(error(lower, c.lower_Bhatt)).toBeLessThan(1e-12);
  expect(upper).toBeGreaterThan(c.h - 1e-9);
  expect(lower).toBeLessThan(c.h + 1e-9);
});

const layers = (binned.cases as unknown as Record<string, number | string>[]).slice(0, 6);
test.each(layers)("$act, scale $scale, layer $layer of the SZT network: 4096 points as the reference", (c) => {
  const t = formulaLayers(String(c.act), Number(c.scale))[Number(c.layer) - 1];
  for (const noiseVariance of [0.001, 0.05]) {
    const at = (name: string) => Number(c[`kde_${noiseVariance}_${name}`]);
    expect(mutualInformationKde(t, { noiseVariance }).nats).toBeCloseTo(at("IX_upper"), 8);
    expect(mutualInformationKde(t, { noiseVariance, bound: "lower" }).nats).toBeCloseTo(at("IX_lower"), 8);
    expect(mutualInformationKde(t, { noiseVariance, labels }).nats).toBeCloseTo(at("IY_upper"), 8);
  }
});

test("two points at distance r by hand: −ln[(1 + exp(−r² / 2v)) / 2] nats for the upper bound, 8v for the lower", () => {
  const t = column([0, 3]);
  expect(mutualInformationKde(t, { noiseVariance: 4 }).nats).toBeCloseTo(-Math.log((1 + Math.exp(-9 / 8)) / 2), 14);
  expect(mutualInformationKde(t, { noiseVariance: 4, bound: "lower" }).nats).toBeCloseTo(-Math.log((1 + Math.exp(-9 / 32)) / 2), 14);
});

test("one point: the entropy of its Gaussian", () => {
  expect(entropyKde(matrix([[5, 5, 5]]), { noiseVariance: 0.3 }).nats).toBeCloseTo(1.5 * Math.log(2 * Math.PI * Math.E * 0.3), 14);
});

test.each([
  [3, 0.005],
  [10, 0.005],
  [10, 0.3],
  [70, 1],
  [300, 3],
])("float32 data: within 1e-5 nats of float64, d = %d, noise %f", (d, noise) => {
  const t = toFloat32(normals(700, d, 3));
  const same = { ...t, data: Float64Array.from(t.data, Math.tanh) };
  const single = { ...t, data: Float32Array.from(same.data) };
  const exact = { ...t, data: Float64Array.from(single.data) };
  for (const bound of ["upper", "lower"] as const) {
    const a = mutualInformationKde(single, { noiseVariance: noise ** 2, bound });
    const b = mutualInformationKde(exact, { noiseVariance: noise ** 2, bound });
    expect(Math.abs(a.nats - b.nats)).toBeLessThan(1e-5);
    expect([a.settings.precision, b.settings.precision]).toEqual(["float32", "float64"]);
  }
});

test.each([1e-30, 1e30])("float32 layers in units of %f: the same as in units of 1, computed in float64", (unit) => {
  const t = toFloat32(normals(90, 3, 3));
  const scaled = { ...t, data: Float32Array.from(t.data, (x) => unit * x) };
  for (const o of [{ noiseVariance: 0.1 * unit ** 2 }, { width: "leaveOneOut" }, { width: "crossValidated" }] as const) {
    const e = mutualInformationKde(scaled, o);
    const plain = mutualInformationKde(t, "width" in o ? o : { noiseVariance: 0.1 });
    expect(Math.abs(e.nats - plain.nats)).toBeLessThan(1e-5);
    expect(e.settings.precision).toBe("float64");
    expect(
      Math.abs(entropyKde(scaled, o).nats - entropyKde(t, "width" in o ? o : { noiseVariance: 0.1 }).nats - 3 * Math.log(unit)),
    ).toBeLessThan(1e-5);
  }
});

test.each([1e-40, 1e40])("noise variance %f on float32 units: at the ceiling, or nothing is left", (noiseVariance) => {
  const { nats } = mutualInformationKde(toFloat32(normals(50, 3, 1)), { noiseVariance });
  expect(nats).toBeCloseTo(noiseVariance < 1 ? Math.log(50) : 0, 12);
  expect(Object.is(nats, -0)).toBe(false);
});

test("is unchanged by shuffling, translation and rotation; adds (d/2) ln s² when points and noise grow by s", () => {
  const t = normals(200, 2, 5);
  const h = entropyKde(t, { noiseVariance: 0.1 }).nats;
  const turned = {
    ...t,
    data: Float64Array.from(t.data, (_, k) => {
      const [x, y] = [t.data[k - (k % 2)], t.data[k - (k % 2) + 1]];
      return 7 + (k % 2 === 0 ? 0.6 * x - 0.8 * y : 0.8 * x + 0.6 * y);
    }),
  };
  expect(entropyKde(shuffled(t, 1), { noiseVariance: 0.1 }).nats).toBeCloseTo(h, 12);
  expect(entropyKde(turned, { noiseVariance: 0.1 }).nats).toBeCloseTo(h, 11);
  const grown = { ...t, data: t.data.map((x) => 3 * x) };
  expect(entropyKde(grown, { noiseVariance: 0.9 }).nats).toBeCloseTo(h + Math.log(9), 12);
});

test("leave-one-out width: the slope of the held-out likelihood is 0 there, by hand for three points", () => {
  // points 0, 1, 3: maximise Σ_i ln[½ Σ_{j≠i} N(t_i; t_j, v)]
  const v = kernelVariance(column([0, 1, 3]));
  const likelihood = (w: number) => {
    const g = (r: number) => Math.exp((-r * r) / (2 * w)) / Math.sqrt(w);
    return Math.log(g(1) + g(3)) + Math.log(g(1) + g(2)) + Math.log(g(3) + g(2));
  };
  expect((likelihood(v * 1.001) - likelihood(v * 0.999)) / 0.002).toBeCloseTo(0, 5);
  expect(likelihood(v)).toBeGreaterThan(likelihood(1.1 * v));
  expect(likelihood(v)).toBeGreaterThan(likelihood(0.9 * v));
});

test("a width chosen by the data: the bounds are those at that variance, and hold for the mixture by quadrature", () => {
  const t = normals(300, 1, 8);
  const upper = entropyKde(t, { width: "leaveOneOut" });
  const noiseVariance = kernelVariance(t);
  expect(upper.settings).toMatchObject({ noiseVariance, width: "leaveOneOut" });
  expect(upper.nats).toBe(entropyKde(t, { noiseVariance }).nats);
  const h = entropyMixtureQuadrature(t, { noise: Math.sqrt(noiseVariance) }).nats;
  expect(upper.nats).toBeGreaterThan(h);
  expect(entropyKde(t, { width: "leaveOneOut", bound: "lower" }).nats).toBeLessThan(h);
});

peerTest(missingPython("sklearn"), "the widths beat their neighbours under scikit-learn's held-out likelihood", () => {
  const t = normals(60, 2, 8);
  for (const [method, folds] of [
    ["leaveOneOut", 60],
    ["crossValidated", 6],
  ] as const) {
    const v = kernelVariance(t, { method, folds, seed: 3 });
    const order = [...random(3, estimateStream("folds")).permutation(60)];
    const scores = runPython(
      `import json, sys, numpy as np
from sklearn.neighbors import KernelDensity
a = json.load(sys.stdin); x = np.array(a["x"]).reshape(60, 2)[a["order"]]; k = a["folds"]; fold = np.arange(60) % k
print(json.dumps([sum(KernelDensity(bandwidth=np.sqrt(v)).fit(x[fold != f]).score(x[fold == f]) for f in range(k)) for v in a["v"]]))`,
      { x: [...t.data], order, folds, v: [0.97 * v, v, 1.03 * v] },
    ) as number[];
    expect(scores[1]).toBeGreaterThan(Math.max(scores[0], scores[2]));
    // a parabola through the three has its top at the width that we found
    const top = (0.03 * (scores[0] - scores[2])) / (2 * (scores[0] - 2 * scores[1] + scores[2]));
    expect(Math.abs(top)).toBeLessThan(1e-3);
  }
});

test("says when the noise is too small to see anything", () => {
  const e = mutualInformationKde(normals(50, 3, 1), { noiseVariance: 1e-9 });
  expect(e.warnings[0]).toContain("no two of the 50 points overlap: I(X;T) is at its ceiling ln n = 3.912 nats");
  expect(mutualInformationKde(normals(50, 3, 1), { noiseVariance: 1 }).warnings).toEqual([]);
  expect(entropyKde(column([5]), { noiseVariance: 1 }).warnings).toEqual([]); // one point is no ceiling
  // two points whose components overlap by q: ln 2 − ln(1 + q), within 0.01 of ln 2 for q = 0.0075, not for 0.015
  const at = (q: number) => column([0, Math.sqrt(-2 * Math.log(q))]);
  for (const f of [entropyKde, mutualInformationKde]) {
    expect(f(at(0.0075), { noiseVariance: 1 }).warnings.join()).toContain("its ceiling ln n = 0.69315 nats");
    expect(f(at(0.015), { noiseVariance: 1 }).warnings).toEqual([]);
  }
});

test("float32 where it holds the squares and 1 / v, float64 beyond", () => {
  const t = toFloat32(normals(9, 2, 1));
  for (const [noiseVariance, precision] of [
    [0.7e-30, "float64"],
    [1e-30, "float64"],
    [1.5e-30, "float32"],
    [0.7e30, "float32"],
    [1e30, "float64"],
    [1.5e30, "float64"],
  ] as const)
    expect(entropyKde(t, { noiseVariance }).settings.precision).toBe(precision);
});

test("labels: an array or a column, 0 and −0 are one; what is no number is named", () => {
  const t = normals(6, 2, 1);
  const nats = (labels: unknown) => mutualInformationKde(t, { noiseVariance: 0.1, labels: labels as never }).nats;
  const by = nats([0, 1, 0, 1, 1, 0]);
  const [alone, labelled] = [undefined, [0, 1, 0, 1, 1, 0]].map((labels) => mutualInformationKde(t, { noiseVariance: 0.1, labels }));
  expect(alone.estimator).toBe("pairwise upper bound on I(X;T), X uniform on the rows");
  expect(labelled.estimator).toBe("pairwise I(T;Y) from upper bounds");
  expect(labelled.warnings).toContain("a difference of two bounds: neither an upper nor a lower bound on I(T;Y).");
  for (const same of [[-0, 1e-20, 0, 1e-20, 1e-20, -0], Uint8Array.of(0, 1, 0, 1, 1, 0), column([7, 3, 7, 3, 3, 7])])
    expect(nats(same)).toBe(by);
  for (const [labels, message] of [
    [[0, 1, 0, Number.NaN, 1, 0], "labels must be numbers; got NaN at 3"],
    [["a", 1, 0, 1, 1, 0], "labels must be numbers; got a at 0"],
    [{ 0: 1 }, "labels must be an array with one number per row; got object"],
    [matrix([[0, 1, 0, 1, 1, 0]]), "labels must be an array with one number per row; got object"],
    [column([1, 2]), "got 2 labels for 6 rows"],
  ])
    expect(() => nats(labels)).toThrow(message as string);
});

test.each([
  [{}, "give either noiseVariance, the variance of the noise in each unit, or width"],
  [{ noiseVariance: 1, width: "leaveOneOut" }, "got both"],
  [{ noiseVariance: -1 }, "noiseVariance must be a positive finite number; got -1"],
  [{ noiseVariance: 1, bound: "middle" }, 'bound must be one of "upper", "lower"'],
  [{ noisevariance: 1 }, 'unknown option "noisevariance"'],
  [{ width: "silverman" }, 'width must be one of "leaveOneOut", "crossValidated"'],
])("options %j are refused", (options, message) => {
  expect(() => entropyKde(column([1, 2]), options as never)).toThrow(message);
  expect(() => mutualInformationKde(column([1, 2]), options as never)).toThrow(message);
});

test.each([
  [{ method: "none" }, column([1, 2]), 'method must be one of "leaveOneOut", "crossValidated"; got "none"'],
  [{ method: "crossValidated", folds: 1 }, column([1, 2]), "folds must be an integer from 2 to 2; got 1"],
  [{ method: "crossValidated", folds: 3 }, column([1, 2]), "folds must be an integer from 2 to 2; got 3"],
  [{}, matrix([[1, 2]]), "t must have at least 2 rows, to leave one out; got 1×2"],
] as const)("a width with %j is refused", (options, t, message) => {
  expect(() => kernelVariance(t, options as never)).toThrow(`kernelVariance: ${message}`);
});

// Two folds of one point each are the two points left out in turn: ln N(r; 0, v) is greatest at v = r².
test("two points: the best width is their distance", () => {
  expect(kernelVariance(column([1, 4]))).toBeCloseTo(9, 6);
  expect(kernelVariance(column([1, 4]), { method: "crossValidated", folds: 2 })).toBeCloseTo(9, 6);
  expect(
    kernelVariance(
      matrix([
        [0, 0],
        [3, 4],
      ]),
    ),
  ).toBeCloseTo(12.5, 6); // d = 2: r² / d
});

test("equal points have no best width", () => {
  expect(() => kernelVariance(column([1, 1, 2, 2]))).toThrow("grows without bound as the width goes to 0");
  expect(() => kernelVariance(column([1, 1]))).toThrow("all rows of t are equal");
});

test("a width is not looked for for ever where variances overflow", () => {
  for (const method of ["leaveOneOut", "crossValidated"] as const)
    expect(() => kernelVariance(column([1e200, -1e200, 3e199, 0, 1]), { method })).toThrow(
      "kernelVariance: the variance of t must be below 1.8e308",
    );
});
