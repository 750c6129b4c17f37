import {
  activationsOf,
  column,
  entropyKde,
  entropyMixtureMonteCarlo,
  entropyMixtureQuadrature,
  entropyUniformGaussian,
  goldfeldCnn,
  layerWeights,
  type Matrix,
  matrix,
  mlp,
  mutualInformationMixtureQuadrature,
  mutualInformationSamplePropagation,
  noisyOutputs,
  random,
  riskBoundSamplePropagation,
} from "infoplane";
import { estimateStream } from "src/estimate/estimateStream.js";
import { layerBias } from "src/networks/layerWeights.js";
import type { DenseLayer } from "src/networks/network.js";
import { expect, test } from "vitest";
import mixtures from "../../data/reference/gmm_entropy.json" with { type: "json" };
import neuron from "../../data/reference/goldfeld_single_neuron.json" with { type: "json" };
import uniform from "../../data/reference/uniform_plus_gauss.json" with { type: "json" };
import { formulaPoints, meanAndError, normals, toFloat32 } from "./points.js";

function centres(c: { d: number; N: number }) {
  if (c.d === 1) return formulaPoints(c.N, 1, (i) => Math.tanh(3 * Math.sin(1.3 * i + 0.4)));
  return formulaPoints(c.N, 2, (i, j) => (j === 0 ? Math.sin(1.1 * i + 0.2) : Math.cos(2.3 * i - 0.5)));
}

test("quadrature does not depend on where the centres lie, nor on how far apart", () => {
  const h = (points: number[][]) => entropyMixtureQuadrature(matrix(points), { noise: 1 }).nats;
  const near = [
    [0, 0],
    [2, 5],
  ];
  for (const shift of [1e8, 1e12]) expect(h(near.map(([a, b]) => [a + shift, b - shift]))).toBeCloseTo(h(near), 12);
  expect(
    h([
      [0, 0],
      [1e10, 0],
      [1e10, 3],
    ]),
  ).toBeCloseTo(
    h([
      [0, 0],
      [1e3, 0],
      [1e3, 3],
    ]),
    10,
  );
});

test.each(mixtures.cases)("quadrature equals the reference: d = $d, N = $N, variance $var", (c) => {
  expect(Math.abs(entropyMixtureQuadrature(centres(c), { noise: Math.sqrt(c.var) }).nats - c.h)).toBeLessThan(1e-10);
  expect(Math.abs(mutualInformationMixtureQuadrature(centres(c), { noise: Math.sqrt(c.var) }).nats - c.I_exact)).toBeLessThan(1e-10);
});

test.each(neuron.cases)("one noisy neuron, w = $w, noise $beta: I(S;S+Z) equals the reference", (c) => {
  expect(Math.abs(mutualInformationMixtureQuadrature(column(c.S), { noise: c.beta }).nats - c.I)).toBeLessThan(1e-10);
});

test("quadrature: one Gaussian has its closed form, in one and in two dimensions", () => {
  for (const [d, row] of [
    [1, [3]],
    [2, [3, -1]],
  ] as const)
    expect(entropyMixtureQuadrature(matrix([[...row]]), { noise: 0.2 }).nats).toBeCloseTo(
      (d / 2) * Math.log(2 * Math.PI * Math.E * 0.04),
      12,
    );
});

test("noise that the rounding of the values hides: float32 becomes float64, and beyond that it is refused", async () => {
  const far = toFloat32(column([5, 5.1, 7]));
  const exact = { ...far, data: Float64Array.from(far.data) };
  const single = await entropyMixtureMonteCarlo(far, { noise: 5e-5, seed: 1 });
  expect(single.settings.precision).toBe("float64");
  expect(single.nats).toBe((await entropyMixtureMonteCarlo(exact, { noise: 5e-5, seed: 1 })).nats);
  await expect(entropyMixtureMonteCarlo(exact, { noise: 1e-200 })).rejects.toThrow(
    "entropyMixtureMonteCarlo: noise must be at least 1e-14 of the largest value of centres, or rounding hides it; got 1e-200 beside 7.",
  );
  await expect(mutualInformationSamplePropagation(far, { noise: 1e-40 })).rejects.toThrow("largest value of outputs");
});

test("quadrature is refused where a grid has no chance", () => {
  expect(() => entropyMixtureQuadrature(normals(5, 3, 1), { noise: 1 })).toThrow(
    "must have 1 or 2 columns; got 3. Use entropyMixtureMonteCarlo",
  );
  expect(() => entropyMixtureQuadrature(normals(20_000, 2, 1), { noise: 1e-5 })).toThrow("too many for a grid");
});

// 40 seeds: the mean within 4 standard errors, and the errors that are claimed are those that are seen (chi-squared, 39 d.o.f., 1 in 10⁴).
test.each(mixtures.cases.slice(1))("Monte Carlo is unbiased and its error true: d = $d, N = $N, variance $var", async (c) => {
  const z: number[] = [];
  for (let seed = 0; seed < 40; seed++) {
    const e = await entropyMixtureMonteCarlo(centres(c), { noise: Math.sqrt(c.var), standardError: 0.004, seed });
    expect(e.error!.nats).toBeLessThan(0.004);
    z.push((e.nats - c.h) / e.error!.nats);
  }
  const { mean, error } = meanAndError(z);
  expect(Math.abs(mean)).toBeLessThan(4 * error);
  expect(40 * error ** 2).toBeGreaterThan(0.36);
  expect(40 * error ** 2).toBeLessThan(2.1);
});

test("Monte Carlo: separate components have no variance at all", async () => {
  const c = mixtures.cases[0];
  const e = await entropyMixtureMonteCarlo(centres(c), { noise: 0.01 });
  expect(e.nats).toBeCloseTo(c.h, 12);
  expect(e.error!.nats).toBeLessThan(1e-12);
});

test("Monte Carlo with more centres than draws: unbiased beside quadrature, its error true", async () => {
  const t = normals(6000, 2, 3);
  const exact = entropyMixtureQuadrature(t, { noise: 0.1 }).nats;
  const z: number[] = [];
  for (let seed = 0; seed < 20; seed++) {
    const e = await entropyMixtureMonteCarlo(toFloat32(t), { noise: 0.1, standardError: 0.05, seed });
    expect(e.error!.how).toBe("Monte Carlo, 1024 antithetic pairs of draws");
    z.push((e.nats - exact) / e.error!.nats);
  }
  const { mean, error } = meanAndError(z);
  expect(Math.abs(mean)).toBeLessThan(4 * error);
  expect(20 * error ** 2).toBeGreaterThan(0.2); // chi-squared, 19 d.o.f., 1 in 10⁴
  expect(20 * error ** 2).toBeLessThan(2.7);
});

test("Monte Carlo in 7 dimensions lies between the pairwise bounds, and float32 agrees with float64", async () => {
  const t = normals(500, 7, 2);
  const e = await entropyMixtureMonteCarlo(t, { noise: 0.5, standardError: 0.003, seed: 4 });
  expect(e.nats + 4 * e.error!.nats).toBeGreaterThan(entropyKde(t, { noiseVariance: 0.25, bound: "lower" }).nats);
  expect(e.nats - 4 * e.error!.nats).toBeLessThan(entropyKde(t, { noiseVariance: 0.25 }).nats);
  const single = await entropyMixtureMonteCarlo(toFloat32(t), { noise: 0.5, standardError: 0.003, seed: 4 });
  expect(single.nats).toBeCloseTo(e.nats, 5); // the same draws
  expect(single.settings.precision).toBe("float32");
});

test("the same number for any number of threads, another for another seed", async () => {
  const t = normals(3000, 3, 2);
  const run = (threads: number, seed: number) => mutualInformationSamplePropagation(t, { noise: 0.3, replicas: 3, threads, seed });
  const [one, two, other] = [await run(1, 5), await run(2, 5), await run(2, 6)];
  expect(two.nats).toBe(one.nats);
  expect(two.error).toEqual(one.error);
  expect(other.nats).not.toBe(one.nats);
});

test("sample propagation equals the difference of two quadratures", async () => {
  const [n, replicas] = [60, 10];
  const x = normals(n, 1, 1);
  const jitter = normals(n * replicas, 1, 2);
  const s = column(jitter.data.map((z, i) => Math.tanh(x.data[Math.floor(i / replicas)] + 0.4 * z)));
  let exact = entropyMixtureQuadrature(s, { noise: 0.1 }).nats;
  for (let i = 0; i < n; i++)
    exact -= entropyMixtureQuadrature(column(s.data.subarray(i * replicas, (i + 1) * replicas)), { noise: 0.1 }).nats / n;
  const e = await mutualInformationSamplePropagation(s, { noise: 0.1, replicas, standardError: 0.003, seed: 1 });
  expect(e.error!.nats).toBeLessThan(0.003);
  expect(Math.abs(e.nats - exact)).toBeLessThan(4 * e.error!.nats);
});

test("sample propagation in the first layer: h(T|X) in closed form, each input once, so that ln n is reached", async () => {
  const e = await mutualInformationSamplePropagation(normals(512, 10, 1), { noise: 0.005 });
  expect(e.nats).toBeCloseTo(Math.log(512), 6);
  expect(e.warnings.join()).toContain("the estimate is at its ceiling ln n = 6.2383 nats");
  expect(e.samples).toBe(512);
});

test("outputs of a noisy network: the first layer once per input, the others with the noise of the layers below", async () => {
  const model = mlp([2, 3, 2, 2], { hidden: "tanh", init: "torch", seed: 5 });
  const inputs = matrix([
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const layers = await noisyOutputs(model, inputs, { noise: 0.1, replicas: 400, seed: 2 });
  expect(layers.map((l) => [l.outputs.rows, l.outputs.cols, l.replicas])).toEqual([
    [3, 3, 1],
    [1200, 2, 400],
  ]);
  const quiet = activationsOf(model, inputs);
  for (let i = 0; i < 9; i++) expect(layers[0].outputs.data[i]).toBeCloseTo(quiet[0].data[i], 6);
  // S_2 = tanh(W T_1 + b) spreads by about σ |W_k| (1 − S²) around the quiet output
  const w = layerWeights(model.layers[1]).data;
  for (let k = 0; k < 2; k++) {
    const values = Array.from({ length: 400 }, (_, r) => layers[1].outputs.data[2 * r + k]);
    const s = quiet[1].data[k];
    const sd = 0.1 * Math.hypot(w[k], w[2 + k], w[4 + k]) * (1 - s * s);
    const { mean, error } = meanAndError(values);
    expect(Math.abs(mean - s)).toBeLessThan(4 * error + sd ** 2);
    expect((Math.sqrt(400) * error) / sd).toBeGreaterThan(0.8);
    expect((Math.sqrt(400) * error) / sd).toBeLessThan(1.2);
  }
  const again = await noisyOutputs(model, inputs, { noise: 0.1, replicas: 400, seed: 2, threads: 1 });
  expect([...again[1].outputs.data]).toEqual([...layers[1].outputs.data]);
  await expect(noisyOutputs(model, inputs)).rejects.toThrow("noise must be given");
});

// 300 inputs are two jobs; 20 replicas make batches of 204 inputs, 5000 batches of one.
test.each([
  [300, 20],
  [2, 5000],
])("outputs of a noisy network, %d inputs %d times each: every row has a stream of its own", async (n, replicas) => {
  const model = mlp([2, 3, 2, 2, 2], { hidden: "tanh", init: "torch", seed: 5 });
  const inputs = normals(n, 2, 3);
  const seen: [number, number][] = [];
  const progress = (done: number, total: number) => seen.push([done, total]);
  const layers = await noisyOutputs(model, inputs, { noise: 0.1, replicas, seed: 2, threads: 1, progress });
  expect(seen.at(-1)).toEqual([n, n]);
  let worst = 0;
  for (let row = 0; row < n * replicas; row++) {
    const i = Math.floor(row / replicas);
    const { normal } = random(2, estimateStream("propagation", row));
    let below = [inputs.data[2 * i], inputs.data[2 * i + 1]];
    for (const [l, layer] of layers.entries()) {
      const [w, b] = [layerWeights(model.layers[l]), layerBias(model.layers[l] as DenseLayer)];
      const out = Array.from(b, (c, k) => Math.tanh(below.reduce((s, v, j) => s + v * w.data[j * w.cols + k], c)));
      const at = (l === 0 ? i : row) * w.cols;
      for (const [k, v] of out.entries()) worst = Math.max(worst, Math.abs(layer.outputs.data[at + k] - v));
      below = out.map((v) => v + 0.1 * normal());
    }
  }
  expect(layers.map((l) => [l.outputs.rows, l.outputs.cols, l.replicas])).toEqual([
    [n, 3, 1],
    [n * replicas, 2, replicas],
    [n * replicas, 2, replicas],
  ]);
  expect(worst).toBeLessThan(1e-6); // kept in float32
});

test("the noise of a network is that of its hidden layers, if all have the same after their activation", async () => {
  const x = normals(3, 2, 1);
  const noisy = mlp([2, 3, 2, 2], { hidden: "tanh", noise: { sd: 0.2, where: "after" }, seed: 1 });
  const rows = async (options: object, model = noisy) => (await noisyOutputs(model, x, { replicas: 2, ...options }))[1].outputs.data;
  expect([...(await rows({}))]).toEqual([...(await rows({ noise: 0.2 }))]);
  expect([...(await rows({ seed: 0 }))]).toEqual([...(await rows({}))]);
  expect([...(await rows({ noise: 0.1 }))]).not.toEqual([...(await rows({}))]);
  expect((await noisyOutputs(noisy, x))[1].replicas).toBe(100);
  const inside = mlp([2, 3, 2, 2], { hidden: "tanh", noise: { sd: 0.2, where: "inside" }, seed: 1 });
  const [first, second, last] = noisy.layers;
  const unequal = { ...noisy, layers: [first, { ...second, noise: { sd: 0.3, where: "after" } }, last] } as typeof noisy;
  for (const model of [inside, unequal])
    await expect(rows({}, model)).rejects.toThrow("do not all have the same noise after their activation");
});

test.each([
  [{ noise: 0 }, "noise must be a positive finite number; got 0"],
  [{ noise: 1, replicas: 0 }, "replicas must be an integer at least 1; got 0"],
  [{ noise: 1, seed: 0.5 }, "seed must be an integer at least 0; got 0.5"],
])("noisy outputs with %j are refused", async (options, message) => {
  await expect(noisyOutputs(mlp([2, 3, 2], { seed: 1 }), normals(3, 2, 1), options)).rejects.toThrow(`noisyOutputs: ${message}`);
});

test("noisy outputs of inputs that do not fit, or of a network without a hidden layer, are refused; an abort is thrown", async () => {
  const model = mlp([2, 3, 2], { seed: 1 });
  await expect(noisyOutputs(model, normals(3, 4, 1), { noise: 1 })).rejects.toThrow(
    /inputs must have 2 columns, as .* has inputs; got 3×4/,
  );
  await expect(noisyOutputs(mlp([2, 2], { seed: 1 }), normals(3, 2, 1), { noise: 1 })).rejects.toThrow(
    "has one layer, and the last layer has no noise",
  );
  await expect(noisyOutputs(model, normals(3, 2, 1), { noise: 1, signal: AbortSignal.abort("stop") })).rejects.toBe("stop");
});

test("the risk bound of Theorem 1 by hand, and beside the result", async () => {
  expect(riskBoundSamplePropagation({ noise: 0.5, dims: 3, samples: 100, c: 2 })).toBeCloseTo((64 + 3 * Math.log(5)) / 40, 14);
  const e = await mutualInformationSamplePropagation(normals(100, 3, 1), { noise: 0.5 });
  expect(e.settings.riskBound).toBeCloseTo((8 + 3 * Math.log(5)) / 40, 14);
});

test("an abort returns what is done, with its larger error and a warning; before the first draws it is thrown", async () => {
  const controller = new AbortController();
  const options = { noise: 0.3, standardError: 1e-6, signal: controller.signal, progress: () => controller.abort() };
  const e = await entropyMixtureMonteCarlo(normals(4000, 3, 1), options);
  expect(e.error!.nats).toBeGreaterThan(1e-6);
  expect(e.warnings.join()).toContain("entropyMixtureMonteCarlo was interrupted: the standard error is");
  await expect(entropyMixtureMonteCarlo(normals(4000, 3, 1), { noise: 0.3, signal: AbortSignal.abort("stop") })).rejects.toBe("stop");
});

test("draws that do not suffice are said", async () => {
  const e = await entropyMixtureMonteCarlo(normals(100, 3, 1), { noise: 0.3, standardError: 1e-5, maxDraws: 3000 });
  expect(e.warnings.join()).toMatch(/the standard error is 0\.00\d+ nats, not 0\.00001: more draws than maxDraws/);
});

test("float32 is kept below 10⁴ times the noise, and no values from 10¹⁴ times on", async () => {
  const run = (value: number, single: boolean) => {
    const x = column([0, value]);
    return entropyMixtureMonteCarlo(single ? toFloat32(x) : x, { noise: 1 });
  };
  const told = async (value: number) => (await run(value, true)).settings;
  expect(await told(9999.5)).toMatchObject({ precision: "float32", truncation: 2 * Math.exp(-30) });
  expect(await told(1e4)).toMatchObject({ precision: "float64", truncation: 2 * Math.exp(-46) });
  expect(await told(-1e4)).toMatchObject({ precision: "float64" });
  // two centres apart: the entropy of one component and ln 2
  expect((await run(1e14 - 0.5, false)).nats).toBeCloseTo(Math.LN2 + 0.5 * Math.log(2 * Math.PI * Math.E), 12);
  for (const value of [1e14, -1e14]) await expect(run(value, false)).rejects.toThrow("noise must be at least 1e-14 of the largest value");
});

test("the entropy in dimension d grows by d ln of the unit of centres and noise", async () => {
  const t = normals(50, 3, 1);
  const grown = { ...t, data: t.data.map((v) => 4 * v) };
  const h = await entropyMixtureMonteCarlo(t, { noise: 0.5 });
  expect((await entropyMixtureMonteCarlo(grown, { noise: 2 })).nats).toBeCloseTo(h.nats + 3 * Math.log(4), 12);
});

test("draws at most: two or more, and no more than said", async () => {
  const run = (options: object) => entropyMixtureMonteCarlo(normals(5, 1, 1), { noise: 0.3, standardError: 1e-9, ...options });
  expect((await run({ maxDraws: 2 })).error!.how).toBe("Monte Carlo, 2 antithetic pairs of draws");
  await expect(run({ maxDraws: 1 })).rejects.toThrow("maxDraws must be an integer at least 2; got 1");
  await expect(run({ threads: 0 })).rejects.toThrow("threads must be an integer at least 1; got 0");
  expect((await run({ maxDraws: 100, seed: 0 })).nats).toBe((await run({ maxDraws: 100 })).nats);
});

test.each([
  [{}, "noise must be a positive finite number; got undefined"],
  [{ noise: 1, error: 0.1 }, 'unknown option "error"'],
  [{ noise: 1, standardError: 0 }, "standardError must be a positive finite number"],
  [{ noise: 1, seed: -1 }, "seed must be an integer at least 0"],
])("options %j are refused", async (options, message) => {
  await expect(entropyMixtureMonteCarlo(column([1, 2]), options as never)).rejects.toThrow(message);
  await expect(mutualInformationSamplePropagation(column([1, 2]), options as never)).rejects.toThrow(message);
});

test.each([
  [{ noise: 0 }, "noise must be a positive finite number; got 0"],
  [{ noise: 1, halfWidth: 0 }, "halfWidth must be a positive finite number; got 0"],
  [{ noise: 1, dims: 0 }, "dims must be an integer at least 1; got 0"],
  [{ noise: 1, width: 2 }, 'unknown option "width"'],
  [undefined, "noise must be a positive finite number; got undefined"],
])("a uniform variable with %j is refused", (options, message) => {
  expect(() => entropyUniformGaussian(options as never)).toThrow(`entropyUniformGaussian: ${message}`);
});

test.each([
  [{ noise: 0 }, "noise must be a positive finite number; got 0"],
  [{ dims: 0 }, "dims must be an integer at least 1; got 0"],
  [{ samples: 0 }, "samples must be an integer at least 1; got 0"],
  [{ c: 0 }, "c must be a positive finite number; got 0"],
  [{ sigma: 1 }, 'unknown option "sigma"'],
])("a risk bound with %j is refused", (options, message) => {
  expect(() => riskBoundSamplePropagation({ noise: 1, dims: 1, samples: 1, ...options })).toThrow(`riskBoundSamplePropagation: ${message}`);
  expect(riskBoundSamplePropagation({ noise: 1, dims: 1, samples: 1 })).toBeCloseTo((8 + Math.LN2) / 4, 14);
});

test("sample propagation says which term it is at, how many draws it made, and that it was interrupted", async () => {
  const t = normals(600, 2, 1);
  const seen: [number, number, string | undefined][] = [];
  const progress = (...at: [number, number, string?]) => seen.push(at as [number, number, string]);
  const e = await mutualInformationSamplePropagation(t, { noise: 0.5, replicas: 6, standardError: 0.02, threads: 1, progress });
  expect([...new Set(seen.map((s) => s[2]))]).toEqual(["h(T|X)", "h(T)"]);
  const [, pairs, sets] = /^Monte Carlo, (\d+) pairs of draws for h\(T\) and (\d+) sets for h\(T\|X\)$/.exec(e.error!.how)!;
  expect([seen.findLast((s) => s[2] === "h(T)")![0], seen.findLast((s) => s[2] === "h(T|X)")![0]]).toEqual([Number(pairs), Number(sets)]);
  expect(e.error!.nats).toBeLessThan(0.02);
  expect(e.warnings).toEqual([]);
  const first = await mutualInformationSamplePropagation(t, { noise: 0.5, threads: 1 });
  expect(first.error!.how).toMatch(/^Monte Carlo, \d+ pairs of draws for h\(T\) and 0 sets for h\(T\|X\)$/);
  const controller = new AbortController();
  const stop = (_: number, __: number, term?: string) => term === "h(T)" && controller.abort();
  const options = { noise: 0.5, replicas: 6, standardError: 1e-6, maxDraws: 20_000, signal: controller.signal, progress: stop };
  expect((await mutualInformationSamplePropagation(t, options)).warnings.join()).toContain(
    "mutualInformationSamplePropagation was interrupted: the standard error is",
  );
  await expect(mutualInformationSamplePropagation(t, { noise: 0.5, replicas: 6, signal: AbortSignal.abort("stop") })).rejects.toBe("stop");
  await expect(mutualInformationSamplePropagation(t, { noise: 0.5, signal: AbortSignal.abort("stop") })).rejects.toBe("stop");
});

test("rows that are no multiple of replicas are refused", async () => {
  await expect(mutualInformationSamplePropagation(column([1, 2, 3]), { noise: 1, replicas: 2 })).rejects.toThrow(
    "outputs must have 2 rows for each input; got 3 rows, no multiple of 2.",
  );
  for (const replicas of [0, 4])
    await expect(mutualInformationSamplePropagation(column([1, 2, 3]), { noise: 1, replicas })).rejects.toThrow(
      `replicas must be an integer from 1 to 3; got ${replicas}`,
    );
});

test("the ceiling ln n of sample propagation: said within 0.01 of it, for one input never", async () => {
  const warnings = async (t: Matrix, replicas: number) =>
    (await mutualInformationSamplePropagation(t, { noise: 1, replicas, standardError: 1e-3 })).warnings;
  // two inputs at distance r: I = ln 2 − ⟨ln(1 + e^…)⟩, by quadrature
  const loss = (r: number) => Math.LN2 - mutualInformationMixtureQuadrature(column([0, r]), { noise: 1 }).nats;
  for (const [r, said] of [
    [5.6, true],
    [5.1, false],
  ] as const) {
    expect(loss(r) < 0.01).toBe(said);
    expect(loss(r) > 0.005 && loss(r) < 0.02).toBe(true);
    expect((await warnings(column([0, r]), 1)).join().includes("at its ceiling ln n = 0.69315 nats")).toBe(said);
  }
  expect(await warnings(column([0, 5]), 2)).toEqual([]);
});

test.each(uniform.cases)("a uniform variable with noise $beta: the entropy equals the reference", (c) => {
  expect(Math.abs(entropyUniformGaussian({ noise: c.beta }).nats - c.h)).toBeLessThan(1e-11);
  expect(entropyUniformGaussian({ noise: 3 * c.beta, halfWidth: 3, dims: 4 }).nats).toBeCloseTo(4 * (c.h + Math.log(3)), 10);
});

// Theorem: sup E|h(P_n * N) − h(P * N)| = O(n^−½) for bounded support. Mean absolute errors at n = 50 and 800: ratio 4 ± what 60 seeds allow.
test("the mixture entropy of n uniform samples converges as n^−½ to the exact one", () => {
  const exact = entropyUniformGaussian({ noise: 0.5 }).nats;
  const off = (n: number) => {
    const errors = Array.from({ length: 60 }, (_, seed) => {
      const draw = random(seed, n);
      return Math.abs(
        entropyMixtureQuadrature(column(Float64Array.from({ length: n }, () => 2 * draw.uniform() - 1)), { noise: 0.5 }).nats - exact,
      );
    });
    return meanAndError(errors);
  };
  const [few, many] = [off(50), off(800)];
  const ratio = few.mean / many.mean;
  const relative = Math.hypot(few.error / few.mean, many.error / many.mean);
  expect(Math.abs(Math.log(ratio / 4))).toBeLessThan(4 * relative);
  expect(relative).toBeLessThan(0.2);
});

test("noisy outputs of layers that round their activations are rounded", async () => {
  const net = mlp([4, 3, 3, 2], { hidden: "tanh", levels: 5, seed: 1 });
  const x = normals(20, 4, 2);
  const layers = await noisyOutputs(net, x, { noise: 0.3, replicas: 2 });
  expect(Array.from(layers[0].outputs.data)).toEqual(Array.from(activationsOf(net, x)[0].data));
  expect(new Set(layers[1].outputs.data).size).toBeLessThanOrEqual(5);
});

test("noisy outputs are those of dense and USV layers: a convolution is refused by its number", async () => {
  const x = normals(2, 784, 1);
  await expect(noisyOutputs(goldfeldCnn({ noise: 0.1 }), x, { noise: 0.1 })).rejects.toThrow(
    /model must be a network of dense or USV layers; layer 1 of goldfeldCnn is a conv2d/,
  );
});
