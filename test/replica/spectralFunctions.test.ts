import { eigenvaluesSpectrum, gaussianSpectrum, marchenkoPasturSpectrum, orthogonalSpectrum, spectralFunctions } from "infoplane";
import { expect, test } from "vitest";
import { reference, spectrumOf } from "./vectors.js";

const ref = reference<{ cases: { spectrum: string; gamma: number; theta: number; F: number }[] }>("replicaSpectral");

test.each(ref.cases)("equals the independent implementation: $spectrum at γ = $gamma", ({ spectrum, gamma, theta, F }) => {
  const ours = spectralFunctions(spectrumOf(spectrum), { gamma });
  expect(ours.theta).toBeCloseTo(theta, 13);
  expect(ours.f).toBeCloseTo(F, 13);
});

test("orthogonal weights: γ = κ/(1 + κ)², both values of κ reachable, γ above 1/4 refused", () => {
  for (const kappa of [1e-9, 0.1, 1, 10, 1e9]) {
    const { gamma, theta } = spectralFunctions(orthogonalSpectrum(), { kappa });
    expect(gamma / (kappa / (1 + kappa) ** 2)).toBeCloseTo(1, 13);
    expect(theta).toBeCloseTo(1 / (1 + kappa), 14);
  }
  expect(() => spectralFunctions(orthogonalSpectrum(), { gamma: 0.3 })).toThrow(/at most about 0\.2/);
});

test("the Gaussian closed form is the limit of the quantiles of the Marchenko–Pastur law", () => {
  // α = 1: λ = 4 cos²(t/2)…; the distribution function of the quarter circle of s = √λ is inverted by bisection
  const n = 4000;
  const eigenvalues = Array.from({ length: n }, (_, k) => {
    let low = 0;
    let high = 2;
    for (let i = 0; i < 60; i++) {
      const s = (low + high) / 2;
      const below = (s * Math.sqrt(4 - s * s) + 4 * Math.asin(s / 2)) / (2 * Math.PI);
      if (below < (k + 0.5) / n) low = s;
      else high = s;
    }
    return low * low;
  });
  for (const kappa of [0.01, 1, 100]) {
    const ours = spectralFunctions(gaussianSpectrum(), { kappa });
    const sampled = spectralFunctions(eigenvaluesSpectrum(eigenvalues), { kappa });
    expect(ours.theta / sampled.theta).toBeCloseTo(1, 4);
    expect(ours.f / sampled.f).toBeCloseTo(1, 4);
    expect(ours.theta).toBeCloseTo(ours.gamma, 13); // θ = s γ
  }
});

test("Marchenko–Pastur in its own parameters is the Gaussian ensemble", () => {
  expect(marchenkoPasturSpectrum({ ratio: 0.5, variance: 3 })).toEqual(gaussianSpectrum({ alpha: 2, scale: 1.5 }));
});

test.each([
  ["an empty list", () => eigenvaluesSpectrum([]), /at least one eigenvalue/],
  ["only zeros", () => eigenvaluesSpectrum([0, 0]), /at least one eigenvalue must be positive/],
  ["a negative one", () => eigenvaluesSpectrum([1, -0.1]), /no negative eigenvalues; got -0\.1/],
  ["NaN", () => eigenvaluesSpectrum([1, Number.NaN]), /finite; got NaN at position 1/],
  ["too few zeros for alpha", () => eigenvaluesSpectrum([0, 1, 1, 1], { alpha: 0.5 }), /at least 2 of the 4 eigenvalues/],
  ["an alpha that is no ratio of sizes", () => eigenvaluesSpectrum([0, 1, 1], { alpha: 0.5 }), /0\.5 × 3 = 1\.5/],
  ["alpha 0", () => gaussianSpectrum({ alpha: 0 }), /alpha = outputs \/ inputs must be positive/],
])("refuses %s", (_, call, message) => expect(call).toThrow(message));
