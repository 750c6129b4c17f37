import fc from "fast-check";
import { column, entropyBinned, type Matrix, matrix, mutualInformationBinned, random } from "infoplane";
import { expect, test } from "vitest";

test("counts by hand: floor puts −0.1 and 0.1 into different bins, the grid goes through 0", () => {
  expect(entropyBinned(column([-0.1, 0.1, 0.2, 0.9]), { binWidth: 1 }).nats).toBeCloseTo(2 * Math.LN2 - 0.75 * Math.log(3), 14);
  expect(entropyBinned(column([-0.1, 0.1, 0.2, 0.9]), { binWidth: 0.5 }).nats).toBeCloseTo(1.5 * Math.LN2, 14);
});

test("bins over a range: the upper end belongs to the last bin", () => {
  const e = entropyBinned(column([-1, -0.5, 0, 0.5, 1]), { bins: 2, range: [-1, 1] });
  expect(e.nats).toBeCloseTo(Math.log(5) - (2 * Math.log(2) + 3 * Math.log(3)) / 5, 14);
});

test("bins without a range and minMax are the same: from the smallest to the largest value", () => {
  const t = column([3, 4, 5, 7]); // 2 bins of width 2: 3, 4 | 5, 7
  for (const options of [{ bins: 2 }, { minMax: 2 }, { bins: 2, range: "minMax" as const }])
    expect(entropyBinned(t, options).nats).toBeCloseTo(Math.LN2, 14);
});

test("per unit: every column has its own minimum and maximum", () => {
  const t = matrix([
    [0, 0],
    [1, 10],
    [0, 0],
    [1, 10],
  ]);
  expect(entropyBinned(t, { minMax: 2, per: "unit" }).nats).toBeCloseTo(Math.LN2, 14);
  const u = matrix([
    [0, 10],
    [0.4, 10],
    [1, 10],
    [0.2, 10],
  ]); // over the layer 0 … 10 column 0 never leaves its first bin
  expect(entropyBinned(u, { minMax: 2 }).nats).toBe(0);
  const e = entropyBinned(u, { minMax: 2, per: "unit" });
  expect(e.nats).toBeCloseTo(2 * Math.LN2 - 0.75 * Math.log(3), 14);
  expect(e.warnings).toContain("1 of 2 units are constant: one bin.");
});

test("IDNNs' edges: 30 codes, values of exactly 1 have one of their own, float32 edges", () => {
  const edges = Array.from({ length: 30 }, (_, i) => Math.fround(-1 + (2 * i) / 29));
  expect(entropyBinned(column(edges), { edges: "idnns" }).nats).toBeCloseTo(Math.log(30), 13);
  expect(entropyBinned(column([1, 0.999, -1, -0.999]), { edges: "idnns" }).nats).toBeCloseTo(1.5 * Math.LN2, 14);
  const below = edges[7] - 1e-15; // a float64 just below a float32 edge lies in the bin below
  expect(entropyBinned(column([below, edges[7]]), { edges: "idnns" }).nats).toBeCloseTo(Math.LN2, 14);
});

test("edges of your own may be unequally spaced; the last bin is closed", () => {
  const t = column([0, 0.5, 1, 2, 50, 99, 100]);
  const counts = [2, 1, 1, 3]; // [0, 1), [1, 2), [2, 50), [50, 100]
  const h = Math.log(7) - counts.reduce((s, c) => s + c * Math.log(c), 0) / 7;
  expect(entropyBinned(t, { edges: [0, 1, 2, 50, 100] }).nats).toBeCloseTo(h, 14);
});

test("edges: the code is the number of edges at or below, minus one, for any spacing", () => {
  const ascending = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 12 }).map((e) => e.sort((a, b) => a - b));
  fc.assert(
    fc.property(ascending, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (edges, u) => {
      const [low, high] = [edges[0], edges[edges.length - 1]];
      const values = u.map((v) => low + v * (high - low));
      const codes = values.map((v) => Math.min(edges.filter((e) => e <= v).length - 1, edges.length - 2));
      const counts = [...new Set(codes)].map((c) => codes.filter((d) => d === c).length);
      const h = Math.log(u.length) - counts.reduce((s, c) => s + c * Math.log(c), 0) / u.length;
      expect(entropyBinned(column(values), { edges }).nats).toBeCloseTo(h, 12);
    }),
  );
});

test("quantile bins are equally full, whatever the marginal; ties merge them and say so", () => {
  const t = column(Array.from({ length: 100 }, (_, i) => Math.exp(i / 7)));
  expect(entropyBinned(t, { quantiles: 4 }).nats).toBeCloseTo(Math.log(4), 14);
  const tied = entropyBinned(column([0, 0, 0, 1]), { quantiles: 4 });
  expect(tied.nats).toBeCloseTo(2 * Math.LN2 - 0.75 * Math.log(3), 14);
  expect(tied.warnings.join()).toContain("ties make 2 quantile edges coincide");
  expect(entropyBinned(column([0, 0, 1, 2]), { quantiles: 4 }).warnings.join()).toContain("ties make 1 quantile edges coincide");
  expect(entropyBinned(column([4, 1, 3, 2]), { quantiles: 2 })).toMatchObject({ nats: Math.LN2, warnings: [] });
  expect(entropyBinned(column([4, 1, 3, 2]), { quantiles: 1 }).nats).toBe(0);
});

test("quantiles of each unit are its own; an odd value goes into the lower bin", () => {
  const t = matrix([
    [1, 400],
    [2, 300],
    [3, 200],
    [4, 100],
  ]); // per unit 1 2 | 3 4 and 100 200 | 300 400; over the layer 1 … 4 | 100 … 400
  expect(entropyBinned(t, { quantiles: 2, per: "unit" }).nats).toBeCloseTo(Math.LN2, 14);
  expect(entropyBinned(t, { quantiles: 2 }).nats).toBe(0);
  const five = column([5, 4, 3, 2, 1]); // 1 2 3 | 4 5, as the labels
  const h = Math.log(5) - (3 * Math.log(3) + 2 * Math.log(2)) / 5;
  expect(mutualInformationBinned(five, { quantiles: 2, labels: [1, 1, 0, 0, 0] }).nats).toBeCloseTo(h, 14);
});

/** How many values are said to lie on an edge. */
const onEdge = (t: Matrix, options: object): number =>
  Number(/(-?\d+) of \d+ values lie on a bin edge/.exec(entropyBinned(t, options as never).warnings.join())?.[1] ?? 0);
const single = (values: number[]): Matrix => ({ rows: values.length, cols: 1, data: Float32Array.from(values) });

test("on an edge is what lies within 1e-9 of a bin, or within the data's own rounding, but never more than a thousandth of a bin", () => {
  const at = (off: number, far = 1) => onEdge(column([0.25, 3 + off, far]), { binWidth: 0.5 });
  expect([at(0.35e-9), at(0.75e-9)]).toEqual([1 + 1, 1]); // the 1 lies on an edge, too
  expect([at(-0.35e-9), at(-0.75e-9)]).toEqual([2, 1]);
  const wide = 2 ** 33 + 0.25; // its rounding, 4e-16 of it, is 3.4e-6
  expect([at(2e-6, wide), at(5e-6, wide)]).toEqual([1, 0]);
  expect([at(2e-6, -wide), at(5e-6, -wide)]).toEqual([1, 0]);
  const thousandth = (off: number) => onEdge(single([0.5, 5 + off, 1e6 + 0.5]), { binWidth: 1 }); // float32: 1.2e-7 of 1e6 is 0.12
  expect([thousandth(0.0007), thousandth(0.0015)]).toEqual([1, 0]);
  expect([
    onEdge(single([0.25, 3 + 2.4e-7, 3.25]), { binWidth: 0.5 }),
    onEdge(single([0.25, 3 + 4.8e-7, 3.25]), { binWidth: 0.5 }),
  ]).toEqual([1, 0]);
  // in other units the same values lie on the same edges
  for (const unit of [2 ** -40, 2 ** 40])
    for (const [off, count] of [
      [0.35e-9, 2],
      [0.75e-9, 1],
    ])
      expect(onEdge(column([0.25, 3 + off, 1].map((v) => unit * v)), { binWidth: 0.5 * unit })).toBe(count);
});

test("on an edge, for bins over a range, between smallest and largest, and between edges of any spacing", () => {
  const below = -0.5 + 2 ** -25; // float32's next above −½, 3e-7 of the bins below
  const above = 0.5 + 2 ** -24;
  expect(onEdge(single([-1, below, -0.33]), { bins: 10, range: [-1, 0] })).toBe(1);
  expect(onEdge(single([0.05, above, 0.33]), { bins: 10, range: [0, 1] })).toBe(1);
  expect(onEdge(single([-1, below, -0.33, 0]), { minMax: 10 })).toBe(1);
  expect(onEdge(single([0, above, 0.33, 1]), { minMax: 10 })).toBe(1);
  expect(onEdge(column([0, 0.5, 0.6, 1]), { minMax: 2 })).toBe(1);
  expect(onEdge(column([0, 0.45, 0.6, 1]), { minMax: 2 })).toBe(0);
  expect(
    onEdge(
      matrix([
        [0, 0],
        [0.5, 1],
        [0.6, 2],
        [1, 4],
      ]),
      { minMax: 2, per: "unit" },
    ),
  ).toBe(2);
  for (const [off, count] of [
    [1.4e-9, 1],
    [3e-9, 0],
  ])
    expect(onEdge(column([3, 4 + off, 5]), { edges: [2, 4, 6] })).toBe(count); // 1e-9 of the mean width 2
  expect(onEdge(single([-7, -4 + 2 ** -21, -1]), { edges: [-8, -4, 0] })).toBe(1);
  expect(onEdge(single([7, 4 + 2 ** -21, 1]), { edges: [0, 4, 8] })).toBe(1);
  expect(onEdge(column([-0.15, 0, 0.25]), { binWidth: 0.1 })).toBe(1); // 0 is an edge unless it is where all values begin
});

test("saturation: how many values lie in the first or the last of three bins or more", () => {
  const share = (t: Matrix, options: object): string | undefined =>
    /([\d.]+) % of the values lie in the first or the last bin/.exec(entropyBinned(t, options as never).warnings.join())?.[1];
  expect(share(column([-0.8, -0.7, -0.6, 0.2, 0.3, 0.7]), { binWidth: 0.5 })).toBe("66.7");
  expect(share(column([0.1, 0.2, 1.5, 2.5, 3.8, 3.9]), { bins: 4, range: [0, 4] })).toBe("66.7");
  expect(share(column([0, 0.2, 1.5, 2.5, 3.8, 4]), { minMax: 4 })).toBe("66.7");
  expect(share(column([0.5, 0.6, 1.5, 2.5, 2.6, 2.7]), { edges: [0, 1, 2, 3] })).toBe("83.3");
  expect(share(column([1, 1, 1, 0.5]), { edges: "idnns" })).toBe("75");
  expect(share(column([0.1, 0.2, 0.8, 0.9]), { bins: 3, range: [0, 1] })).toBe("100");
  expect(share(column([0.1, 0.2, 0.8, 0.9]), { bins: 2, range: [0, 1] })).toBeUndefined();
  expect(share(column([0.1, 0.4, 0.55, 0.6, 0.9]), { bins: 4, range: [0, 1] })).toBeUndefined(); // 2 of 5
});

test("a layer that is constant is one bin, and says so", () => {
  const e = entropyBinned(column([2, 2, 2]), { minMax: 3 });
  expect(e.nats).toBe(0);
  expect(e.warnings).toContain("the layer is constant: one bin.");
  expect(entropyBinned(column([0, 0.4, 0.6, 1, 0.5, 0.45]), { minMax: 3 }).warnings).toEqual([]);
});

test("from one bin to 2³¹ − 1 of them, the first value in its own", () => {
  expect(entropyBinned(column([1, 0]), { bins: 1, range: [0, 1] }).nats).toBe(0);
  expect(entropyBinned(column([1, 0]), { bins: 2 ** 31 - 1, range: [0, 1] }).nats).toBeCloseTo(Math.LN2, 14);
  expect(entropyBinned(column([0.9, 0.1, 0.2]), { bins: 2, range: [0, 1] }).nats).toBeCloseTo(Math.log(3) - (2 * Math.LN2) / 3, 14);
  expect(entropyBinned(column([1, 0]), { binWidth: 1, distinct: false }).nats).toBeCloseTo(Math.LN2, 14);
});

test("distinct values: rows that differ in the last bit differ, 0 and −0 do not", () => {
  expect(entropyBinned(column([0, -0, 5e-324, 1]), { distinct: true }).nats).toBeCloseTo(1.5 * Math.LN2, 14);
});

test("distinct rows of several columns: each value counts with all its bits", () => {
  const t = matrix([
    [0.1, 5],
    [0, 5],
    [0, 6],
    [-0, 5],
    [0, 5],
  ]); // classes of 3, 1, 1
  expect(entropyBinned(t, { distinct: true }).nats).toBeCloseTo(Math.log(5) - (3 * Math.log(3)) / 5, 14);
});

test("bin numbers from 2³¹ on are told apart from those that agree with them in 32 bits", () => {
  const pair = (a: number, b: number, binWidth: number) => entropyBinned(column([a, b]), { binWidth }).nats;
  expect(pair(2 ** 31, -(2 ** 31), 1)).toBeCloseTo(Math.LN2, 14);
  for (const sign of [1, -1]) expect(pair(sign * 2 ** 53, sign * (2 ** 53 - 1), 1)).toBeCloseTo(Math.LN2, 14);
  expect(pair(3e9, 3e9 - 2 ** 32, 1)).toBeCloseTo(Math.LN2, 14);
  expect(pair(1.5e9, 1.5e9 - 2 ** 31, 0.5)).toBeCloseTo(Math.LN2, 14);
  expect(entropyBinned(column([-0, 0, 1e10, 1e10]), { binWidth: 1 }).nats).toBeCloseTo(Math.LN2, 14); // −0 is in the bin of 0
});

test("up to 2⁵³ bins on either side of 0", () => {
  for (const far of [2 ** 53, -(2 ** 53), 0.7 * 2 ** 53])
    expect(entropyBinned(column([far, 1]), { binWidth: 1 }).nats).toBeCloseTo(Math.LN2, 14);
  for (const far of [1.5 * 2 ** 53, -1.5 * 2 ** 53])
    expect(() => entropyBinned(column([far, 1]), { binWidth: 1 })).toThrow(`got 1 for values up to ${1.5 * 2 ** 53}`);
});

test("bin numbers beyond 32 bits are still told apart", () => {
  const t = column([1000, 1000 + 1e-9, 1000, -1e-12]);
  expect(entropyBinned(t, { binWidth: 1e-9 }).nats).toBeCloseTo(1.5 * Math.LN2, 14);
});

test("bin numbers that agree in their lower 32 bits are told apart", () => {
  expect(entropyBinned(column([0, 2 ** 32, 2 ** 33, 0]), { binWidth: 1 }).nats).toBeCloseTo(1.5 * Math.LN2, 14);
});

// 3 classes seen, n = 6, counts 3, 2, 1. Grassberger: G(1) = −γ − ln 2, G(2) = G(3) = 2 − γ − ln 2.
test("corrections by hand on counts 3, 2, 1", () => {
  const t = column([0, 0, 0, 1, 1, 2]);
  const plugIn = Math.log(6) - (3 * Math.log(3) + 2 * Math.log(2)) / 6;
  const gamma = 0.5772156649015329;
  expect(entropyBinned(t, { binWidth: 1 }).nats).toBeCloseTo(plugIn, 14);
  expect(entropyBinned(t, { binWidth: 1, correction: "millerMadow" }).nats).toBeCloseTo(plugIn + 2 / 12, 14);
  expect(entropyBinned(t, { binWidth: 1, correction: "grassberger" }).nats).toBeCloseTo(Math.log(6) - 10 / 6 + gamma + Math.LN2, 13);
});

test("is unchanged when rows are shuffled, columns swapped, or all values moved by whole bins", () => {
  const row = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.nat(), (rows, seed) => {
      const h = entropyBinned(matrix(rows), { binWidth: 3 }).nats;
      const order = random(seed).permutation(rows.length);
      expect(entropyBinned(matrix([...order].map((i) => rows[i])), { binWidth: 3 }).nats).toBeCloseTo(h, 12);
      expect(entropyBinned(matrix(rows.map(([a, b]) => [b, a])), { binWidth: 3 }).nats).toBeCloseTo(h, 12);
      expect(entropyBinned(matrix(rows.map(([a, b]) => [a + 6, b - 3])), { binWidth: 3 }).nats).toBeCloseTo(h, 12);
      expect(entropyBinned(matrix(rows), { binWidth: 1 }).nats).toBeGreaterThan(h - 1e-12); // nested bins: refining never loses
      expect(h).toBeLessThan(Math.log(rows.length) + 1e-12);
    }),
  );
});

test("says what the number cannot show", () => {
  const ceiling = entropyBinned(column([1, 2, 3, 4]), { binWidth: 0.5 }).warnings.join();
  expect(ceiling).toContain("the value is the ceiling ln n = 1.3863 nats");
  expect(entropyBinned(column([0, 0.5, 1, 1, 1, 1]), { bins: 4, range: [0, 1] }).warnings.join()).toContain(
    "83.3 % of the values lie in the first or the last bin",
  );
  expect(entropyBinned(column([0.3, 0.1 + 0.2, 0.25]), { binWidth: 0.1 }).warnings.join()).toContain("2 of 3 values lie on a bin edge");
  expect(entropyBinned(column([0, 0.4, 0.6, 1]), { bins: 4, range: [0, 1] }).warnings.join()).toContain(
    "50 % of the values lie in the first",
  );
  expect(entropyBinned(column([1, 2, 3, 3, 3]), { binWidth: 1 }).warnings.join()).toContain("3 classes for 5 rows: close to the ceiling");
  expect(entropyBinned(column([1, 1, 3, 3, 3]), { binWidth: 1 }).warnings.join()).not.toContain("ceiling");
  // the zeros of ReLU are the lower end, not a matter of rounding
  expect(entropyBinned(column([0, 0, 0.15, 0.25]), { binWidth: 0.1 }).warnings.join()).not.toContain("edge");
});

test("a value outside a fixed range is refused with the reason", () => {
  expect(() => entropyBinned(column([0.2, 1.5]), { edges: "idnns" })).toThrow(
    "entropyBinned: every value must lie within IDNNs' edges from −1 to 1; got 1 of 2 values outside, from 0.2 to 1.5.",
  );
  expect(() => entropyBinned(column([0.2, -1.5]), { bins: 3, range: [-1, 1] })).toThrow("got 1 of 2 values outside, from -1.5 to 0.2");
  expect(() => entropyBinned(column([1.5, -1, 1]), { bins: 3, range: [-1, 1] })).toThrow(
    "within the range [-1, 1]; got 1 of 3 values outside, from -1 to 1.5.",
  );
  expect(() => entropyBinned(column([0.2, 1.5]), { edges: [0, 1] })).toThrow("every value must lie within the edges from 0 to 1;");
  expect(() => entropyBinned(column([0.2, 1.5]), { bins: 3, range: [0, 1] })).toThrow(/ReLU and linear units have no bound/);
});

test.each([
  [{}, "give exactly one of binWidth, bins, minMax, quantiles, edges, distinct; got none"],
  [undefined, "got none"],
  [{ binWidth: 1, bins: 2 }, "got binWidth and bins"],
  [{ binWidth: 0 }, "binWidth must be a positive finite number; got 0"],
  [{ bins: 1.5 }, "bins must be an integer"],
  [{ bins: 3, range: [1, 0] }, "range must be [low, high] with low < high"],
  [{ binWidth: 1, range: [0, 1] }, "range belongs to bins"],
  [{ bins: 3, range: [1, 1] }, "range must be [low, high] with low < high"],
  [{ bins: 3, range: [0] }, "range must be [low, high] with low < high"],
  [{ bins: 3, range: [0, 1, 2] }, "range must be [low, high] with low < high"],
  [{ bins: 3, range: { 0: 0, 1: 1, length: 2 } }, "range must be [low, high] with low < high"],
  [{ bins: 3, range: [0, Infinity] }, "range must be [low, high] with low < high"],
  [{ bins: 3, range: [-1.7e308, 1.7e308] }, "range must be [low, high] with low < high"],
  [{ bins: 0 }, "bins must be an integer from 1 to 2147483647; got 0"],
  [{ minMax: 2 ** 31 }, "minMax must be an integer from 1 to 2147483647; got 2147483648"],
  [{ quantiles: 0 }, "quantiles must be an integer from 1 to 2; got 0"],
  [{ quantiles: 3 }, "quantiles must be an integer from 1 to 2; got 3"],
  [{ minMax: 3, per: "row" }, 'per must be one of "layer", "unit"; got "row"'],
  [{ edges: [1, 1] }, "increasing finite numbers"],
  [{ edges: [1] }, "increasing finite numbers"],
  [{ edges: [] }, "increasing finite numbers"],
  [{ edges: [0, Infinity] }, "increasing finite numbers"],
  [{ binwidth: 1 }, 'unknown option "binwidth"'],
  [{ binWidth: 1, correction: "none" }, 'correction must be one of "plugIn", "millerMadow", "grassberger"'],
  [{ binWidth: 1e-300 }, "binWidth must not be below the spacing"],
])("options %j are refused", (options, message) => {
  expect(() => entropyBinned(column([0.5, 0.7]), options as never)).toThrow(message);
});

test("a value that is not finite is named", () => {
  expect(() =>
    entropyBinned(
      matrix([
        [1, 2],
        [3, Number.NaN],
      ]),
      { binWidth: 1 },
    ),
  ).toThrow("t must be finite; got NaN in row 1, column 1");
});
