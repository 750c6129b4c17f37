import {
  bimodalPrior,
  entropyReplica,
  entropyReplicaByLayer,
  gaussianSpectrum,
  type Matrix,
  normalPrior,
  orthogonalSpectrum,
  potentialReplica,
  type ReplicaEstimate,
  type ReplicaLayer,
  ReplicaNotConvergedError,
  type ReplicaOptions,
  replicaAlongTraining,
  singularValuesSpectrum,
  spikeSlabPrior,
  trainedSpectra,
} from "infoplane";
import { describe, expect, test } from "vitest";

const relu = { activation: "relu", spectrum: gaussianSpectrum() } as const;
const prior = normalPrior();

describe("closed forms", () => {
  test.each(["tanh", "erf"] as const)("a single %s layer: the entropy of its linear layer plus E ln f′", (activation) => {
    const noise = 0.1;
    const spectrum = gaussianSpectrum({ alpha: 0.7, scale: 1.3 });
    const smooth = entropyReplica({ prior, layers: [{ activation, spectrum, noise }] });
    const linear = entropyReplica({ prior, layers: [{ activation: "linear", spectrum, noise }] });
    // E ln f′(h), h ~ N(0, 1.4), by the trapezoidal rule
    const logSlope = (h: number) => (activation === "tanh" ? -2 * Math.log(Math.cosh(h)) : Math.log(2 / Math.sqrt(Math.PI)) - h * h);
    let mean = 0;
    for (let h = -12; h <= 12; h += 0.05) mean += (0.05 * logSlope(h) * Math.exp((-h * h) / 2.8)) / Math.sqrt(2.8 * Math.PI);
    expect(smooth.nats).toBeCloseTo(linear.nats + 0.7 * mean, 10);
    expect(smooth.mutualInformation).toBeCloseTo(linear.mutualInformation, 10);
    expect(smooth.mmse).toBeCloseTo(linear.mmse, 10);
  });

  test.each(["tanh", "erf"] as const)("hidden %s with small weights is hidden linear, with the slope of the map at 0", (activation) => {
    const slope = activation === "tanh" ? 1 : 2 / Math.sqrt(Math.PI);
    const last = { activation: "linear", spectrum: gaussianSpectrum(), noise: 1e-9 } as const;
    const of = (first: ReplicaLayer) => entropyReplica({ prior, layers: [first, last], tolerance: 1e-8 }).mutualInformation;
    const smooth = of({ activation, spectrum: gaussianSpectrum({ scale: 1e-8 }), noise: 1e-9 });
    expect(smooth).toBeCloseTo(
      of({ activation: "linear", spectrum: gaussianSpectrum({ scale: 1e-8 * slope ** 2 }), noise: 1e-9 * slope ** 2 }),
      6,
    );
    expect(smooth).toBeGreaterThan(0.5);
  });

  test("a hidden orthogonal linear layer changes nothing", () => {
    const last = { ...relu, noise: 0.01 };
    const without = entropyReplica({ prior: bimodalPrior({ probability: 0.3 }), layers: [last] });
    const through = entropyReplica({
      prior: bimodalPrior({ probability: 0.3 }),
      layers: [{ activation: { kind: "leakyRelu", slope: 1 }, spectrum: orthogonalSpectrum() }, last],
    });
    expect(through.nats - without.nats).toBeGreaterThan(-1e-9); // a rotated bimodal input is no longer a product law
    const normal = entropyReplica({ prior, layers: [last] });
    const rotated = entropyReplica({ prior, layers: [{ activation: "linear", spectrum: orthogonalSpectrum() }, last] });
    expect(rotated.nats).toBeCloseTo(normal.nats, 10);
    expect(rotated.mmse).toBeCloseTo(normal.mmse, 9);
  });

  test("the same map in other pieces gives the same numbers; |h| and −|h| are one map up to a sign", () => {
    const pieces = (slope: number) => [
      { lower: -Infinity, upper: 0, slope: -slope, intercept: 0 },
      { lower: 0, upper: Infinity, slope, intercept: 0 },
    ];
    const spectrum = gaussianSpectrum();
    const folded = (slope: number) =>
      entropyReplica({
        prior,
        layers: [
          { activation: { kind: "piecewise", pieces: pieces(slope) }, spectrum },
          { activation: { kind: "piecewise", pieces: pieces(slope) }, spectrum, noise: 0.1 },
        ],
        tolerance: 1e-8,
      });
    expect(folded(1).nats).toBeCloseTo(folded(-1).nats, 9);
    const split = [
      { lower: -Infinity, upper: -2, slope: 0, intercept: 0 },
      { lower: -2, upper: 0, slope: 0, intercept: 0 },
      { lower: 0, upper: 1, slope: 1, intercept: 0 },
      { lower: 1, upper: Infinity, slope: 1, intercept: 0 },
    ];
    const cut = { activation: { kind: "piecewise", pieces: split }, spectrum } as const;
    const plain = entropyReplica({ prior, layers: [relu, { ...relu, noise: 0.1 }] });
    expect(entropyReplica({ prior, layers: [cut, { ...cut, noise: 0.1 }] }).nats).toBeCloseTo(plain.nats, 12);
  });

  test("perfect recovery of signs through a noiseless ReLU is found, and warned of", () => {
    const ours = entropyReplica({
      prior: bimodalPrior({ probability: 0.3 }),
      layers: [
        { activation: "relu", spectrum: gaussianSpectrum({ alpha: 0.5 }) },
        { activation: "linear", spectrum: orthogonalSpectrum(), noise: 1e-5 },
      ],
    });
    const entropyOfX = -0.3 * Math.log(0.3) - 0.7 * Math.log(0.7);
    expect(ours.mutualInformation).toBeCloseTo(entropyOfX, 9);
    expect(ours.warnings.join()).toContain("recovered perfectly");
  });
});

describe("the result", () => {
  const options: ReplicaOptions = { prior, layers: [relu, { ...relu, noise: 0.01 }] };
  const ours = entropyReplica(options);

  test("has every start, the winner, the residual and the numerical error", () => {
    expect(ours.candidates.map((c) => c.start)).toEqual([0, 1, 2]);
    expect(Math.min(...ours.candidates.map((c) => c.potential))).toBe(ours.nats);
    expect(ours.candidates.find((c) => c.start === ours.start)!.potential).toBe(ours.nats);
    expect(ours.residual).toBeLessThan(1e-11);
    expect(ours.quadratureError.nats).toBeLessThan(1e-9);
    expect(ours.quadratureError.mmse).toBeLessThan(1e-7);
    expect(ours.error!.how).toContain("doubled");
    expect(ours.total).toBeUndefined(); // a law has no size
    expect(ours.bits).toBeCloseTo(ours.nats / Math.LN2, 14);
    expect(ours.orderParameters.gamma[0]).toBeCloseTo(ours.orderParameters.theta[0], 10); // Gaussian weights: θ = γ
  });

  test("a coarser tolerance stays within itself, and its error estimate says so", () => {
    const coarse = entropyReplica({ ...options, tolerance: 1e-6 });
    expect(Math.abs(coarse.nats - ours.nats)).toBeLessThan(1e-6);
    expect(Math.abs(coarse.nats - ours.nats)).toBeLessThan(3 * coarse.quadratureError.nats + 1e-11);
  });

  test("shows itself as text and as a table", () => {
    const bundle = (ours as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();
    expect(bundle["text/plain"]).toContain("nats per input unit");
    expect(bundle["text/html"].match(/<tr>/g)).toHaveLength(3);
  });

  test("a warm start ends where the cold one does, in fewer sweeps", () => {
    const moved = {
      prior,
      layers: [{ activation: "relu", spectrum: gaussianSpectrum({ scale: 1.02 }) } as const, { ...relu, noise: 0.01 }],
    };
    const cold = entropyReplica(moved);
    const warm = entropyReplica({ ...moved, warmStart: ours, starts: "warm" });
    expect(warm.nats).toBeCloseTo(cold.nats, 11);
    expect(warm.sweeps).toBeLessThan(cold.sweeps);
    expect(warm.start).toBe("warm");
  });

  test("a warm start that leads nowhere falls back on the others", () => {
    const lost = new Float64Array(4).fill(700); // e^700 on every message
    const cold = entropyReplica({ ...options, warmStart: lost, starts: "warm" });
    expect(cold.nats).toBeCloseTo(ours.nats, 11);
  });

  test("every prefix in one call equals the prefixes alone", () => {
    const layers = [relu, { activation: "hardtanh", spectrum: gaussianSpectrum({ alpha: 0.5 }) } as const, relu];
    const all = entropyReplicaByLayer({ prior, layers, lastNoise: 0.01 });
    all.forEach((e: ReplicaEstimate, l: number) => {
      const alone = entropyReplica({ prior, layers: layers.slice(0, l + 1).map((x, i) => (i === l ? { ...x, noise: 0.01 } : x)) });
      expect(e.nats).toBeCloseTo(alone.nats, 11);
      expect(e.mmse / alone.mmse).toBeCloseTo(1, 8);
    });
    expect(all.map((e) => e.mmse)).toEqual([...all.map((e) => e.mmse)].sort((x, y) => x - y)); // information is only lost
  });

  test("not converged: an error with the state, from which a longer run goes on", () => {
    let caught: unknown;
    try {
      entropyReplica({ ...options, maxSweeps: 3 });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ReplicaNotConvergedError);
    const { best, message } = caught as ReplicaNotConvergedError;
    expect(message).toMatch(/^entropyReplica: no start converged in 3 sweeps/);
    expect(best.residual).toBeGreaterThan(1e-12);
    expect(best.orderParameters.v).toHaveLength(2);
    expect(entropyReplica({ ...options, warmStart: best.state, starts: "warm" }).nats).toBeCloseTo(ours.nats, 11);
  });
});

describe("along training", () => {
  const sizes = { inputs: 40, outputs: 30 };
  const values = (epoch: number) => Float64Array.from({ length: 30 }, (_, k) => 0.5 + (k + 0.5) / 30 + 0.01 * epoch);
  const usv = (epoch: number) => ({
    kind: "usv",
    ...sizes,
    activation: "relu",
    slope: 0,
    s: values(epoch).map((s, k) => (k % 2 ? s : -s)),
  });
  const dense = (epoch: number) => {
    // 30 × 20 with orthogonal columns of length 1 + epoch/100, so all singular values are that
    const weights: Matrix = { rows: 30, cols: 20, data: new Float64Array(600) };
    for (let k = 0; k < 20; k++) weights.data[k * 20 + k] = 1 + 0.01 * epoch;
    return { kind: "dense", inputs: 30, outputs: 20, activation: "linear", weights, bias: new Float32Array(20) };
  };
  const run = { snapshots: [0, 1, 2, 3].map((epoch) => ({ epoch, network: { layers: [usv(epoch), dense(epoch)] } })) };

  test("a run, its spectra, and single calls agree at every epoch and layer", () => {
    const ours = replicaAlongTraining(run, { prior, recheckEvery: 2 });
    const spectra = trainedSpectra(run);
    expect(spectra.layers[0]).toEqual({ activation: "relu", inputs: 40, outputs: 30, noise: 0 });
    const again = replicaAlongTraining(spectra, { prior });
    ours.forEach(({ epoch, layers }, k) => {
      const first = { activation: "relu", spectrum: singularValuesSpectrum(values(epoch), sizes) } as const;
      const second = {
        activation: "linear",
        spectrum: singularValuesSpectrum(new Float64Array(20).fill(1 + 0.01 * epoch), { inputs: 30, outputs: 20 }),
        noise: 1e-5,
      } as const;
      expect(layers[0].nats).toBeCloseTo(entropyReplica({ prior, layers: [{ ...first, noise: 1e-5 }] }).nats, 10);
      expect(layers[1].nats).toBeCloseTo(entropyReplica({ prior, layers: [first, second] }).nats, 10);
      expect(layers[1].nats).toBeCloseTo(again[k].layers[1].nats, 10);
      expect(layers[1].units).toBe(40);
      expect(layers[0].candidates).toHaveLength(epoch === 0 ? 2 : epoch % 2 ? 1 : 3);
    });
  });

  test("refuses what the formula does not cover, by layer", () => {
    const sigmoid = { ...usv(0), activation: "sigmoid" };
    const biased = { ...dense(0), bias: Float32Array.of(1) };
    const noisy = { ...usv(0), noise: { sd: 1, where: "after", when: "both" } };
    const of = (...layers: Parameters<typeof trainedSpectra>[0]["snapshots"][number]["network"]["layers"][number][]) =>
      trainedSpectra({ snapshots: [{ epoch: 7, network: { layers } }] });
    expect(() => of(usv(0), sigmoid)).toThrow("trainedSpectra: layer 2 has the activation sigmoid");
    expect(() => of(biased)).toThrow("trainedSpectra: layer 1 at epoch 7 has a bias");
    expect(() => of(noisy)).toThrow("trainedSpectra: layer 1 has noise after its activation");
  });
});

describe("the potential at fixed error", () => {
  // sparse linear regression at α = 0.37 and noise 1e-5: two minima, the larger error the lower one
  const options = {
    prior: spikeSlabPrior({ probability: 0.3, mean: 1, variance: 0.5 }),
    layers: [{ activation: "linear", spectrum: gaussianSpectrum({ alpha: 0.37 }), noise: 1e-5 }],
  } as const;
  const ours = entropyReplica(options);

  test("is stationary at the solutions that state evolution finds, and nowhere lower", () => {
    const [one, other] = ours.candidates.map((c) => c.mmse).sort((x, y) => x - y);
    expect(other / one).toBeGreaterThan(1000);
    const around = [one, other].flatMap((v) => [v * 0.999, v, v * 1.001]);
    const p = potentialReplica({ ...options, v: around });
    expect(p[4].potential).toBeCloseTo(ours.nats, 12);
    for (const k of [1, 4])
      for (const side of [k - 1, k + 1]) {
        expect(p[side].potential).toBeGreaterThan(p[k].potential);
        expect(p[side].potential - p[k].potential).toBeLessThan(1e-5);
      }
    const curve = potentialReplica({ ...options, v: Array.from({ length: 60 }, (_, k) => 10 ** (-6 + 0.092 * k)) });
    expect(Math.min(...curve.map((x) => x.potential))).toBeGreaterThan(ours.nats);
    const minima = curve.filter((x, i) => i > 0 && i < 59 && x.potential < curve[i - 1].potential && x.potential < curve[i + 1].potential);
    expect(minima).toHaveLength(2);
  });

  test("in a chain, its minimum over v is the entropy", () => {
    const chain = { prior, layers: [relu, { ...relu, noise: 0.1 }] };
    const { nats, mmse } = entropyReplica(chain);
    const [below, at, above] = potentialReplica({ ...chain, v: [0.98 * mmse, mmse, 1.02 * mmse] });
    expect(at.potential).toBeCloseTo(nats, 11);
    expect(Math.abs(below.potential - nats)).toBeGreaterThan(1e-7);
    expect(Math.abs(above.potential - nats)).toBeGreaterThan(1e-7);
  });

  test("refuses an error above the variance", () => {
    expect(() => potentialReplica({ ...options, v: [0.1, 0.5] })).toThrow(
      /between 0 and the variance 0\.36 of a unit.*got 0\.5 at position 1/,
    );
  });
});

describe("bad input is refused by name", () => {
  const spectrum = gaussianSpectrum();
  const last = { activation: "linear", spectrum, noise: 0.1 } as const;
  const weights: Matrix = { rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, Number.NaN, 6) };
  const fine: Matrix = { rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const call = (options: unknown) => () => entropyReplica(options as ReplicaOptions);
  test.each([
    ["negative noise", { prior, layers: [last, { ...last, noise: -1 }] }, /entropyReplica: layer 2: noise is a variance.*got -1/],
    ["no noise on a continuous last layer", { prior, layers: [{ ...last, noise: 0 }] }, /layer 1 is the last and continuous \(linear\)/],
    [
      "an alpha that does not fit",
      { prior, layers: [{ activation: "relu", weights: fine, noise: 1, alpha: 2 / 3 }] },
      /layer 1: alpha.*is 1\.5/,
    ],
    [
      "sizes that do not fit",
      { prior, layers: [1, 2].map(() => ({ activation: "relu", weights: fine, noise: 1 })) },
      /layer 2 has 2 inputs, but/,
    ],
    [
      "NaN in the weights",
      { prior, layers: [{ ...last, spectrum: undefined, weights }] },
      /weights must be finite; got NaN in row 1, column 1/,
    ],
    ["weights and spectrum", { prior, layers: [{ ...last, weights: fine }] }, /layer 1 needs either weights or spectrum; got both/],
    ["neither", { prior, layers: [{ activation: "relu", noise: 1 }] }, /got neither/],
    [
      "an unknown activation",
      { prior, layers: [{ ...last, activation: "softmax" }] },
      /layer 1: an activation must be one of.*got softmax/,
    ],
    ["an unknown field", { prior, layers: [{ ...last, var_noise: 1 }] }, /layer 1: unknown field "var_noise"/],
    ["an unknown option", { prior, layers: [last], maxIter: 3 }, /unknown option "maxIter"/],
    ["an unknown prior", { prior: { kind: "laplace" }, layers: [last] }, /prior must be normalPrior/],
    [
      "a probability of 1",
      { prior: { kind: "bimodal", probability: 1 }, layers: [last] },
      /probability of a bimodal prior must lie between/,
    ],
    [
      "a bad generative layer",
      { prior, layers: [last], generative: [{ ...last, noise: -1 }] },
      /entropyReplica: generative layer 1: noise/,
    ],
    ["no layers", { prior, layers: [] }, /layers must be a list/],
    ["a tolerance of 0", { prior, layers: [last], tolerance: 0 }, /tolerance must lie between/],
    ["a warm start of the wrong size", { prior, layers: [last], warmStart: new Float64Array(6) }, /warmStart must be a result.*1 layers/],
    [
      "pieces with a gap",
      {
        prior,
        layers: [
          {
            ...last,
            activation: {
              kind: "piecewise",
              pieces: [
                { lower: -Infinity, upper: 0, slope: 0, intercept: 0 },
                { lower: 1, upper: Infinity, slope: 1, intercept: 0 },
              ],
            },
          },
        ],
      },
      /piece 1 runs from 1 to Infinity, after 0/,
    ],
  ])("%s", (_, options, message) => expect(call(options)).toThrow(message));
});

test("weights that changed in place have another spectrum", () => {
  const weights = { rows: 3, cols: 3, data: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) };
  const at = (w: typeof weights) =>
    entropyReplica({ prior: normalPrior(), layers: [{ activation: "linear", weights: w, noise: 0.1 }] }).nats;
  const before = at(weights);
  weights.data[0] = 5;
  expect(at(weights)).toBe(at({ ...weights, data: weights.data.slice() }));
  expect(at(weights)).not.toBe(before);
});

test("the spectra of a run whose layers round their activations are refused: the formula would take another map", () => {
  const layer = { kind: "usv", inputs: 3, outputs: 3, activation: "hardtanh", levels: 2, s: [1, 1, 1] };
  expect(() => trainedSpectra({ snapshots: [{ epoch: 0, network: { layers: [layer] } }] })).toThrow(
    "layer 1 rounds its activations to 2 levels",
  );
});
