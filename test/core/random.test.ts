import { inverseNormal, philox, random } from "src/core/random.js";
import { expect, test } from "vitest";

// Known answers of Philox4x32-10 as published with Random123 (kat_vectors): counter and key all 0, all 1, and the digits of pi.
test("philox equals the published known answers", () => {
  const out = new Uint32Array(4);
  philox(0, 0, 0, out);
  expect([...out]).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
});

test("a stream is a pure function of seed and stream", () => {
  const take = (seed: number, stream: number) => Array.from({ length: 5 }, random(seed, stream).uint32);
  expect(take(1, 0)).toEqual(take(1, 0));
  expect(take(1, 0)).not.toEqual(take(1, 1));
  expect(take(1, 0)).not.toEqual(take(2, 0));
  expect(take(2 ** 40, 0)).not.toEqual(take(0, 0));
});

test("a seed that is not a non-negative integer is refused by name", () => {
  for (const seed of [-1, 0.5, Number.NaN]) expect(() => random(seed)).toThrow(/random: seed must be an integer at least 0; got/);
});

// Quantiles from R's qnorm, to the digits printed.
test.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.001, -3.090232306167813],
  [1e-10, -6.361340902404056],
  [1e-20, -9.262340089798409],
])("inverseNormal(%d) = %d", (p, x) => {
  expect(Math.abs(inverseNormal(p) - x)).toBeLessThan(2e-15 * Math.max(1, Math.abs(x)));
});

test("normals have the moments of N(0, 1) within 4 standard errors", () => {
  const n = 100_000;
  const draw = random(3);
  let [m1, m2, m4] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = draw.normal();
    m1 += x / n;
    m2 += (x * x) / n;
    m4 += x ** 4 / n;
  }
  expect(Math.abs(m1)).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(m2 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(m4 - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
});

test("below(n) is uniform: chi-squared over 10 cells stays under its 99.99 % point", () => {
  const counts = new Array(10).fill(0);
  const draw = random(11);
  for (let i = 0; i < 10_000; i++) counts[draw.below(10)]++;
  expect(counts.reduce((s, c) => s + (c - 1000) ** 2 / 1000, 0)).toBeLessThan(33.7);
});

test("a permutation holds every index once and moves them", () => {
  const p = random(5).permutation(1000);
  expect([...p].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect([...p].filter((v, i) => v === i).length).toBeLessThan(10);
});
