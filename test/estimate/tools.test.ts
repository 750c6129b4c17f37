import {
  calibrate,
  column,
  compareEstimators,
  DomainError,
  type Estimate,
  entropyGaussian,
  errorBySubsampling,
  type Matrix,
  matrix,
  mutualInformationBinned,
  mutualInformationGaussian,
  mutualInformationKsg,
  permutationNull,
  random,
  sensitivity,
} from "infoplane";
import { estimateStream } from "src/estimate/estimateStream.js";
import { slowProgress } from "src/estimate/slowProgress.js";
import { expect, test, vi } from "vitest";
import { meanAndError, normals } from "./points.js";

/** Two normal variables with the given correlation. */
function pair(n: number, rho: number, seed: number) {
  const z = normals(n, 2, seed).data;
  const x = column(Float64Array.from({ length: n }, (_, i) => z[2 * i]));
  return { x, y: column(Float64Array.from({ length: n }, (_, i) => rho * z[2 * i] + Math.sqrt(1 - rho * rho) * z[2 * i + 1])) };
}

const text = (value: object): string =>
  (value as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]()["text/plain"];
const html = (value: object): string =>
  (value as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]()["text/html"];

test("an estimate shows its value, error, settings and warnings as text and as a table", () => {
  const e = mutualInformationBinned(column([1, 2, 3, 4]), { binWidth: 0.5 });
  expect(text(e)).toContain(
    "1.38629 nats (2 bits) · binned I(X;Bin(T)), X uniform on the rows, plugIn (binWidth 0.5, correction plugIn) · n = 4, d = 1",
  );
  expect(text(e)).toContain("\nwarning: every row is in a class of its own");
  expect(html(e)).toContain("<strong>1.38629 nats</strong> (2 bits)");
  expect(html(e)).toContain(">warning</th>");
  expect(Object.isFrozen(e)).toBe(true);
});

test("subsampling gives the error that repeated data sets show", async () => {
  const estimates: Estimate[] = [];
  for (let seed = 0; seed < 30; seed++) {
    const { x, y } = pair(400, 0.6, seed);
    estimates.push(await errorBySubsampling([mutualInformationGaussian, { correction: "unbiased" }], x, y, { seed, partitions: 5 }));
  }
  const seen = Math.sqrt(30) * meanAndError(estimates.map((e) => e.nats)).error;
  const claimed = Math.sqrt(estimates.reduce((s, e) => s + e.error!.nats ** 2 / 30, 0));
  expect(claimed / seen).toBeGreaterThan(0.6); // chi with 29 d.o.f. lies in 0.6 … 1.5 but for 1 in 10⁴
  expect(claimed / seen).toBeLessThan(1.6);
  expect(estimates[0].error!.how).toBe("subsampling: 10 disjoint parts of 40, 5 partitions");
});

test("the error is that of the parts of each partition: the mean variance between them, divided by their number", async () => {
  const { x, y } = pair(31, 0.5, 4);
  const seen: number[] = [];
  const own = (a: typeof x, b: typeof y): Estimate => {
    const e = mutualInformationGaussian(a, b);
    seen.push(e.nats);
    return e;
  };
  const { error } = await errorBySubsampling(own, x, y, { parts: 3, partitions: 2, seed: 5 });
  const [whole, a, b, c, d, e, f] = seen;
  expect(whole).toBe(mutualInformationGaussian(x, y).nats);
  const variance = (v: number[]): number => {
    const mean = (v[0] + v[1] + v[2]) / 3;
    return ((v[0] - mean) ** 2 + (v[1] - mean) ** 2 + (v[2] - mean) ** 2) / 2;
  };
  expect(error!.nats).toBeCloseTo(Math.sqrt((variance([a, b, c]) + variance([d, e, f])) / 2 / 3), 14);
  expect(error!.how).toBe("subsampling: 3 disjoint parts of 10, 2 partitions");
  await expect(errorBySubsampling(own, x, y, { parts: 16 })).rejects.toThrow("parts must be an integer from 2 to 15; got 16");
});

test("subsampling an entropy: the error that normal samples have, sqrt(d / 2n)", async () => {
  const claimed: number[] = [];
  for (let seed = 0; seed < 12; seed++) {
    const e = await errorBySubsampling([entropyGaussian, { correction: "unbiased" }], normals(300, 2, seed), { seed });
    claimed.push(e.error!.nats);
  }
  const { mean } = meanAndError(claimed);
  expect(mean / Math.sqrt(2 / 600)).toBeGreaterThan(0.8);
  expect(mean / Math.sqrt(2 / 600)).toBeLessThan(1.25);
});

test("permutations: p is small with dependence and uniform without", async () => {
  const { x, y } = pair(200, 0.6, 1);
  const strong = await permutationNull([mutualInformationKsg, { k: 3 }], x, y, { permutations: 99, seed: 2 });
  expect(strong.p).toBe(0.01);
  expect(strong.sd).toBeCloseTo(Math.sqrt(99) * meanAndError(strong.values).error, 12);
  expect(strong.estimate.nats).toBe(mutualInformationKsg(x, y).nats);
  expect(Math.abs(strong.mean)).toBeLessThan((4 * strong.sd) / Math.sqrt(99) + 0.01);
  const none = await Promise.all(
    Array.from({ length: 40 }, async (_, seed) => {
      const z = pair(60, 0, seed + 100);
      return (await permutationNull(mutualInformationGaussian, z.x, z.y, { permutations: 39, seed })).p;
    }),
  );
  const { mean, error } = meanAndError(none);
  expect(Math.abs(mean - 0.5125)).toBeLessThan(4 * error); // uniform on 1/40 … 1
  expect(text(strong)).toContain("is there dependence? 99 permutations");
});

test("a permutation that equals the estimate counts: where all are equal p is 1", async () => {
  const x = column([1, 2, 1, 2, 1, 2]);
  const same = (a: typeof x): Estimate => mutualInformationBinned(a, { binWidth: 1 });
  expect((await permutationNull(same, x, x, { permutations: 9 })).p).toBe(1);
});

test("calibration: the bias of KSG at high information and small n is found, the normal plug-in has none", async () => {
  const ksg = await calibrate([mutualInformationKsg, { k: 3 }], { samples: 200, dims: [2, 3], nats: [0, 3], repetitions: 10, seed: 1 });
  expect(ksg.rows.map((r) => r.truth)).toEqual([0, 3]);
  expect(Math.abs(ksg.rows[0].bias)).toBeLessThan(0.1);
  expect(ksg.rows[1].bias).toBeLessThan(-0.3);
  const normal = await calibrate([mutualInformationGaussian, { correction: "unbiased" }], {
    samples: 200,
    dims: [2, 3],
    nats: [1.5],
    repetitions: 40,
  });
  expect(Math.abs(normal.rows[0].bias)).toBeLessThan((4 * normal.rows[0].sd) / Math.sqrt(40));
  expect(normal.rows[0].sd).toBeLessThan(0.2);
});

test("the tasks of a calibration hold the information that they claim, also with more columns of x than of y", async () => {
  const { rows } = await calibrate([mutualInformationGaussian, { correction: "unbiased" }], {
    samples: 400,
    dims: [3, 1],
    nats: [0.7],
    repetitions: 30,
  });
  expect(Math.abs(rows[0].bias)).toBeLessThan((4 * rows[0].sd) / Math.sqrt(30));
  expect(rows[0].sd).toBeLessThan(0.1);
});

test("calibration takes n, dimensions and a truth from an estimate", async () => {
  const { x, y } = pair(100, 0.8, 3);
  const e = mutualInformationKsg(x, y);
  const c = await calibrate(mutualInformationKsg, { like: e, nats: [e.nats], repetitions: 3 });
  expect([c.samples, c.dims, c.rows.length]).toEqual([100, [1, 1], 1]);
  expect(c.rows[0].truth).toBe(e.nats);
});

test("the same numbers for any number of threads, and for a function of one's own that runs here", async () => {
  const { x, y } = pair(100, 0.5, 3);
  const own = (a: typeof x, b: typeof y): Estimate => mutualInformationKsg(a, b, { k: 2 });
  const [one, two, here] = [
    await permutationNull([mutualInformationKsg, { k: 2 }], x, y, { permutations: 20, threads: 1 }),
    await permutationNull([mutualInformationKsg, { k: 2 }], x, y, { permutations: 20, threads: 2 }),
    await permutationNull(own, x, y, { permutations: 20 }),
  ];
  expect(two.values).toEqual(one.values);
  expect(here.values).toEqual(one.values);
});

test("an abort uses what is done", async () => {
  const { x, y } = pair(100, 0.5, 3);
  const controller = new AbortController();
  let calls = 0;
  const progress = () => {
    if (++calls === 7) controller.abort();
  };
  const own = (a: typeof x, b: typeof y): Estimate => mutualInformationGaussian(a, b);
  const { values } = await permutationNull(own, x, y, { permutations: 50, signal: controller.signal, progress });
  expect(values.length).toBe(7);
});

test("the estimate of all samples leaves the main thread free, too", async () => {
  const { x, y } = pair(30_000, 0.5, 3);
  /** The longest time that the main thread does not come round, beside that of one estimate on it. */
  const longest = async (): Promise<number> => {
    const start = performance.now();
    const { nats } = mutualInformationKsg(x, y);
    const here = performance.now() - start;
    let last = performance.now();
    let gap = 0;
    const clock = setInterval(() => {
      gap = Math.max(gap, performance.now() - last);
      last = performance.now();
    }, 5);
    const none = await permutationNull(mutualInformationKsg, x, y, { permutations: 1 });
    const error = await errorBySubsampling(mutualInformationKsg, x, y, { parts: 2, partitions: 1 });
    const { rows } = await compareEstimators(x, y, [mutualInformationKsg]);
    clearInterval(clock);
    expect([none.estimate.nats, error.nats, rows[0].estimate!.nats]).toEqual([nats, nats, nats]);
    expect(text(none.estimate)).toContain("KSG-1");
    return gap / here;
  };
  let least = await longest();
  for (let again = 0; again < 3 && least > 0.5; again++) least = Math.min(least, await longest()); // a busy machine may hold any thread
  expect(least).toBeLessThan(0.5);
});

test("an error of an estimator in the pool keeps its class and its words", async () => {
  const ties = column(new Float64Array(50));
  await expect(permutationNull(mutualInformationKsg, ties, ties)).rejects.toThrow(DomainError);
  await expect(errorBySubsampling(mutualInformationKsg, ties, ties)).rejects.toThrow("mutualInformationKsg: row 0 equals");
});

test("a comparison is one table, with the reason where an estimator refuses", async () => {
  const { x, y } = pair(300, 0.6, 3);
  const truth = -0.5 * Math.log(1 - 0.36);
  const c = await compareEstimators(
    x,
    y,
    [mutualInformationGaussian, [mutualInformationKsg, { k: 5 }], [mutualInformationBinned, { bins: 3, range: [0, 1] }]],
    { truth },
  );
  expect(c.rows.map((r) => r.name)).toEqual(["mutualInformationGaussian", "mutualInformationKsg", "mutualInformationBinned"]);
  expect(c.rows[1].estimate!.nats).toBe(mutualInformationKsg(x, y, { k: 5 }).nats);
  expect(c.rows[2].refused).toContain("every value must lie within the range [0, 1]");
  expect(text(c)).toMatch(/mutualInformationKsg +k 5 +0\.\d+/);
  expect(text(c)).toContain(c.rows[2].refused);
  expect(html(c)).toContain("<caption");
});

test("sensitivity: one estimate for each value of a setting", async () => {
  const t = normals(200, 2, 1);
  const s = await sensitivity((o: { binWidth: number }) => mutualInformationBinned(t, o), { binWidth: [2, 1, 0.5] });
  expect(s.nats).toEqual([2, 1, 0.5].map((binWidth) => mutualInformationBinned(t, { binWidth }).nats));
  expect(s.nats[2]).toBeGreaterThan(s.nats[0]);
  expect([s.setting, s.values]).toEqual(["binWidth", [2, 1, 0.5]]);
  expect(text(s).split("\n").length).toBe(5);
});

/** An estimator of one's own that gives f(1), f(2), f(3) … and keeps what it was given. */
function counting(f = (call: number): number => call) {
  const given: { x: Matrix; y: Matrix; options: object }[] = [];
  const own = (x: Matrix, y: Matrix, options: object): Estimate => {
    given.push({ x, y, options });
    return {
      ...mutualInformationGaussian(column([1, 2, 4]), column([1, 3, 2])),
      nats: f(given.length),
      bits: f(given.length) / Math.LN2,
      warnings: [],
    };
  };
  return { own, given };
}

test("a calibration: repetitions of each truth from the least on, their mean, sd and bias, each on data of its own", async () => {
  const { own, given } = counting();
  const seen: number[][] = [];
  const c = await calibrate(own, {
    samples: 7,
    dims: [3, 2],
    nats: [1, 0.25, 1],
    repetitions: 3,
    progress: (...at) => seen.push(at.slice(0, 2) as number[]),
  });
  expect(c.rows).toEqual([
    { truth: 0.25, mean: 2, sd: 1, bias: 1.75, repetitions: 3 },
    { truth: 1, mean: 5, sd: 1, bias: 4, repetitions: 3 },
  ]);
  expect([c.samples, c.dims]).toEqual([7, [3, 2]]);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6].map((done) => [done, 6]));
  for (const { x, y } of given) expect([x.rows, x.cols, x.data.length, y.rows, y.cols, y.data.length]).toEqual([7, 3, 21, 7, 2, 14]);
  // data set i is drawn from stream i: rows of normals for x, then for y
  for (const [i, { x, y }] of given.entries()) {
    const { normal } = random(0, estimateStream("repetition", i));
    const rho = Math.sqrt(1 - Math.exp(-(i < 3 ? 0.25 : 1))); // two pairs, 2 nats / 2 each
    for (let row = 0; row < 7; row++) {
      const a = [normal(), normal(), normal()];
      expect([...x.data.subarray(3 * row, 3 * row + 3)]).toEqual(a);
      for (let k = 0; k < 2; k++) expect(y.data[2 * row + k]).toBeCloseTo(rho * a[k] + Math.sqrt(1 - rho * rho) * normal(), 13);
    }
  }
  const { own: named } = counting();
  const nameless = [(...all: Parameters<typeof named>) => named(...all)][0];
  const rounded = await calibrate(nameless, { samples: 7, dims: [1, 1], nats: [0], repetitions: 2 });
  expect(text(rounded).split("\n")[0]).toBe("estimator on normal variables, n = 7, d = 1 and 1");
  const squares = await calibrate(counting((n) => (n * (n + 1)) / 2).own, { samples: 7, dims: [1, 1], nats: [0.25], repetitions: 3 });
  expect(text(squares).split("\n")[2]).toMatch(/^0\.25 +3\.333 +2\.5 +3\.1$/);
  expect(text(c).split("\n")).toEqual([
    "own on normal variables, n = 7, d = 3 and 2",
    "truth (nats)  mean  sd  bias",
    "0.25             2   1   1.8",
    "1                5   1     4",
  ]);
});

test("the data of a calibration: as many correlated pairs as columns that both have, the others independent", async () => {
  const { own, given } = counting();
  await calibrate(own, { samples: 20_000, dims: [3, 2], nats: [0.8], repetitions: 2, seed: 1 });
  const { x, y } = given[0];
  const rho = Math.sqrt(1 - Math.exp(-0.8)); // two pairs of 0.4 nats
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 2; b++) {
      let sum = 0;
      for (let i = 0; i < 20_000; i++) sum += (x.data[3 * i + a] * y.data[2 * i + b]) / 20_000;
      expect(Math.abs(sum - (a === b ? rho : 0))).toBeLessThan(4 * Math.sqrt(2 / 20_000));
    }
});

test("a calibration by default: 20 data sets for 0, ½, 1, 2 and 4 nats and the estimate that it is like, if that is above 0", async () => {
  const like = (nats: number): Estimate => ({ ...mutualInformationGaussian(column([1, 2, 4]), column([1, 3, 2])), nats });
  const truths = async (options: object) => (await calibrate(counting().own, options as never)).rows.map((r) => [r.truth, r.repetitions]);
  expect(await truths({ like: like(0.7) })).toEqual([0, 0.5, 0.7, 1, 2, 4].map((truth) => [truth, 20]));
  expect(await truths({ like: like(-0.1), repetitions: 2 })).toEqual([0, 0.5, 1, 2, 4].map((truth) => [truth, 2]));
  expect(await truths({ like: like(0), repetitions: 2 })).toEqual([0, 0.5, 1, 2, 4].map((truth) => [truth, 2]));
  const data = async (options: object) => {
    const { own, given } = counting();
    await calibrate(own, { samples: 3, dims: [1, 1], nats: [1], repetitions: 2, ...options });
    return given.map(({ x }) => [...x.data]);
  };
  expect(await data({})).toEqual(await data({ seed: 0 }));
  expect(await data({})).not.toEqual(await data({ seed: 1 }));
});

test("an aborted calibration has the truths with two data sets or more", async () => {
  const controller = new AbortController();
  const progress = (done: number) => done === 4 && controller.abort();
  const options = { samples: 5, dims: [1, 1], nats: [0, 1, 2], repetitions: 3, signal: controller.signal, progress } as const;
  expect((await calibrate(counting().own, options)).rows.map((r) => [r.truth, r.repetitions])).toEqual([[0, 3]]);
});

test("parts are disjoint, and differ from partition to partition; by default 10 of each; an abort keeps whole partitions", async () => {
  const x = column(Array.from({ length: 31 }, (_, i) => i));
  const { own, given } = counting();
  const controller = new AbortController();
  const progress = (done: number) => done === 7 && controller.abort();
  const e = await errorBySubsampling([own, { k: 5 }], x, x, { parts: 3, partitions: 4, seed: 2, signal: controller.signal, progress });
  expect(e.error!.how).toBe("subsampling: 3 disjoint parts of 10, 2 partitions");
  expect([e.nats, e.seed]).toEqual([1, 2]); // of all samples
  expect(e.error!.nats).toBeCloseTo(Math.sqrt(1 / 3), 14); // 2, 3, 4 and 5, 6, 7: variance 1 in each
  const rows = given.slice(1).map((g) => [...g.x.data]);
  expect(given.map((g) => [g.x.rows, [...g.y.data].join() === [...g.x.data].join(), g.options])).toEqual(
    [31, ...Array(7).fill(10)].map((n) => [n, true, { k: 5 }]),
  );
  for (const first of [0, 3]) expect(new Set(rows.slice(first, first + 3).flat()).size).toBe(30);
  expect(rows[0]).not.toEqual(rows[3]);
  const plain = await errorBySubsampling(counting().own, x, x);
  expect([plain.error!.how, plain.seed]).toEqual(["subsampling: 10 disjoint parts of 3, 10 partitions", 0]);
  await expect(errorBySubsampling(own, x, x, { signal: AbortSignal.abort("stop") })).rejects.toBe("stop");
  for (const [options, message] of [
    [{ parts: 1 }, "parts must be an integer from 2 to 15; got 1"],
    [{ partitions: 0 }, "partitions must be an integer at least 1; got 0"],
    [{ seed: -1 }, "seed must be an integer at least 0; got -1"],
    [{ threads: 0 }, "threads must be an integer at least 1; got 0"],
  ] as const)
    await expect(errorBySubsampling(own, x, x, options)).rejects.toThrow(`errorBySubsampling: ${message}`);
});

test("the errors of an entropy: the estimator gets x and its options alone", async () => {
  const seen: unknown[][] = [];
  const own = (...all: [Matrix, object]): Estimate => {
    seen.push(all);
    return entropyGaussian(...all);
  };
  const e = await errorBySubsampling([own as never, { correction: "unbiased" }], normals(30, 1, 1), { parts: 2, partitions: 1 });
  expect(seen.map((all) => [all.length, (all[0] as Matrix).rows, all[1]])).toEqual(
    [30, 15, 15].map((n) => [2, n, { correction: "unbiased" }]),
  );
  expect(e.settings).toEqual({ correction: "unbiased" });
});

test("a permutation moves the rows of y alone; 200 by default", async () => {
  const x = column([1, 2, 3, 4, 5, 6]);
  const y = matrix([1, 2, 3, 4, 5, 6].map((v) => [v, -v]));
  const { own, given } = counting();
  const none = await permutationNull(own, x, y);
  expect([none.values.length, none.p, none.mean]).toEqual([200, 1, 101.5]);
  expect(given.length).toBe(201);
  for (const g of given.slice(1)) {
    expect([...g.x.data]).toEqual([1, 2, 3, 4, 5, 6]);
    const first = Array.from({ length: 6 }, (_, i) => g.y.data[2 * i]);
    expect(first.map((v, i) => v + g.y.data[2 * i + 1])).toEqual(Array(6).fill(0));
    expect([...first].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  }
  expect(new Set(given.slice(1).map((g) => [...g.y.data].join())).size).toBeGreaterThan(120); // of 720 orders
  const orders = async (seed: object) => {
    const { own: f, given: all } = counting();
    await permutationNull(f, x, y, { permutations: 3, ...seed });
    return all.map((g) => [...g.y.data]);
  };
  expect(await orders({})).toEqual(await orders({ seed: 0 }));
  expect(await orders({})).not.toEqual(await orders({ seed: 1 }));
  await expect(permutationNull(own, x, y, { permutations: 0 })).rejects.toThrow("permutations must be an integer at least 1; got 0");
  const told = text(await permutationNull(counting().own, x, y, { permutations: 3 })).split("\n");
  expect(told.slice(1)).toEqual([
    "                         nats",
    "estimate                    1",
    "mean without dependence     3",
    "sd without dependence       1",
    "p                           1",
  ]);
  expect(told[0]).toBe("normal variables with this covariance: is there dependence? 3 permutations");
  expect(text(await permutationNull(counting((n) => -n).own, x, y, { permutations: 7 }))).toMatch(/\np +0\.13$/); // 1 / 8
  expect(text(await permutationNull(own, x, y, { permutations: 1 }))).toMatch(/\nsd without dependence +–\n/);
});

test("estimates in the pool keep the precision of the samples, and count their progress", async () => {
  const { x, y } = pair(40, 0.5, 3);
  const seen: number[][] = [];
  const progress = (done: number, total: number) => seen.push([done, total]);
  const single = (m: Matrix): Matrix => ({ ...m, data: Float32Array.from(m.data) });
  const none = await permutationNull(mutualInformationKsg, single(x), single(y), { permutations: 3, progress });
  expect(none.estimate).toMatchObject({ nats: mutualInformationKsg(single(x), single(y)).nats, settings: { precision: "float32" } });
  expect(seen).toEqual([1, 2, 3].map((done) => [done, 3]));
  const aborted = await permutationNull(mutualInformationKsg, x, y, { permutations: 3, signal: AbortSignal.abort() });
  expect(aborted.values).toEqual([]);
});

test("a comparison ends with an abort, says how far it is and how long each took, and what is no error has its words", async () => {
  const { x, y } = pair(30, 0.6, 3);
  const failing = () => {
    throw "no such thing";
  };
  const controller = new AbortController();
  const seen: unknown[][] = [];
  const progress = (...all: unknown[]) => {
    seen.push(all);
    if (seen.length === 4) controller.abort();
  };
  const slow = async (): Promise<Estimate> => {
    await new Promise((done) => setTimeout(done, 30));
    return { ...mutualInformationGaussian(x, y), error: { nats: 0.125, how: "by hand" }, warnings: ["one.", "two."] };
  };
  const late = async (): Promise<Estimate> => {
    await new Promise((done) => setTimeout(done, 30));
    throw new Error("too late");
  };
  const choices = [[mutualInformationKsg, { k: 2, norm: "max" }], failing, slow, late, mutualInformationGaussian] as never[];
  const start = performance.now();
  const { rows } = await compareEstimators(x, y, choices, { signal: controller.signal, progress });
  const took = performance.now() - start;
  expect(rows.map((r) => [r.name, r.options, r.refused])).toEqual([
    ["mutualInformationKsg", { k: 2, norm: "max" }, undefined],
    ["failing", {}, "no such thing"],
    ["slow", {}, undefined],
    ["late", {}, "too late"],
  ]);
  for (const { milliseconds } of rows) {
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect(milliseconds).toBeLessThan(took + 1);
  }
  for (const row of [2, 3]) expect(rows[row].milliseconds).toBeGreaterThan(25);
  expect(seen).toEqual(["mutualInformationKsg", "failing", "slow", "late"].map((name, i) => [i + 1, 5, name]));
});

test("the table of a comparison: names, options, values and errors in columns, the error of each where the truth is known", async () => {
  const base = { ...mutualInformationGaussian(column([1, 2, 4]), column([1, 3, 2])), warnings: [] };
  function exact(): Estimate {
    return { ...base, nats: Math.LN2, bits: 1 };
  }
  function rough(): Estimate {
    return { ...base, nats: 0.5, bits: 0.5 / Math.LN2, error: { nats: 0.0123, how: "" }, warnings: ["one.", "two."] };
  }
  const { x, y } = pair(30, 0.6, 3);
  const c = await compareEstimators(x, y, [exact, [rough, { k: 5, norm: "max" }], () => exact()], { truth: 0.6 });
  const told = text(c);
  for (const [i, line] of told.split("\n").slice(2).entries()) expect(line).toContain(` ${Number(c.rows[i].milliseconds.toPrecision(2))}`);
  expect(told.split("\n").map((line) => line.replace(/ {2,}/g, " | "))).toEqual([
    "I(X;Y), n = 30, d = 1 and 1; truth 0.6 nats",
    "estimator | options | nats | ± error | bits | off by | ms | remarks",
    expect.stringMatching(/^exact \| 0\.6931 \| – \| 1 \| 0\.093 \| \S+$/),
    expect.stringMatching(/^rough \| k 5, norm "max" \| 0\.5 \| 0\.012 \| 0\.7213 \| -0\.1 \| \S+ \| one\. two\.$/),
    expect.stringMatching(/^estimator \| 0\.6931 \| – \| 1 \| 0\.093 \| \S+$/),
  ]);
  const plain = text(await compareEstimators(x, y, [exact])).split("\n");
  expect(plain[0]).toBe("I(X;Y), n = 30, d = 1 and 1");
  expect(plain[1]).not.toContain("off by");
  expect(plain[2]).toMatch(/^exact +0\.6931 +– +1 +\S+$/);
});

test("tables are aligned: text to the left, numbers to the right, in HTML too", async () => {
  const s = await sensitivity(
    (o: { k: number }) => ({
      ...mutualInformationBinned(column([1.5, 1.5, 2.5, 2.5]), { binWidth: 1 }),
      nats: o.k / 4,
      error: { nats: 0.0123, how: "" },
    }),
    { k: [2, 10] },
  );
  expect(text(s).split("\n").slice(1)).toEqual(["k   nats  ± error  bits  remarks", "2    0.5    0.012     1", "10   2.5    0.012     1"]);
  expect(html(s)).toBe(
    '<table><caption style="text-align:left">binned I(X;Bin(T)), X uniform on the rows, plugIn against k</caption><thead><tr><th style="text-align:left">k</th>' +
      ["nats", "± error", "bits", "remarks"].map((h) => `<th style="text-align:right">${h}</th>`).join("") +
      "</tr></thead><tbody>" +
      [
        ["2", "0.5"],
        ["10", "2.5"],
      ]
        .map(
          ([k, nats]) =>
            `<tr><td style="text-align:left">${k}</td>${[nats, "0.012", "1", ""].map((v) => `<td style="text-align:right">${v}</td>`).join("")}</tr>`,
        )
        .join("") +
      "</tbody></table>",
  );
});

test("a sensitivity ends with an abort and says how far it is; what is no list of values is refused", async () => {
  const controller = new AbortController();
  const seen: unknown[][] = [];
  const progress = (...all: unknown[]) => {
    seen.push(all);
    if (seen.length === 2) controller.abort();
  };
  const f = (o: { binWidth: number }) => mutualInformationBinned(column([1, 2, 3]), o);
  const s = await sensitivity(f, { binWidth: [2, 1, 0.5] }, { signal: controller.signal, progress });
  expect([s.values, s.estimates.length, s.nats.length]).toEqual([[2, 1], 2, 2]);
  expect(seen).toEqual([
    [1, 3, "binWidth 2"],
    [2, 3, "binWidth 1"],
  ]);
  expect(text(await sensitivity(f, { binWidth: [1] }))).toContain("binned I(X;Bin(T)), X uniform on the rows, plugIn against binWidth");
  expect(text(await sensitivity(f, { binWidth: [] })).split("\n")[0]).toBe("estimate against binWidth");
  for (const range of [undefined, {}, { binWidth: 1 }, { binWidth: [1], k: [1] }])
    await expect(sensitivity(f, range as never)).rejects.toThrow("sensitivity: give one setting with a list of values");
  await expect(sensitivity(f, { binWidth: [1] }, { k: 1 } as never)).rejects.toThrow('sensitivity: unknown option "k"');
});

test("a line of progress appears for work of more than a second only", () => {
  const shown: string[] = [];
  const jupyter = globalThis as Record<symbol, unknown>;
  const key = Symbol.for("Jupyter.host");
  jupyter[key] = { display: (bundle: Record<string, string>) => shown.push(bundle["text/plain"]) };
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  try {
    clock.mockReturnValue(500);
    const step = slowProgress("work");
    clock.mockReturnValue(1500);
    step(1, 10);
    expect(shown).toEqual([]);
    clock.mockReturnValue(1501);
    step(2, 10, "so far");
    expect(shown).toEqual(["work: 2/10 (20 %), 1 s, 4 s left, 2/s, so far"]);
  } finally {
    clock.mockRestore();
    delete jupyter[key];
  }
});

test.each([[null], [[mutualInformationKsg]], [[mutualInformationKsg, null]], [[mutualInformationKsg, 5]], [["ksg", {}]]])(
  "%o is no estimator",
  async (choice) => {
    const { x, y } = pair(50, 0.5, 3);
    await expect(permutationNull(choice as never, x, y)).rejects.toThrow(DomainError);
    await expect(permutationNull(choice as never, x, y)).rejects.toThrow(
      "an estimator must be a function of (x, y, options), or [function, options]",
    );
  },
);

test.each([
  [{ dims: [1, 1] }, "samples must be an integer at least 2; got undefined"],
  [{ samples: 1, dims: [1, 1] }, "samples must be an integer at least 2; got 1"],
  [{ samples: 9 }, "dims must be [columns of x, columns of y]; got undefined"],
  [{ samples: 9, dims: [1] }, "dims must be [columns of x, columns of y]; got [1]"],
  [{ samples: 9, dims: [1, 1, 1] }, "dims must be [columns of x, columns of y]; got [1,1,1]"],
  [{ samples: 9, dims: [0, 1] }, "dims must be an integer at least 1; got 0"],
  [{ samples: 9, dims: [1, 1.5] }, "dims must be an integer at least 1; got 1.5"],
  [{ samples: 9, dims: [1, 1], repetitions: 1 }, "repetitions must be an integer at least 2; got 1"],
  [{ samples: 9, dims: [1, 1], nats: [-1] }, "nats must be a finite number, 0 or more; got -1"],
  [{ samples: 9, dims: [1, 1], seed: -1 }, "seed must be an integer at least 0; got -1"],
])("a calibration with %j is refused", async (options, message) => {
  await expect(calibrate(mutualInformationGaussian, options as never)).rejects.toThrow(`calibrate: ${message}`);
});

test("wrong arguments are refused by name", async () => {
  const { x, y } = pair(50, 0.5, 3);
  await expect(permutationNull("ksg" as never, x, y)).rejects.toThrow(
    "permutationNull: an estimator must be a function of (x, y, options)",
  );
  await expect(permutationNull(mutualInformationKsg, x, y, { permutation: 3 } as never)).rejects.toThrow('unknown option "permutation"');
  await expect(calibrate(mutualInformationKsg, { dims: [1, 1] } as never)).rejects.toThrow("samples must be an integer");
  await expect(calibrate(mutualInformationKsg, undefined as never)).rejects.toThrow("samples must be an integer");
  await expect(calibrate(mutualInformationKsg, { samples: 9, dims: [1, 1], truths: [1] } as never)).rejects.toThrow(
    'unknown option "truths"',
  );
  await expect(sensitivity(() => mutualInformationKsg(x, y), { a: [1], b: [2] } as never)).rejects.toThrow(
    "give one setting with a list of values",
  );
  await expect(errorBySubsampling(mutualInformationKsg, x, y, { parts: 40 })).rejects.toThrow(
    "parts must be an integer from 2 to 25; got 40",
  );
});
