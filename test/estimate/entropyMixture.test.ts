import {
  activationsOf,
  column,
  entropyKde,
  entropyMixtureMonteCarlo,
  entropyMixtureQuadrature,
  entropyUniformGaussian,
  goldfeldCnn,
  layerWeights,
  matrix,
  mlp,
  mutualInformationMixtureQuadrature,
  mutualInformationSamplePropagation,
  noisyOutputs,
  random,
  riskBoundSamplePropagation,
} from "infoplane";
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

test.each([
  [{}, "noise must be a positive finite number; got undefined"],
  [{ noise: 1, error: 0.1 }, 'unknown option "error"'],
  [{ noise: 1, standardError: 0 }, "standardError must be a positive finite number"],
  [{ noise: 1, seed: -1 }, "seed must be an integer at least 0"],
])("options %j are refused", async (options, message) => {
  await expect(entropyMixtureMonteCarlo(column([1, 2]), options as never)).rejects.toThrow(message);
  await expect(mutualInformationSamplePropagation(column([1, 2]), options as never)).rejects.toThrow(message);
});

test("rows that are no multiple of replicas are refused", async () => {
  await expect(mutualInformationSamplePropagation(column([1, 2, 3]), { noise: 1, replicas: 2 })).rejects.toThrow(
    "outputs must have 2 rows for each input; got 3 rows, no multiple of 2.",
  );
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
