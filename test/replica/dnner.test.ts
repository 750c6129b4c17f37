import {
  eigenvaluesSpectrum,
  entropyReplica,
  interfaceFunctions,
  normalPrior,
  orthogonalSpectrum,
  outputFunctions,
  priorFunctions,
  spectralFunctions,
} from "infoplane";
import { describe, expect, test } from "vitest";
import { activationOf, priorOf, reference, spectrumOf } from "./vectors.js";

/** What sphinxteam/dnner publishes, and where it is wrong: src/replica/README.md names each. */
const ref = reference<{
  unitTest: {
    alpha: number;
    eigenvalues: number[];
    noise: number;
    cases: { prior: string; activation: string; mi: number; right?: number }[];
  };
  multilayer: { alpha: number[]; eigenvalues: number[][]; entropy: number };
  demo: { published: number; right: number; eigenvalues: number[][] };
}>("dnner");

describe("the original's own unit tests", () => {
  const { alpha, eigenvalues, noise, cases } = ref.unitTest;
  test.each(cases)("$prior, $activation: $mi nats", ({ prior, activation, mi, right }) => {
    const ours = entropyReplica({
      prior: priorOf(prior),
      layers: [{ activation: activationOf(activation), noise, spectrum: eigenvaluesSpectrum(eigenvalues, { alpha }) }],
    }).mutualInformation;
    if (right === undefined)
      expect(Math.abs(ours - mi)).toBeLessThan(5e-7); // six published digits
    else {
      expect(Math.abs(ours - right)).toBeLessThan(1e-9);
      expect(Math.abs(ours - mi)).toBeGreaterThan(2e-5); // θ by minimisation to 1e-5: the published value is wrong in its fifth digit
    }
  });

  test("two linear layers", () => {
    const { alpha: alphas, eigenvalues: spectra, entropy } = ref.multilayer;
    const spectrum = spectra.map((list, i) => eigenvaluesSpectrum(list, { alpha: alphas[i] }));
    const ours = entropyReplica({
      prior: normalPrior(),
      layers: [
        { activation: "linear", spectrum: spectrum[0] },
        { activation: "linear", spectrum: spectrum[1], noise: 0.01 },
      ],
    });
    expect(Math.abs(ours.nats - entropy)).toBeLessThan(5e-7);
  });
});

describe("where the original is wrong", () => {
  test("the demo, ReLU then hardtanh with noise 1e-5: -0.7897560867, published -0.7916758921", () => {
    const [first, second] = ref.demo.eigenvalues.map((list) => eigenvaluesSpectrum(list));
    const ours = entropyReplica({
      prior: normalPrior(),
      layers: [
        { activation: "relu", spectrum: first },
        { activation: "hardtanh", spectrum: second, noise: 1e-5 },
      ],
    });
    expect(Math.abs(ours.nats - ref.demo.right)).toBeLessThan(2e-9);
    expect(Math.abs(ours.nats - ref.demo.published)).toBeGreaterThan(1.9e-3);
  });

  test("1: the saturated part of a hardtanh output at small V is integrated where it lies (1.372, not 1.386)", () => {
    expect(outputFunctions("hardtanh", { v: 0.001, rho: 1, noise: 1e-5 }).potential).toBeCloseTo(1.37203787561, 10);
  });

  test("2: a prior with a mean keeps its entropy; the original loses mean²/(2 variance) = 0.0625 nats", () => {
    const linear = (mean: number) =>
      entropyReplica({
        prior: normalPrior({ mean, variance: 2 }),
        layers: [{ activation: "linear", noise: 0.1, spectrum: spectrumOf("uniform02") }],
      }).nats;
    expect(linear(0.5)).toBeCloseTo(1.67104597908, 10);
    expect(linear(0.5)).toBeCloseTo(linear(0), 12); // a shift of the input shifts T and nothing else
    expect(priorFunctions(normalPrior({ mean: 3, variance: 2 }), { precision: 10 }).information).toBeCloseTo(0.5 * Math.log(21), 13);
  });

  test("3: θ solves its equation to rounding, θ = 1 − 1/mean[1/(γλ + (1−θ)(1−αθ))]", () => {
    const list = Array.from({ length: 64 }, (_, k) => (2 * (k + 0.5)) / 64);
    const { gamma, theta } = spectralFunctions(eigenvaluesSpectrum(list), { kappa: 0.07 });
    const mean = list.reduce((sum, l) => sum + 1 / (gamma * l + (1 - theta) ** 2), 0) / list.length;
    expect(theta).toBeCloseTo(1 - 1 / mean, 13);
  });

  test("4: orthogonal weights at low noise lie on the branch of small κ, where the fixed-point scheme finds nothing", () => {
    const noise = 0.01;
    const ours = entropyReplica({ prior: normalPrior(), layers: [{ activation: "linear", noise, spectrum: orthogonalSpectrum() }] });
    expect(ours.nats).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * (1 + noise)), 12);
    expect(ours.orderParameters.kappa[0]).toBeCloseTo(noise, 12);
    expect(ours.orderParameters.theta[0]).toBeCloseTo(1 / (1 + noise), 12);
  });

  test("5: no layer is frozen: 0.8214162352 for bimodal and sign at α = 2, where freezing gives 0.8210122", () => {
    const ours = entropyReplica({
      prior: priorOf("Bimodal(0.5)"),
      layers: [{ activation: "sign", noise: 0.01, spectrum: spectrumOf("tall") }],
    });
    expect(ours.nats).toBeCloseTo(0.8214162351752, 10);
  });

  test("6: convergence is relative, so a start at an error of 1e-10 is not taken for a solution", () => {
    const layer = { activation: "linear", spectrum: spectrumOf("gauss:1:100") } as const;
    const ours = entropyReplica({ prior: normalPrior(), layers: [layer, { ...layer, noise: 1e-5 }] });
    expect(ours.nats).toBeCloseTo(5.025608469, 8); // the original is off by 1e-3 after its 250 sweeps
    for (const c of ours.candidates) expect(c.potential).toBeCloseTo(ours.nats, 9);
  });

  test("7: no argument is changed", () => {
    const layers = [
      { activation: "relu", spectrum: spectrumOf("gauss:1:1") },
      { activation: "linear", noise: 0.1, spectrum: spectrumOf("gauss:1:1") },
    ] as const;
    const before = JSON.stringify(layers);
    entropyReplica({ prior: normalPrior(), layers });
    expect(JSON.stringify(layers)).toBe(before);
  });

  test("8: the error on a sign keeps its relative accuracy at precision 200, where it is 7e-45", () => {
    // even odds: 4·√¼·√(a/2π)·e^{−a/2}/a · ∫ e^{−t²/2a} dt/(2 cosh t), and under sech t: ⟨t²⟩ = π²/4, ⟨t⁴⟩ = 5π⁴/16, ⟨t⁶⟩ = 61π⁶/64
    const a = 200;
    const leading = (2 * Math.sqrt(a / (2 * Math.PI)) * Math.exp(-a / 2) * (Math.PI / 2)) / a;
    const series = 1 - Math.PI ** 2 / (8 * a) + (5 * Math.PI ** 4) / (128 * a * a) - (61 * Math.PI ** 6) / (64 * 48 * a ** 3);
    expect(priorFunctions(priorOf("Bimodal(0.5)"), { precision: a }).mmse / leading).toBeCloseTo(series, 6);
    const hidden = interfaceFunctions("sign", { precision: a, v: 1, rho: 1 }); // w = 0 always: even odds
    expect(hidden.mmse / leading).toBeCloseTo(series, 6);
  });
});
