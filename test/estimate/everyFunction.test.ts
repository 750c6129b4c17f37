import {
  compareEstimators,
  conditionalMutualInformationKsg,
  cosineSimilarities,
  DomainError,
  type Estimate,
  entropyBinned,
  entropyDiscrete,
  entropyExact,
  entropyGaussian,
  entropyKde,
  entropyKozachenkoLeonenko,
  entropyLinearGaussian,
  entropyMixtureMonteCarlo,
  entropyMixtureQuadrature,
  entropyUniformGaussian,
  errorBySubsampling,
  kernelVariance,
  localMutualInformationKsg,
  type Matrix,
  matrix,
  mlp,
  mutualInformationBinned,
  mutualInformationDiscrete,
  mutualInformationExact,
  mutualInformationGao,
  mutualInformationGaussian,
  mutualInformationGaussianChannel,
  mutualInformationGaussianCopula,
  mutualInformationKde,
  mutualInformationKsg,
  mutualInformationLinearGaussian,
  mutualInformationMeanField,
  mutualInformationMixtureQuadrature,
  mutualInformationRoss,
  mutualInformationSamplePropagation,
  noisyOutputs,
  pairwiseDistances,
  permutationNull,
  ShapeError,
  unitEntropiesBinned,
} from "infoplane";
import { expect, test } from "vitest";
import { normals } from "./points.js";

const labels = Array.from({ length: 60 }, (_, i) => i % 2);
const [X, Y, Z] = [normals(60, 2, 1), normals(60, 3, 2), normals(60, 1, 3)];
const positive = { ...X, data: X.data.map((v) => v * v + 0.1) };
const layer = { weights: matrix([[3], [4]]), noiseVariance: 1 };
const layer1 = { weights: matrix([[2]]), noiseVariance: 3 };
const model = mlp([2, 3, 2], { hidden: "tanh", seed: 1 });

type Call = (matrices: Matrix[], options?: object) => unknown;
interface Function {
  readonly name: string;
  readonly call: Call;
  /** Names of the matrices in its messages, and such matrices. */
  readonly takes: Record<string, Matrix>;
  readonly options?: object;
}

const two = { x: X, y: Y };
const FUNCTIONS: readonly Function[] = [
  { name: "entropyGaussian", call: ([x], o) => entropyGaussian(x, o), takes: { x: X } },
  { name: "entropyKozachenkoLeonenko", call: ([x], o) => entropyKozachenkoLeonenko(x, o), takes: { x: X } },
  { name: "entropyBinned", call: ([t], o) => entropyBinned(t, o as never), takes: { t: X }, options: { binWidth: 1 } },
  { name: "unitEntropiesBinned", call: ([t], o) => unitEntropiesBinned(t, o as never), takes: { t: X }, options: { binWidth: 1 } },
  { name: "mutualInformationBinned", call: ([t], o) => mutualInformationBinned(t, o as never), takes: { t: X }, options: { binWidth: 1 } },
  { name: "entropyKde", call: ([t], o) => entropyKde(t, o as never), takes: { t: X }, options: { noiseVariance: 1 } },
  { name: "mutualInformationKde", call: ([t], o) => mutualInformationKde(t, o as never), takes: { t: X }, options: { noiseVariance: 1 } },
  { name: "kernelVariance", call: ([t], o) => kernelVariance(t, o), takes: { t: X } },
  {
    name: "entropyMixtureQuadrature",
    call: ([c], o) => entropyMixtureQuadrature(c, o as never),
    takes: { centres: X },
    options: { noise: 1 },
  },
  {
    name: "entropyMixtureMonteCarlo",
    call: ([c], o) => entropyMixtureMonteCarlo(c, o as never),
    takes: { centres: X },
    options: { noise: 1 },
  },
  {
    name: "mutualInformationSamplePropagation",
    call: ([t], o) => mutualInformationSamplePropagation(t, o as never),
    takes: { outputs: X },
    options: { noise: 1 },
  },
  {
    name: "mutualInformationGaussianChannel",
    call: ([s], o) => mutualInformationGaussianChannel(s, o as never),
    takes: { s: X },
    options: { noise: 1 },
  },
  { name: "pairwiseDistances", call: ([t], o) => pairwiseDistances(t, o as never), takes: { t: X }, options: { labels } },
  { name: "mutualInformationRoss", call: ([x], o) => mutualInformationRoss(x, labels, o), takes: { x: X } },
  { name: "noisyOutputs", call: ([x], o) => noisyOutputs(model, x, o), takes: { inputs: X }, options: { noise: 1 } },
  { name: "mutualInformationKsg", call: ([x, y], o) => mutualInformationKsg(x, y, o), takes: two },
  { name: "localMutualInformationKsg", call: ([x, y], o) => localMutualInformationKsg(x, y, o), takes: two },
  { name: "mutualInformationGao", call: ([x, y], o) => mutualInformationGao(x, y, o), takes: two },
  { name: "mutualInformationGaussian", call: ([x, y], o) => mutualInformationGaussian(x, y, o), takes: two },
  { name: "mutualInformationGaussianCopula", call: ([x, y], o) => mutualInformationGaussianCopula(x, y, o), takes: two },
  {
    name: "mutualInformationMeanField",
    call: ([m, v], o) => mutualInformationMeanField(m, v, o),
    takes: { means: X, variances: positive },
  },
  {
    name: "conditionalMutualInformationKsg",
    call: ([x, y, z], o) => conditionalMutualInformationKsg(x, y, z, o),
    takes: { x: X, y: Y, z: Z },
  },
  { name: "permutationNull", call: ([x, y], o) => permutationNull(mutualInformationGaussian, x, y, o), takes: two },
  {
    name: "errorBySubsampling",
    call: ([x, y], o) => errorBySubsampling(mutualInformationGaussian, x, y, o),
    takes: two,
  },
  { name: "compareEstimators", call: ([x, y], o) => compareEstimators(x, y, [mutualInformationGaussian], o), takes: two },
  { name: "cosineSimilarities", call: ([a, b]) => cosineSimilarities(a, b), takes: { a: X, b: positive } },
];

/** The error of a call, thrown or by way of its promise. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const cases = FUNCTIONS.flatMap(({ name, call, takes, options }) =>
  Object.keys(takes).map((which) => ({
    ...{ name, which },
    /** The error when this matrix is another one. */
    given: (other: unknown) =>
      errorOf(() =>
        call(
          Object.entries(takes).map(([key, m]) => (key === which ? (other as Matrix) : m)),
          options,
        ),
      ),
    good: takes[which],
  })),
);

test.each(cases)(
  "$name refuses as $which what is no matrix, what is empty, and a value that is not finite",
  async ({ name, which, given, good }) => {
    expect(await given(good)).toBeUndefined();
    const none = await given({ rows: 2, cols: 1, data: [1, 2] });
    expect(none).toBeInstanceOf(ShapeError);
    expect(String(none)).toContain(
      `${name}: ${which} must be a Matrix { rows, cols, data: Float32Array | Float64Array }; got an object with keys rows, cols, data.`,
    );
    const empty = await given({ rows: 60, cols: 0, data: new Float64Array(0) });
    expect(empty).toBeInstanceOf(ShapeError);
    expect(String(empty)).toMatch(/must have (at least one row and one column|the same columns)/);
    const data = Float64Array.from(good.data);
    data[data.length - 1] = Number.NaN;
    const holed = await given({ ...good, data });
    expect(holed).toBeInstanceOf(DomainError);
    expect(String(holed)).toContain(`${name}: ${which} must be finite; got NaN in row 59, column ${good.cols - 1}`);
  },
);

test.each(FUNCTIONS.filter(({ takes }) => Object.keys(takes).length > 1))(
  "$name refuses samples that are not paired",
  async ({ name, call, takes, options }) => {
    const names = Object.keys(takes);
    for (let i = 1; i < names.length; i++) {
      const one = Object.values(takes).map((m, j) => (j === i ? { rows: 59, cols: m.cols, data: m.data.subarray(m.cols) } : m));
      const error = await errorOf(() => call(one, options));
      expect(error).toBeInstanceOf(ShapeError);
      expect(String(error)).toContain(`${name}: ${names[0]} and ${names[i]} must have the same number of rows`);
    }
  },
);

test.each(FUNCTIONS.filter(({ name }) => name !== "cosineSimilarities"))(
  "$name names an option that it does not know, also without any that it needs",
  async ({ name, call, takes, options }) => {
    for (const others of [options, {}]) {
      const error = await errorOf(() => call(Object.values(takes), { ...others, colour: 1 }));
      expect(error).toBeInstanceOf(DomainError);
      expect(String(error)).toContain(`${name}: unknown option "colour"`);
    }
  },
);

test.each(FUNCTIONS.filter(({ options }) => options))("$name without options says which one is needed", async ({ call, takes }) => {
  const error = await errorOf(() => call(Object.values(takes)));
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toMatch(/: (noise must be (a positive finite number|given)|labels must be an array|give (exactly one|either))/);
});

/** What an estimate tells of itself: settings, samples, dims. */
const TOLD: readonly (readonly [() => Estimate | Promise<Estimate>, settings: object, samples: number, dims: number[]])[] = [
  [() => entropyExact([0.5, 0.5]), {}, 0, [1]],
  [() => mutualInformationExact(matrix([[0.5, 0.5]])), {}, 0, [1, 1]],
  [() => entropyLinearGaussian([layer]), { inputs: 2, layers: 1, noiseVariance: [1] }, 0, [1]],
  [() => entropyLinearGaussian([{ weights: layer.weights }]), { inputs: 2, layers: 1, noiseVariance: [0] }, 0, [1]],
  [() => mutualInformationLinearGaussian([layer, layer1]), { inputs: 2, layers: 2, noiseVariance: [1, 3] }, 0, [2, 1]],
  [() => entropyUniformGaussian({ noise: 0.5, dims: 3 }), { noise: 0.5, halfWidth: 1 }, 0, [3]],
  [() => entropyGaussian(X), { correction: "plugIn" }, 60, [2]],
  [() => mutualInformationGaussian(X, Y), { correction: "plugIn" }, 60, [2, 3]],
  [() => mutualInformationGaussianCopula(X, Y), { correction: "unbiased" }, 60, [2, 3]],
  [() => mutualInformationGaussianChannel(X, { noise: 2 }), { noise: 2, covariance: "full" }, 60, [2]],
  [() => mutualInformationMeanField(X, positive), { prior: "fitted" }, 60, [2]],
  [
    () =>
      entropyDiscrete(
        matrix([
          [1, 2],
          [3, 4],
        ]),
      ),
    { correction: "plugIn" },
    2,
    [2],
  ],
  [
    () =>
      mutualInformationDiscrete(
        [1, 2, 2],
        matrix([
          [1, 2],
          [3, 4],
          [3, 4],
        ]),
      ),
    { correction: "plugIn" },
    3,
    [1, 2],
  ],
  [() => entropyBinned(X, { binWidth: 1 }), { binWidth: 1, correction: "plugIn" }, 60, [2]],
  [() => entropyBinned(X, { bins: 4, range: [-9, 9] }), { bins: 4, range: [-9, 9], correction: "plugIn" }, 60, [2]],
  [() => entropyBinned(X, { minMax: 4 }), { bins: 4, range: "minMax", per: "layer", correction: "plugIn" }, 60, [2]],
  [() => entropyBinned(X, { quantiles: 4, per: "unit" }), { quantiles: 4, per: "unit", correction: "plugIn" }, 60, [2]],
  [() => entropyBinned(X, { edges: [-9, 0, 9] }), { edges: [-9, 0, 9], correction: "plugIn" }, 60, [2]],
  [() => entropyBinned(matrix([[0, 1]]), { edges: "idnns" }), { edges: "idnns", correction: "plugIn" }, 1, [2]],
  [() => entropyBinned(X, { distinct: true }), { distinct: true, correction: "plugIn" }, 60, [2]],
  [() => mutualInformationBinned(X, { binWidth: 1 }), { binWidth: 1, correction: "plugIn" }, 60, [2]],
  [() => mutualInformationBinned(X, { binWidth: 1, labels }), { binWidth: 1, correction: "plugIn" }, 60, [2, 1]],
  [() => mutualInformationBinned(X, Y, { binWidth: 1 }), { binWidth: 1, correction: "plugIn" }, 60, [2, 3]],
  [() => entropyKde(X, { noiseVariance: 2 }), { noiseVariance: 2, bound: "upper", precision: "float64" }, 60, [2]],
  [() => mutualInformationKde(X, { noiseVariance: 2 }), { noiseVariance: 2, bound: "upper", precision: "float64" }, 60, [2]],
  [() => mutualInformationKde(X, { noiseVariance: 2, labels }), { noiseVariance: 2, bound: "upper", precision: "float64" }, 60, [2, 1]],
  [
    () => entropyKde(X, { width: "crossValidated" }),
    {
      noiseVariance: kernelVariance(X, { method: "crossValidated", folds: 5, seed: 0 }),
      width: "crossValidated",
      folds: 5,
      seed: 0,
      bound: "upper",
      precision: "float64",
    },
    60,
    [2],
  ],
  [
    () => entropyKde(X, { width: "crossValidated", folds: 3, seed: 7 }),
    {
      noiseVariance: kernelVariance(X, { method: "crossValidated", folds: 3, seed: 7 }),
      width: "crossValidated",
      folds: 3,
      seed: 7,
      bound: "upper",
      precision: "float64",
    },
    60,
    [2],
  ],
  [
    () => entropyKde(X, { width: "leaveOneOut" }),
    { noiseVariance: kernelVariance(X), width: "leaveOneOut", bound: "upper", precision: "float64" },
    60,
    [2],
  ],
  [() => entropyKozachenkoLeonenko(X), { k: 3, norm: "euclidean", precision: "float64" }, 60, [2]],
  [() => mutualInformationKsg(X, Y), { k: 3, norm: "max", precision: "float64" }, 60, [2, 3]],
  [() => conditionalMutualInformationKsg(X, Y, Z), { k: 3, norm: "max", precision: "float64" }, 60, [2, 3, 1]],
  [() => mutualInformationGao(X, Y), { k: 3, precision: "float64" }, 60, [2, 3]],
  [() => mutualInformationRoss(X, labels), { k: 3, norm: "max", precision: "float64" }, 60, [2, 1]],
  [() => entropyMixtureQuadrature(X, { noise: 2 }), { noise: 2, precision: "float64" }, 60, [2]],
  [() => mutualInformationMixtureQuadrature(X, { noise: 2 }), { noise: 2, precision: "float64" }, 60, [2]],
  // what is left out: components more than 46 nats below the nearest, 60 of them at most
  [
    () => entropyMixtureMonteCarlo(X, { noise: 2 }),
    { noise: 2, standardError: 0.01, precision: "float64", truncation: 60 * Math.exp(-46) },
    60,
    [2],
  ],
  [
    () => mutualInformationSamplePropagation(X, { noise: 2, replicas: 3 }),
    {
      ...{ noise: 2, replicas: 3, standardError: 0.01, precision: "float64", truncation: 60 * Math.exp(-46) },
      riskBound: (8 + 2 * Math.log(1.25)) / (4 * Math.sqrt(60)),
    },
    20,
    [2],
  ],
];

test.each(TOLD)("estimate %# tells its settings, samples and dimensions", async (call, settings, samples, dims) => {
  const e = await call();
  expect(e.settings).toEqual(settings);
  expect([e.samples, e.dims]).toEqual([samples, dims]);
});
