import { entropyLinearGaussian, entropyReplica, type Matrix, mutualInformationLinearGaussian, normalPrior, random } from "infoplane";
import { expect, test } from "vitest";

function gaussian(inputs: number, outputs: number, seed: number): Matrix {
  const r = random(seed);
  return { rows: inputs, cols: outputs, data: Float64Array.from({ length: inputs * outputs }, () => r.normal() / Math.sqrt(inputs)) };
}

test("one linear layer: the replica entropy of given weights is the log-determinant, also for rectangular ones", () => {
  for (const [inputs, outputs] of [
    [30, 30],
    [50, 20],
    [20, 50],
  ]) {
    const weights = gaussian(inputs, outputs, 3);
    const ours = entropyReplica({ prior: normalPrior({ variance: 2 }), layers: [{ activation: "linear", weights, noise: 0.01 }] });
    const exact = entropyLinearGaussian([{ weights, noiseVariance: 0.01 }], { inputCovariance: 2 });
    expect(ours.total!.entropy).toBeCloseTo(exact.nats, 9);
    expect(ours.nats).toBeCloseTo(exact.nats / inputs, 11);
    expect(ours.dims).toEqual([inputs, outputs]);
    expect(ours.normalisation).toBe(`per input unit (n = ${inputs})`);
  }
});

test("two linear layers, with inner noise: exact up to 1/n² in the weights' size", () => {
  const n = 200;
  const [first, second] = [gaussian(n, n, 1), gaussian(n, n / 2, 2)];
  const layers = [
    { weights: first, noiseVariance: 0.1 },
    { weights: second, noiseVariance: 0.01 },
  ];
  const ours = entropyReplica({
    prior: normalPrior(),
    layers: [
      { activation: "linear", weights: first, noise: 0.1 },
      { activation: "linear", weights: second, noise: 0.01 },
    ],
  });
  expect(Math.abs(ours.nats - entropyLinearGaussian(layers).nats / n)).toBeLessThan(2e-3);
  expect(Math.abs(ours.mutualInformationWithInput - mutualInformationLinearGaussian(layers).nats / n)).toBeLessThan(2e-3);
  // given T₁ only the second noise is left, so the two informations differ by much more than that
  expect(ours.mutualInformation - ours.mutualInformationWithInput).toBeGreaterThan(0.1);
});

test("a generative chain: everything per code unit, and I(T; data) beside I(T; code)", () => {
  const [generator, encoder] = [gaussian(60, 90, 4), gaussian(90, 30, 5)];
  const ours = entropyReplica({
    prior: normalPrior(),
    generative: [{ activation: "linear", weights: generator, noise: 0.3 }],
    layers: [{ activation: "linear", weights: encoder, noise: 0.01 }],
  });
  expect(ours.normalisation).toBe("per code unit (n = 60)");
  const layers = [
    { weights: generator, noiseVariance: 0.3 },
    { weights: encoder, noiseVariance: 0.01 },
  ];
  const entropy = entropyLinearGaussian(layers).nats;
  expect(Math.abs(ours.total!.entropy - entropy)).toBeLessThan(0.3); // of 32 nats: n = 60 is small
  // the data have entropy left after the code: I(T; data) = H − ½ ln 2πe·noise per unit of T
  expect(ours.mutualInformationWithInput - ours.nats).toBeCloseTo(-0.5 * 0.5 * Math.log(2 * Math.PI * Math.E * 0.01), 12);
  expect(Math.abs(ours.mutualInformationWithCode! * 60 - mutualInformationLinearGaussian(layers).nats)).toBeLessThan(0.3);
});
