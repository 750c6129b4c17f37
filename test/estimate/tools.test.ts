import {
  calibrate,
  column,
  compareEstimators,
  DomainError,
  type Estimate,
  entropyGaussian,
  errorBySubsampling,
  mutualInformationBinned,
  mutualInformationGaussian,
  mutualInformationKsg,
  permutationNull,
  sensitivity,
} from "infoplane";
import { expect, test } from "vitest";
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

test("wrong arguments are refused by name", async () => {
  const { x, y } = pair(50, 0.5, 3);
  await expect(permutationNull("ksg" as never, x, y)).rejects.toThrow(
    "permutationNull: an estimator must be a function of (x, y, options)",
  );
  await expect(permutationNull(mutualInformationKsg, x, y, { permutation: 3 } as never)).rejects.toThrow('unknown option "permutation"');
  await expect(calibrate(mutualInformationKsg, { dims: [1, 1] } as never)).rejects.toThrow("samples must be an integer");
  await expect(sensitivity(() => mutualInformationKsg(x, y), { a: [1], b: [2] } as never)).rejects.toThrow(
    "give one setting with a list of values",
  );
  await expect(errorBySubsampling(mutualInformationKsg, x, y, { parts: 40 })).rejects.toThrow(
    "parts must be an integer from 2 to 25; got 40",
  );
});
