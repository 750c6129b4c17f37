import { type Activation, activationMap } from "src/replica/activation.js";
import { interfaceChannel, outputChannel } from "src/replica/channels.js";
import { doubled, quadratureFor } from "src/replica/quadrature.js";
import { scalarChannel } from "src/replica/scalarChannel.js";
import { secondMoment } from "src/replica/secondMoment.js";
import { expect, test } from "vitest";

const INF = Infinity;
const maps: Record<string, Activation> = {
  relu: "relu",
  hardtanh: "hardtanh",
  sign: "sign",
  "leaky ReLU": { kind: "leakyRelu", slope: 0.3 },
  "absolute value": {
    kind: "piecewise",
    pieces: [
      { lower: -INF, upper: 0, slope: -1, intercept: 0 },
      { lower: 0, upper: INF, slope: 1, intercept: 0 },
    ],
  },
  "fold at 0.3": {
    kind: "piecewise",
    pieces: [
      { lower: -INF, upper: 0.3, slope: -1, intercept: 0 },
      { lower: 0.3, upper: INF, slope: 0.2, intercept: -0.36 },
    ],
  },
  staircase: {
    kind: "piecewise",
    pieces: [
      { lower: -INF, upper: -0.5, slope: 0, intercept: -1 },
      { lower: -0.5, upper: 0.5, slope: 0, intercept: 0 },
      { lower: 0.5, upper: INF, slope: 0, intercept: 1 },
    ],
  },
  jump: {
    kind: "piecewise",
    pieces: [
      { lower: -INF, upper: 0.1, slope: 0, intercept: -1 },
      { lower: 0.1, upper: INF, slope: 1, intercept: 0 },
    ],
  },
  tanh: "tanh",
  erf: "erf",
};
const finest = doubled(quadratureFor(1e-12));

test.each(Object.entries(maps))("%s: the error is within the tolerance over decades of V and of the precision", (_, activation) => {
  const map = activationMap("test", activation);
  for (const V of [1e-7, 1e-2, 1])
    for (const a of [0.01, 60, 1e4])
      for (const m of [1e-6, 1]) {
        if (map.kind === "smooth" && a * V > 60) continue; // costs grow with aV
        const fine = interfaceChannel(map, a, V, m, finest, true, scalarChannel());
        for (const tolerance of [1e-6, 1e-10]) {
          const ours = interfaceChannel(map, a, V, m, quadratureFor(tolerance), true, scalarChannel());
          const at = `V ${V}, a ${a}, m ${m}, tolerance ${tolerance}`;
          expect(Math.abs(ours.entropy - fine.entropy), `entropy at ${at}`).toBeLessThan(10 * tolerance);
          const scale = Math.max(fine.precision, 1e-4 / V);
          expect(Math.abs(ours.precision - fine.precision) / scale, `precision at ${at}`).toBeLessThan(300 * tolerance);
          expect(Math.abs(ours.mmse - fine.mmse) / (fine.mmse + 1e-9 * secondMoment(map, V + m) + 1e-30), `mmse at ${at}`).toBeLessThan(
            300 * tolerance,
          );
        }
      }
});

test.each(Object.entries(maps))("%s as the last layer: likewise", (_, activation) => {
  const map = activationMap("test", activation);
  for (const V of [1e-9, 1e-3, 0.3, 10])
    for (const m of [1e-6, 0.1, 20]) {
      const fine = outputChannel(map, V, m, finest, scalarChannel());
      const ours = outputChannel(map, V, m, quadratureFor(1e-8), scalarChannel());
      expect(Math.abs(ours.entropy - fine.entropy), `V ${V}, m ${m}`).toBeLessThan(1e-8);
      expect(Math.abs(ours.precision - fine.precision) * V, `V ${V}, m ${m}`).toBeLessThan(1e-8);
    }
});

/** By brute force: h, noise and w on plain grids, nothing shared with the engine but f. */
function bruteForce(f: (h: number) => number, a: number, V: number, m: number) {
  const normal = (x: number, v: number) => Math.exp((-x * x) / (2 * v)) / Math.sqrt(2 * Math.PI * v);
  let [entropy, precision, mmse] = [0, 0, 0];
  const [dw, dh, dr] = [0.2 * Math.sqrt(m), 0.01 * Math.sqrt(V), 0.25 / Math.sqrt(a)];
  for (let w = -6 * Math.sqrt(m); w <= 6 * Math.sqrt(m); w += dw) {
    const hs: number[] = [];
    for (let h = w - 6.5 * Math.sqrt(V); h <= w + 6.5 * Math.sqrt(V); h += dh) hs.push(h);
    const xs = hs.map(f);
    const ps = hs.map((h) => normal(h - w, V) * dh);
    const [low, high] = [Math.min(...xs) - 6.5 / Math.sqrt(a), Math.max(...xs) + 6.5 / Math.sqrt(a)];
    for (let r = low; r <= high; r += dr) {
      let [p, slope, x1, x2] = [0, 0, 0, 0];
      for (let k = 0; k < hs.length; k++) {
        const z = ps[k] * normal(r - xs[k], 1 / a);
        p += z;
        slope += (z * (hs[k] - w)) / V;
        x1 += z * xs[k];
        x2 += z * xs[k] * xs[k];
      }
      if (p < 1e-200) continue;
      const weight = normal(w, m) * dw * dr;
      entropy -= weight * p * Math.log(p);
      precision += (weight * slope * slope) / p;
      mmse += weight * (x2 - (x1 * x1) / p);
    }
  }
  return { entropy: entropy - 0.5 * Math.log((2 * Math.PI * Math.E) / a), precision, mmse };
}

test.each([
  ["tanh", Math.tanh],
  ["fold at 0.3", (h: number) => (h < 0.3 ? -h : 0.2 * h - 0.36)],
  ["staircase", (h: number) => (h < -0.5 ? -1 : h < 0.5 ? 0 : 1)],
  ["jump", (h: number) => (h < 0.1 ? -1 : h)],
] as const)("%s hidden: equals brute force on three nested grids", (name, f) => {
  const [a, V, m] = [8, 0.4, 0.7];
  const ours = interfaceChannel(activationMap("test", maps[name]), a, V, m, quadratureFor(1e-10), true, scalarChannel());
  const brute = bruteForce(f, a, V, m);
  // the grid in h cuts jumps and kinks at its nearest node
  expect(Math.abs(ours.entropy - brute.entropy)).toBeLessThan(2e-3);
  expect(Math.abs(ours.precision / brute.precision - 1)).toBeLessThan(4e-3);
  expect(Math.abs(ours.mmse / brute.mmse - 1)).toBeLessThan(4e-3);
  expect(ours.open).toBeCloseTo(1 - V * ours.precision, 12);
  expect(ours.extrinsic).toBeCloseTo(1 / ours.mmse - a, 9);
});

test("1/mmse − a and 1 − gV keep their digits where the plain differences lose ten of them", () => {
  const [a, V] = [1e14, 1e-4]; // h stays 70 standard deviations from the bounds of a hardtanh: linear, mmse = 1/(a + 1/V)
  const { extrinsic, open } = interfaceChannel(activationMap("test", "hardtanh"), a, V, 1e-4, quadratureFor(1e-10), false, scalarChannel());
  expect(extrinsic * V).toBeCloseTo(1, 13);
  expect(open * (1 + a * V)).toBeCloseTo(1, 13);
  const last = outputChannel(activationMap("test", "hardtanh"), V, 1e-4, quadratureFor(1e-10), scalarChannel());
  expect(last.open).toBe(0);
});
