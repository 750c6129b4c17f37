import { entropyReplicaByLayer, gaussianSpectrum, normalPrior, type ReplicaActivation } from "infoplane";
import { expect, test } from "vitest";
import { reference } from "./vectors.js";

interface Case {
  kind: ReplicaActivation & string;
  log10_sigma: number;
  H1: number;
  I1: number;
  H2: number;
  I2: number;
  H1_exact_MP?: number;
}
const { cases } = reference<{ cases: Case[] }>("replicaFigure2");

test.each(cases)("H and I of both layers of Gabrié et al., figure 2: $kind, σ = 10^$log10_sigma", (c) => {
  const spectrum = gaussianSpectrum({ scale: 10 ** (2 * c.log10_sigma) });
  const layer = { activation: c.kind, spectrum };
  const [first, second] = entropyReplicaByLayer({ prior: normalPrior(), layers: [layer, layer], lastNoise: 1e-5 });
  expect(Math.abs(first.nats - c.H1)).toBeLessThan(1e-9);
  expect(Math.abs(first.mutualInformation - c.I1)).toBeLessThan(1e-9);
  if (c.H1_exact_MP !== undefined) expect(Math.abs(first.nats - c.H1_exact_MP)).toBeLessThan(1e-10);
  expect(Math.abs(second.nats - c.H2)).toBeLessThan(5e-9); // hardtanh: the vectors' own residual
  expect(Math.abs(second.mutualInformation - c.I2)).toBeLessThan(5e-9);
  expect(second.mutualInformationWithInput).toBeCloseTo(second.mutualInformation, 12); // no inner noise
});
