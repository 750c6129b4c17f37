import { entropyReplica } from "infoplane";
import { expect, test } from "vitest";
import { activationOf, priorOf, reference, spectrumOf } from "./vectors.js";

interface Case {
  prior: string;
  layers: [string, number][];
  weights: string[];
  entropy: number;
  mi: number;
  mmse: number;
  v: number[];
  a: number[];
  v_in: number[];
  a_in: number[];
  theta: number[];
  kappa: number[];
  rho: number[];
  rho_t: number[];
  exact_1layer?: number;
  perfect_recovery?: boolean;
}
const { cases } = reference<{ cases: Case[] }>("replicaNetworks");
const rows = cases.map((c) => ({ title: `${c.prior} ${JSON.stringify(c.layers)} ${c.weights.join(" ")}`, c }));

test.each(rows)("equals the independent implementation: $title", ({ c }) => {
  const ours = entropyReplica({
    prior: priorOf(c.prior),
    layers: c.layers.map(([name, noise], i) => ({ activation: activationOf(name), noise, spectrum: spectrumOf(c.weights[i]) })),
  });
  expect(Math.abs(ours.nats - c.entropy)).toBeLessThan(1e-9);
  expect(Math.abs(ours.mutualInformation - c.mi)).toBeLessThan(1e-9);
  if (c.exact_1layer !== undefined) expect(Math.abs(ours.nats - c.exact_1layer)).toBeLessThan(1e-12);
  expect(ours.quadratureError.nats).toBeLessThan(1e-9);
  if (c.perfect_recovery) {
    expect(ours.mmse).toBeLessThan(1e-6); // the vectors stop at v = 0, short of the fixed point
    return;
  }
  const p = ours.orderParameters;
  const pairs = [
    [p.v, c.v],
    [p.a, c.a],
    [p.vIn, c.v_in],
    [p.aIn, c.a_in],
    [p.theta, c.theta],
    [p.kappa, c.kappa],
    [p.rho, c.rho],
    [p.rhoTilde, c.rho_t],
  ];
  for (const [x, y] of pairs) for (const [i, value] of y.entries()) expect(Math.abs(x[i] / value - 1)).toBeLessThan(1e-7);
  expect(Math.abs(ours.mmse / c.mmse - 1)).toBeLessThan(1e-7);
});
