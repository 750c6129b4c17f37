import {
  column,
  cosineSimilarities,
  entropyBinned,
  matrix,
  pairwiseDistances,
  random,
  regressionSlopes,
  unitEntropiesBinned,
} from "infoplane";
import { estimateStream } from "src/estimate/estimateStream.js";
import { expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { normals } from "./points.js";

test("distances by hand: points 0, 1 of one class and 4 of another", () => {
  const h = pairwiseDistances(column([0, 1, 4]), { labels: [7, 7, 2], bins: 4 });
  expect([...h.edges]).toEqual([0, 1, 2, 3, 4]);
  expect([...h.within]).toEqual([0, 1, 0, 0]); // 1
  expect([...h.between]).toEqual([0, 0, 0, 1]); // 3 and 4, the last bin closed
  expect([h.withinPairs, h.betweenPairs]).toEqual([1, 2]);
});

peerTest(missingPython("scipy"), "distances equal scipy's pdist", () => {
  const t = normals(80, 3, 1);
  const labels = Array.from({ length: 80 }, (_, i) => i % 4);
  const ours = pairwiseDistances(t, { labels, bins: 20, high: 5 });
  const [within, between] = runPython(
    `import json, sys, numpy as np
from scipy.spatial.distance import pdist
a = json.load(sys.stdin); x = np.array(a["x"]).reshape(80, 3); y = np.array(a["y"])
d = np.minimum(pdist(x), 5 - 1e-9); i, j = np.triu_indices(80, 1); same = y[i] == y[j]
print(json.dumps([np.histogram(d[m], 20, (0, 5))[0].tolist() for m in (same, ~same)]))`,
    { x: [...t.data], y: labels },
  ) as number[][];
  expect([...ours.within.map((p) => Math.round(p * ours.withinPairs))]).toEqual(within);
  expect([...ours.between.map((p) => Math.round(p * ours.betweenPairs))]).toEqual(between);
});

test("a subset of rows is drawn by seed", () => {
  const labels = new Uint8Array(200);
  const h = pairwiseDistances(normals(200, 2, 1), { labels, rows: 50, seed: 3 });
  expect([h.withinPairs, h.betweenPairs]).toEqual([1225, 0]);
  expect(h.within.reduce((s, p) => s + p, 0)).toBeCloseTo(1, 12);
  expect([...pairwiseDistances(normals(200, 2, 1), { labels, rows: 50, seed: 3 }).within]).toEqual([...h.within]);
});

test("the subset's distances are those of its rows with their labels, 100 bins up to its own diagonal, seed 0", () => {
  const t = normals(60, 3, 1);
  const labels = Array.from({ length: 60 }, (_, i) => i % 3);
  const rows = [...random(0, estimateStream("subset")).permutation(60).subarray(0, 20)];
  const at = (i: number) => [0, 1, 2].map((k) => t.data[3 * i + k]);
  const high = Math.hypot(...[0, 1, 2].map((k) => Math.max(...rows.map((i) => at(i)[k])) - Math.min(...rows.map((i) => at(i)[k]))));
  const counts = [new Array<number>(100).fill(0), new Array<number>(100).fill(0)];
  for (const [a, i] of rows.entries())
    for (const j of rows.slice(0, a)) {
      const r = Math.hypot(...at(i).map((v, k) => v - at(j)[k]));
      counts[labels[i] === labels[j] ? 0 : 1][Math.floor((100 * r) / high)]++;
    }
  const h = pairwiseDistances(t, { labels, rows: 20 });
  expect([h.edges.length, h.edges[0]]).toEqual([101, 0]);
  expect(h.edges[100]).toBeCloseTo(high, 13);
  expect(h.withinPairs + h.betweenPairs).toBe(190);
  expect([...h.within].map((p) => Math.round(p * h.withinPairs))).toEqual(counts[0]);
  expect([...h.between].map((p) => Math.round(p * h.betweenPairs))).toEqual(counts[1]);
  expect([...pairwiseDistances(t, { labels, rows: 20, seed: 1 }).within]).not.toEqual([...h.within]);
});

test("where there are no pairs of a kind there are no shares; one pair is all of its kind", () => {
  const apart = pairwiseDistances(column([0, 1]), { labels: [1, 2], bins: 1 });
  expect([[...apart.within], [...apart.between]]).toEqual([[0], [1]]);
  const alike = pairwiseDistances(column([0, 1]), { labels: [1, 1], bins: 1 });
  expect([[...alike.within], [...alike.between]]).toEqual([[1], [0]]);
  expect(pairwiseDistances(column([0, 1]), { labels: [1, 1], rows: 1 }).withinPairs).toBe(0);
});

test.each([
  [{ bins: 0 }, "bins must be an integer at least 1; got 0"],
  [{ rows: 0 }, "rows must be an integer from 1 to 2; got 0"],
  [{ rows: 3 }, "rows must be an integer from 1 to 2; got 3"],
  [{ high: 0 }, "high must be a positive finite number; got 0"],
])("distances with %j are refused", (options, message) => {
  expect(() => pairwiseDistances(column([1, 2]), { labels: [1, 2], ...options })).toThrow(`pairwiseDistances: ${message}`);
});

test("cosines by hand: 1, 0, −1, √½; NaN where one is 0", () => {
  const a = matrix([
    [2, 0],
    [1, 0],
    [1, 1],
    [1, 0],
    [0, 0],
  ]);
  const b = matrix([
    [9, 0],
    [0, 5],
    [-3, -3],
    [1, 1],
    [1, 1],
  ]);
  const c = cosineSimilarities(a, b);
  for (const [i, v] of [1, 0, -1, Math.SQRT1_2].entries()) expect(c[i]).toBeCloseTo(v, 15);
  expect(c[4]).toBeNaN();
});

test("unrelated centred representations have cosines of mean 0 and sd 1/√d", () => {
  const c = cosineSimilarities(normals(2000, 25, 1), normals(2000, 25, 2));
  const mean = c.reduce((s, v) => s + v / 2000, 0);
  const sd = Math.sqrt(c.reduce((s, v) => s + (v * v) / 2000, 0));
  expect(Math.abs(mean)).toBeLessThan((4 * 0.2) / Math.sqrt(2000));
  expect(Math.abs(sd - 0.2)).toBeLessThan((4 * 0.2) / Math.sqrt(4000));
});

test("slopes by hand: y = 1 + 2x exactly, and 0, 1, 0 over 0, 1, 2", () => {
  const r = regressionSlopes(
    [0, 1, 2],
    [
      [1, 3, 5],
      [0, 1, 0],
    ],
  );
  expect([...r.slopes]).toEqual([2, 0]);
  expect(r.errors[0]).toBe(0);
  expect(r.errors[1]).toBeCloseTo(Math.sqrt(2 / 3 / 2), 14);
  expect([r.mean, r.sd]).toEqual([1, Math.SQRT2]);
  const three = regressionSlopes(
    [0, 1],
    [1, 2, 3].map((slope) => [0, slope]),
  );
  expect([three.mean, three.sd]).toEqual([2, 1]);
});

peerTest(missingPython("scipy"), "slopes and their errors equal scipy's linregress", () => {
  const y = [...normals(20, 1, 4).data];
  const x = Array.from({ length: 20 }, (_, i) => i * i);
  const [slope, error] = runPython(
    `import json, sys
from scipy.stats import linregress
a = json.load(sys.stdin); r = linregress(a["x"], a["y"]); print(json.dumps([r.slope, r.stderr]))`,
    { x, y },
  ) as number[];
  const r = regressionSlopes(x, [y]);
  expect(r.slopes[0]).toBeCloseTo(slope, 14);
  expect(r.errors[0]).toBeCloseTo(error, 14);
});

test("entropies per unit: each column by itself", () => {
  const h = unitEntropiesBinned(
    matrix([
      [0, 0],
      [0, 1],
      [1, 2],
      [1, 3],
    ]),
    { binWidth: 1 },
  );
  expect(h[0]).toBeCloseTo(Math.LN2, 15);
  expect(h[1]).toBeCloseTo(2 * Math.LN2, 15);
  expect(
    unitEntropiesBinned(
      matrix([
        [0, 0.1],
        [0, 0.2],
      ]),
      { distinct: true },
    )[1],
  ).toBeCloseTo(Math.LN2, 15);
});

test("entropies per unit, corrected", () => {
  const t = normals(50, 2, 1);
  for (const correction of ["plugIn", "millerMadow", "grassberger"] as const)
    for (const [k, h] of unitEntropiesBinned(t, { binWidth: 1, correction }).entries()) {
      const unit = column([...t.data].filter((_, i) => i % 2 === k));
      expect(h).toBeCloseTo(entropyBinned(unit, { binWidth: 1, correction }).nats, 14);
    }
  expect(() => unitEntropiesBinned(t, { binWidth: 1, correction: "none" as never })).toThrow("correction must be one of");
});

test("wrong shapes are refused", () => {
  expect(() => cosineSimilarities(matrix([[1, 2]]), matrix([[1, 2, 3]]))).toThrow("a and b must have the same columns; got 1×2 and 1×3");
  const none = { rows: 0, cols: 2, data: new Float64Array(0) };
  expect(() => cosineSimilarities(none, none)).toThrow("a must have at least one row and one column; got 0×2");
  expect(() => pairwiseDistances(matrix([[1, 2]]), { labels: [1] })).toThrow("t must have at least 2 rows; got 1×2");
  expect(() => regressionSlopes([1], [[1]])).toThrow("x must have at least 2 values; got 1");
  expect(() => regressionSlopes([1, 1], [[1, 2]])).toThrow("at least two different finite values");
  expect(() => regressionSlopes([1, 2], [[1]])).toThrow("series 0 has 1");
  expect(() => pairwiseDistances(column([1, 2]), { labels: [1] })).toThrow("got 1 labels for 2 rows");
});

test("unit entropies where a bin number takes two words: distinct values, and bins so narrow that 32 bits do not count them", () => {
  const t = matrix([
    [0.1, 5],
    [0.2, 5],
    [0.3, 7],
    [0.1, 5],
  ]);
  const first = 0.5 * Math.log(2) + 0.5 * Math.log(4);
  const second = 0.75 * Math.log(4 / 3) + 0.25 * Math.log(4);
  for (const options of [{ distinct: true }, { binWidth: 1e-12 }]) {
    const h = unitEntropiesBinned(t, options);
    expect(h[0]).toBeCloseTo(first, 14);
    expect(h[1]).toBeCloseTo(second, 14);
  }
});

test("equal rows lie at distance 0, in bins that reach to 1", () => {
  const h = pairwiseDistances(column([3, 3, 3]), { labels: [1, 1, 2], bins: 2 });
  expect([...h.edges]).toEqual([0, 0.5, 1]);
  expect([[...h.within], [...h.between]]).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

test("labels that are no list are refused", () => {
  for (const labels of [5, "ab", null])
    expect(() => pairwiseDistances(column([1, 2]), { labels: labels as never })).toThrow(
      `labels must be an array with one number per row; got ${typeof labels}.`,
    );
});
