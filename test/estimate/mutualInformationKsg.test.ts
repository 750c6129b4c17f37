import fc from "fast-check";
import {
  addNoise,
  column,
  conditionalMutualInformationKsg,
  entropyKozachenkoLeonenko,
  localMutualInformationKsg,
  type Matrix,
  matrix,
  mutualInformationGao,
  mutualInformationKsg,
  mutualInformationRoss,
  random,
} from "infoplane";
import { neighbourWarnings } from "src/estimate/neighbourWarnings.js";
import { expect, test } from "vitest";
import bmi from "../../data/reference/bmi_samples.json" with { type: "json" };
import foreign from "../../data/reference/estimators.json" with { type: "json" };
import ksg from "../../data/reference/ksg.json" with { type: "json" };
import { meanAndError, normals, shuffled, standardised } from "./points.js";

const { x1, y1, z1, x2, y2, labels, gx, gy } = foreign.data;
const [X1, Y1, Z1, X2, Y2] = [column(x1), column(y1), column(z1), matrix(x2), matrix(y2)];

test("equals 7/12 on four points worked by hand", () => {
  // k = 1: (n_x, n_y) = (1,0), (1,0), (1,1), (0,1), so ψ(1) + ψ(4) − (5 − 8γ)/4 = 7/12: γ cancels.
  const e = mutualInformationKsg(column([0, 1, 3, 7]), column([0, 2, 5, 6]), { k: 1 });
  expect(e.nats).toBeCloseTo(7 / 12, 12);
});

test.each(Object.entries(foreign.sklearn_cc))("equals scikit-learn on the same 60 points, k = %s", (k, nats) => {
  expect(mutualInformationKsg(X1, Y1, { k: Number(k) }).nats).toBeCloseTo(nats, 12);
});

test.each(Object.entries(foreign.ksg))("equals a SciPy version in 2 + 3 dimensions: norm, variant, k = %s", (key, nats) => {
  const [norm, variant, k] = key.split(" ");
  const options = { norm: norm as "max", variant: Number(variant) as 1, k: Number(k) };
  expect(mutualInformationKsg(X2, Y2, options).nats).toBeCloseTo(nats, 12);
});

/** Low-discrepancy points through Box and Muller's map. */
function formulaPairs(n: number, rho: number) {
  const z = (i: number): [number, number] => {
    const u = ((i + 0.5) * 0.6180339887498949) % 1;
    const v = ((i + 0.5) * 0.41421356237309515) % 1;
    const r = Math.sqrt(-2 * Math.log(u));
    return [r * Math.cos(2 * Math.PI * v), r * Math.sin(2 * Math.PI * v)];
  };
  const pairs = Array.from({ length: n }, (_, i) => z(i));
  const x = column(pairs.map(([a]) => a));
  const y = column(pairs.map(([a, b]) => rho * a + Math.sqrt(1 - rho * rho) * b));
  return { pairs, x, y, xy: matrix(pairs.map((_, i) => [x.data[i], y.data[i]])) };
}

test.each(ksg.cases)("equals the reference: N = $N, rho = $rho, k = $k", (c) => {
  const { x, y, xy } = formulaPairs(c.N, c.rho);
  expect(mutualInformationKsg(x, y, { k: c.k }).nats).toBeCloseTo(c.KSG1, 11);
  expect(mutualInformationKsg(x, y, { k: c.k, variant: 2 }).nats).toBeCloseTo(c.KSG2, 11);
  expect(entropyKozachenkoLeonenko(x, { k: c.k, norm: "max" }).nats).toBeCloseTo(c.KL_entropy_x_max, 11);
  expect(entropyKozachenkoLeonenko(xy, { k: c.k, norm: "max" }).nats).toBeCloseTo(c.KL_entropy_xy_max, 11);
  expect(entropyKozachenkoLeonenko(xy, { k: c.k }).nats).toBeCloseTo(c.KL_entropy_xy_euclid, 11);
});

test("equals the reference in 2 + 2 dimensions, and NPEET's example in bits", () => {
  const { pairs } = formulaPairs(ksg.multi_d.N, 0);
  const x = matrix(pairs.map(([a, b]) => [a, 0.5 * a + Math.sqrt(0.75) * b]));
  const y = matrix(pairs.map(([a], i) => [0.7 * a + 0.3 * Math.sin(7 * x.data[2 * i + 1]), Math.cos(3 * a)]));
  expect(mutualInformationKsg(x, y, { k: 4 }).nats).toBeCloseTo(ksg.multi_d.KSG1, 11);
  expect(mutualInformationKsg(x, y, { k: 4, variant: 2 }).nats).toBeCloseTo(ksg.multi_d.KSG2, 11);
  const e = ksg.readme_example;
  expect(mutualInformationKsg(column(e.x), column(e.y), { k: 3 }).bits).toBeCloseTo(e.KSG1_bits, 12);
});

test.each(bmi.tasks)("equals the reference on the samples of $id", (task) => {
  const x = standardised(matrix(task.x));
  const y = standardised(matrix(task.y));
  for (const [k, nats] of Object.entries(task.ksg1))
    expect(Math.abs(mutualInformationKsg(x, y, { k: Number(k), norm: "euclidean" }).nats - nats)).toBeLessThan(1e-9);
});

test.each([0, 0.6])("is unbiased for a bivariate normal with correlation %f", (rho) => {
  const errors = Array.from({ length: 40 }, (_, seed) => {
    const z = normals(500, 2, seed);
    const x = column(z.data.filter((_, i) => i % 2 === 0));
    const y = column(Float64Array.from(x.data, (a, i) => rho * a + Math.sqrt(1 - rho * rho) * z.data[2 * i + 1]));
    return mutualInformationKsg(x, y, { k: 3 }).nats + 0.5 * Math.log(1 - rho * rho);
  });
  const { mean, error } = meanAndError(errors);
  expect(Math.abs(mean)).toBeLessThan(4 * error); // right code fails for 3 seed sets in 10⁴ (Student t, 39 d.o.f.)
  expect(error).toBeLessThan(0.01); // so that noise cannot hide a wrong formula
});

test("local values: their mean is the estimate, and they are by row", () => {
  const local = localMutualInformationKsg(X2, Y2, { k: 4 });
  const mean = local.reduce((s, v) => s + v / 60, 0);
  expect(mean).toBeCloseTo(mutualInformationKsg(X2, Y2, { k: 4 }).nats, 12);
  expect([...localMutualInformationKsg(shuffled(X2, 2), shuffled(Y2, 2), { k: 4 })].sort()).toEqual([...local].sort());
});

test("local values take the options of the estimate and name their own function", () => {
  expect(localMutualInformationKsg.length).toBe(2); // what follows has a default
  expect(() => localMutualInformationKsg(X1, Y1, { kinds: ["continuous", "label"] })).toThrow("localMutualInformationKsg: ");
  expect(() => localMutualInformationKsg(X1, Y1, { k: 0 })).toThrow("localMutualInformationKsg: k must be");
});

test.each(Object.entries(foreign.cmi))("conditional information equals a SciPy version: norm, k = %s", (key, nats) => {
  const [norm, k] = key.split(" ");
  expect(conditionalMutualInformationKsg(X1, Y2, Z1, { norm: norm as "max", k: Number(k) }).nats).toBeCloseTo(nats, 12);
});

test("conditional information vanishes on a chain X → Z → Y", () => {
  const values = Array.from({ length: 30 }, (_, seed) => {
    const noise = normals(300, 3, seed).data;
    const x = column(Float64Array.from({ length: 300 }, (_, i) => noise[3 * i]));
    const z = column(Float64Array.from({ length: 300 }, (_, i) => x.data[i] + noise[3 * i + 1]));
    const y = column(Float64Array.from({ length: 300 }, (_, i) => z.data[i] + noise[3 * i + 2]));
    return [conditionalMutualInformationKsg(x, y, z).nats, mutualInformationKsg(x, y).nats];
  });
  const { mean, error } = meanAndError(values.map((v) => v[0]));
  expect(Math.abs(mean)).toBeLessThan(4 * error + 0.02); // the estimator's own bias at n = 300
  expect(meanAndError(values.map((v) => v[1])).mean).toBeGreaterThan(0.15); // ½ ln(3/2) = 0.2027 without the condition
});

test.each(Object.entries(foreign.kozachenko))("Kozachenko-Leonenko equals a SciPy version: norm, k = %s", (key, nats) => {
  const [norm, k] = key.split(" ");
  expect(entropyKozachenkoLeonenko(Y2, { norm: norm as "max", k: Number(k) }).nats).toBeCloseTo(nats, 12);
});

test.each([1, 3])("Kozachenko-Leonenko is unbiased for uniform samples in %d dimensions, up to edge effects", (d) => {
  const errors = Array.from({ length: 30 }, (_, seed) => {
    const draw = random(seed);
    const x = { rows: 1000, cols: d, data: Float64Array.from({ length: 1000 * d }, () => 3 * draw.uniform()) };
    return entropyKozachenkoLeonenko(x, { k: 2 }).nats - d * Math.log(3);
  });
  const { mean, error } = meanAndError(errors);
  expect(Math.abs(mean)).toBeLessThan(4 * error + (d === 1 ? 0 : 0.1));
  expect(error).toBeLessThan(0.01);
});

test.each(Object.entries(foreign.sklearn_cd))("Ross equals scikit-learn, k = %s", (k, nats) => {
  expect(mutualInformationRoss(X1, labels, { k: Number(k) }).nats).toBeCloseTo(nats, 12);
});

test.each([1, 2, 3])("Ross: float32 samples give what their float64 copies give, d = %s", (d) => {
  const x = normals(300, d, d);
  const classes = Array.from({ length: 300 }, (_, i) => i % 4);
  const single = { ...x, data: Float32Array.from(x.data, (v, i) => v + (classes[Math.floor(i / d)] * 4) / 5) };
  const double = { ...single, data: Float64Array.from(single.data) };
  for (const norm of ["max", "euclidean"] as const)
    expect(mutualInformationRoss(single, classes, { norm }).nats).toBe(mutualInformationRoss(double, classes, { norm }).nats);
});

test("few samples that show no dependence are not said to be near their ceiling; strong dependence is", () => {
  const [x, y] = [normals(20, 1, 1), normals(20, 1, 2)];
  expect(mutualInformationKsg(x, y).warnings).toEqual([]);
  expect(mutualInformationKsg(x, addNoise(x, { sd: 1e-4, seed: 1 })).warnings[0]).toContain(
    "is near the most that n = 20 and k = 3 can show",
  );
});

test("one row has no neighbour, and says so", () => {
  for (const f of [
    () => mutualInformationKsg(column([1]), column([2])),
    () => mutualInformationGao(column([1]), column([2])),
    () => entropyKozachenkoLeonenko(matrix([[1, 2, 3]])),
    () => conditionalMutualInformationKsg(column([1]), column([2]), column([3])),
  ])
    expect(f).toThrow("samples must be at least 2 rows, one of them to be the other's neighbour; got 1.");
});

test("Ross: the message names the row of x", () => {
  expect(() => mutualInformationRoss(column([0, 1, 2, 7, 7]), [0, 0, 0, 1, 1], { k: 1 })).toThrow(
    "row 3 equals 1 or more other rows of its class",
  );
});

test("Ross: Euclidean and maximum norm are one in one dimension; single rows of a class are left out and said", () => {
  expect(mutualInformationRoss(X1, labels, { norm: "euclidean" }).nats).toBeCloseTo(mutualInformationRoss(X1, labels).nats, 12);
  const e = mutualInformationRoss(column([0, 1, 5, 6, 3]), [0, 0, 1, 1, 2]);
  expect(e.warnings.join()).toContain("1 of 5 rows are the only one of their class");
  expect(e.samples).toBe(4);
  // k = 1, n_y = 2, and only the row itself is nearer than its neighbour: ψ(4) + ψ(1) − ψ(2) − ψ(1) = 5/6
  expect(e.nats).toBeCloseTo(5 / 6, 12);
});

test.each(Object.entries(foreign.gao))("Gao's mixed estimator equals a direct version on half discrete data, k = %s", (k, nats) => {
  expect(mutualInformationGao(column(gx), column(gy), { k: Number(k) }).nats).toBeCloseTo(nats, 12);
});

// Each of (0, 0), (0, 1), (1, 0), (1, 1) twice: ln 8 + ψ(2) − 2 ψ(4) = ln 8 − 8/3 + γ.
test("Gao's estimator by hand: equal rows are counted in both variables together", () => {
  const [x, y] = [column([0, 0, 0, 0, 1, 1, 1, 1]), column([0, 0, 1, 1, 0, 0, 1, 1])];
  expect(mutualInformationGao(x, y, { k: 1 }).nats).toBeCloseTo(Math.log(8) - 8 / 3 + 0.5772156649015329, 12);
});

// n_x = 1, n_y = 0: ψ(1) + ψ(2) − ψ(2) − ψ(1)
test("two rows are enough", () => {
  expect(mutualInformationKsg(column([0, 1]), column([0, 2]), { k: 1 }).nats).toBeCloseTo(0, 14);
});

test("Gao's estimator on discrete data: X = Y, 1000 times each of 4 values, is ln 4000 − ψ(1000)", () => {
  const x = column(Array.from({ length: 4000 }, (_, i) => i % 4));
  expect(mutualInformationGao(x, x).nats).toBeCloseTo(Math.log(4) + 1 / 2000 + 1 / 12e6, 12);
});

test("is unchanged when rows are shuffled, arguments or columns swapped, all values moved or turned over", () => {
  const cloud = fc.array(fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 })), {
    minLength: 6,
    maxLength: 40,
  });
  fc.assert(
    fc.property(cloud, fc.nat(), (rows, seed) => {
      const jitter = random(seed);
      const m = (c: number): Matrix => column(rows.map((r) => r[c] + jitter.uniform()));
      const [x, y] = [m(0), m(1)];
      const nats = mutualInformationKsg(x, y, { k: 2 }).nats;
      expect(mutualInformationKsg(y, x, { k: 2 }).nats).toBeCloseTo(nats, 12);
      expect(mutualInformationKsg(shuffled(x, 1), shuffled(y, 1), { k: 2 }).nats).toBeCloseTo(nats, 12);
      const flipped = column(Float64Array.from(x.data, (v) => -4 * v));
      const scaled = column(Float64Array.from(y.data, (v) => 4 * v));
      expect(mutualInformationKsg(flipped, scaled, { k: 2 }).nats).toBeCloseTo(nats, 12);
    }),
    { numRuns: 40 },
  );
});

test("equal points are refused with the way out, and partial ties are said", () => {
  const x = column([1, 1, 2, 3]);
  expect(() => mutualInformationKsg(x, x, { k: 1 })).toThrow(
    "mutualInformationKsg: row 0 equals 1 or more other rows of (x, y); nearest neighbours need continuous data. Add noise on purpose with addNoise(x, { sd, seed }), or use mutualInformationGao.",
  );
  expect(mutualInformationKsg(x, column([1, 2, 3, 4]), { k: 1 }).warnings.at(-1)).toMatch(/^2 of 4 rows of x equal another/);
  expect(() => conditionalMutualInformationKsg(x, x, x, { k: 1 })).toThrow("row 0 equals 1 or more other rows of (x, y, z)");
  expect(mutualInformationKsg(addNoise(x, { sd: 1e-9, seed: 1 }), x, { k: 1 }).nats).toBeTypeOf("number");
});

test("says in which precision it compared: pairs of float32 rows in float32, a tree and wide values in float64", () => {
  const single = (n: number, d: number, seed: number, unit = 1): Matrix => {
    const m = normals(n, d, seed);
    return { ...m, data: Float32Array.from(m.data, (v) => unit * v) };
  };
  const all = (n: number, unit: number) => {
    const [x, y, z] = [single(n, 1, 1, unit), single(n, 2, 2, unit), single(n, 1, 3, unit)];
    return [
      mutualInformationKsg(x, y),
      mutualInformationGao(x, y),
      conditionalMutualInformationKsg(x, y, z),
      entropyKozachenkoLeonenko(y),
    ].map((e) => e.settings.precision);
  };
  expect(all(100, 1)).toEqual(Array(4).fill("float32"));
  expect(all(500, 1)).toEqual(Array(4).fill("float64"));
  expect(all(100, 1e30)).toEqual(Array(4).fill("float64"));
  expect(mutualInformationKsg(single(100, 1, 1), normals(100, 1, 2)).settings.precision).toBe("float64");
});

test.each([1e-30, 1e30])(
  "float32 samples in units of %f, whose squares float32 does not hold, only move the entropy by d ln of the unit",
  (unit) => {
    for (const n of [100, 500]) {
      const m = normals(n, 3, 4);
      const scaled = { ...m, data: Float32Array.from(m.data, (v) => unit * v) };
      expect(entropyKozachenkoLeonenko(scaled).nats).toBeCloseTo(entropyKozachenkoLeonenko(m).nats + 3 * Math.log(unit), 5);
    }
  },
);

test("distances that no number holds are refused, whichever way they are searched", () => {
  for (const n of [50, 500]) {
    const m = normals(n, 2, 4);
    const far = { ...m, data: Float64Array.from(m.data, (v) => 1e200 * v) };
    expect(() => entropyKozachenkoLeonenko(far)).toThrow("entropyKozachenkoLeonenko: distances in x must be below 1.8e308");
    expect(() => mutualInformationKsg(far, far, { norm: "euclidean" })).toThrow("mutualInformationKsg: distances in (x, y)");
    expect(() =>
      mutualInformationRoss(
        far,
        Array.from({ length: n }, (_, i) => i % 2),
        { norm: "euclidean" },
      ),
    ).toThrow("in its class in x");
    const widest = { ...m, data: Float64Array.from(m.data, (v) => (v < 0 ? -1.7e308 : 1.7e308) + v) };
    expect(() => mutualInformationGao(widest, widest, { k: n - 1 })).toThrow("mutualInformationGao: distances in (x, y)");
  }
});

test("a deterministic map is refused with the reason, and so are labels", () => {
  expect(() => mutualInformationKsg(X1, Y1, { kinds: ["continuous", "deterministicMap"] })).toThrow(
    "I(X;T) is infinite for continuous X, or the constant H(X) for discrete X",
  );
  expect(() => mutualInformationGao(X1, Y1, { kinds: ["discrete", "deterministicMap"] })).toThrow("mutualInformationGao: T is declared");
  expect(mutualInformationGao(X1, Y1, { kinds: ["discrete", "label"] }).nats).toBeTypeOf("number");
  expect(() => mutualInformationKsg(X1, Y1, { kinds: ["continuous", "label"] })).toThrow("Use mutualInformationRoss");
  expect(() => mutualInformationKsg(X1, Y1, { kinds: ["discrete", "continuous"] })).toThrow("got discrete and continuous");
  expect(mutualInformationKsg(X1, Y1, { kinds: ["continuous", "continuous"] }).nats).toBeTypeOf("number");
  for (const kinds of ["continuous", ["continuous"], ["continuous", "continuous", "continuous"], { length: 2 }])
    expect(() => mutualInformationKsg(X1, Y1, { kinds: kinds as never })).toThrow("kinds must name two kinds, one for x and one for y");
  expect(() => mutualInformationKsg(X1, Y1, { kinds: ["continuous", "real"] as never })).toThrow(
    'kinds must be one of "continuous", "discrete", "label", "deterministicMap"; got "real"',
  );
});

test("says what its n cannot show", () => {
  const x = normals(200, 1, 1);
  const y = column(Float64Array.from(x.data, (v, i) => v + 1e-6 * Math.sin(i)));
  expect(mutualInformationKsg(x, y).warnings.join()).toContain("near the most that n = 200 and k = 3 can show, about ln(n / k) = 4.2");
  expect(mutualInformationKsg(normals(100, 20, 1), normals(100, 20, 2)).warnings.join()).toContain("40 dimensions at n = 100");
});

test("a warning: within 2 nats of ln(n / k) and above half of it; more than 10 columns in all", () => {
  const said = (nats: number, n: number, k: number) => neighbourWarnings(nats, n, k, [1, 1]).length === 1;
  const ceiling = Math.log(100);
  expect([said(ceiling - 2, 100, 1), said(ceiling - 1.9, 100, 1), said(ceiling - 2.1, 100, 1)]).toEqual([false, true, false]);
  expect([said(0.48 * Math.log(20), 60, 3), said(0.52 * Math.log(20), 60, 3)]).toEqual([false, true]);
  expect(neighbourWarnings(4.12345, 100, 1, [1, 1])[0]).toContain(
    "4.123 nats is near the most that n = 100 and k = 1 can show, about ln(n / k) = 4.605",
  );
  expect(neighbourWarnings(0, 100, 1, [5, 5])).toEqual([]);
  expect(neighbourWarnings(0, 100, 1, [5, 6])).toEqual([expect.stringContaining("11 dimensions at n = 100")]);
  const [x, wide] = [normals(60, 10, 1), normals(60, 11, 1)];
  expect(entropyKozachenkoLeonenko(x).warnings).toEqual([]);
  expect(entropyKozachenkoLeonenko(wide).warnings).toEqual([expect.stringContaining("11 dimensions at n = 60")]);
  expect(mutualInformationRoss(x, labels).warnings).toEqual([]);
  expect(mutualInformationRoss(wide, labels).warnings).toEqual([expect.stringContaining("11 dimensions at n = 60")]);
  for (const f of [mutualInformationKsg, mutualInformationGao]) {
    expect(f(normals(60, 5, 1), normals(60, 6, 2)).warnings).toEqual([expect.stringContaining("11 dimensions at n = 60")]);
    expect(f(normals(60, 5, 1), normals(60, 5, 2)).warnings).toEqual([]);
  }
  expect(conditionalMutualInformationKsg(normals(60, 5, 1), normals(60, 3, 2), normals(60, 3, 3)).warnings).toEqual([
    expect.stringContaining("11 dimensions at n = 60"),
  ]);
});

test.each([
  [{ norm: "manhattan" }, 'norm must be one of "max", "euclidean"; got "manhattan"'],
  [{ k: 0 }, "k must be an integer"],
  [{ k: 1.5 }, "k must be an integer"],
])("options %j are refused by all", (options, message) => {
  for (const f of [
    () => entropyKozachenkoLeonenko(X1, options as never),
    () => conditionalMutualInformationKsg(X1, Y1, Z1, options as never),
    () => mutualInformationRoss(X1, labels, options as never),
  ])
    expect(f).toThrow(message);
});

test("Ross: classes of one row each have no neighbours", () => {
  expect(() => mutualInformationRoss(column([1, 2, 3]), [1, 2, 3])).toThrow(
    "at least one class must have two rows; got 3 classes of one row each",
  );
});

test("the name of the estimate says which of Kraskov's estimators it is, the first by default", () => {
  expect([undefined, 1, 2].map((variant) => mutualInformationKsg(X1, Y1, { variant: variant as 1 }).estimator)).toEqual([
    "KSG-1",
    "KSG-1",
    "KSG-2",
  ]);
});

test.each([
  [{ k: 0 }, "k must be an integer from 1 to 59; got 0"],
  [{ k: 60 }, "k must be an integer from 1 to 59; got 60"],
  [{ variant: 3 }, "variant must be an integer from 1 to 2"],
  [{ norm: "manhattan" }, 'norm must be one of "max", "euclidean"'],
  [{ K: 3 }, 'unknown option "K"'],
])("options %j are refused", (options, message) => {
  expect(() => mutualInformationKsg(X1, Y1, options as never)).toThrow(message);
});

test("rows that differ, and values that are not finite, are refused", () => {
  expect(() => mutualInformationKsg(column([1, 2, 3]), column([1, 2]))).toThrow(
    "mutualInformationKsg: x and y must have the same number of rows, one per sample; got x 3×1 and y 2×1.",
  );
  expect(() => mutualInformationKsg(column([1, Infinity]), column([1, 2]))).toThrow("x must be finite; got Infinity in row 1, column 0");
});
