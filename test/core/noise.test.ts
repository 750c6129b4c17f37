import { noise } from "src/core/noise.js";
import { random } from "src/core/random.js";
import { kernels } from "src/numeric/kernels.js";
import { scratch } from "src/numeric/scratch.js";
import { expect, test } from "vitest";

const n = 400_000;
const values = noise(7, 3, 0, new Float32Array(n));

test("moments are those of a standard normal", () => {
  const moment = (k: number) => values.reduce((sum, v) => sum + v ** k, 0) / n;
  // four standard errors of the mean of x^k: sqrt(E x^2k - (E x^k)^2)
  expect(Math.abs(moment(1))).toBeLessThan((4 * 1) / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan((4 * Math.sqrt(2)) / Math.sqrt(n));
  expect(Math.abs(moment(3))).toBeLessThan((4 * Math.sqrt(15)) / Math.sqrt(n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan((4 * Math.sqrt(96)) / Math.sqrt(n));
});

test("each number is the quantile of the upper 24 bits of its word, to 1e-5", () => {
  const words = random(7, 3);
  for (let i = 0; i < 2000; i++) {
    const p = ((words.uint32() >>> 8) + 0.5) / 16777216;
    expect(Math.abs(values[i] - quantile(p))).toBeLessThan(1e-5 * Math.max(1, Math.abs(values[i])));
  }
});

test("any block can be drawn by itself", () => {
  expect(noise(7, 3, 1000, new Float32Array(8))).toEqual(values.slice(4000, 4008));
});

test("the kernel draws the same bits, also in the tails", () => {
  const room = scratch(4 * n + 2048);
  const out = room.f32(n);
  const words = room.u32(256);
  (kernels().noise32 as (...a: number[]) => void)(7, 3, 0, out.byteOffset, n, words.byteOffset);
  expect(Buffer.from(out.slice().buffer).equals(Buffer.from(values.buffer))).toBe(true);
  expect(values.filter((v) => Math.abs(v) > 3).length).toBeGreaterThan(500);
  (kernels().noise32 as (...a: number[]) => void)(2 ** 52 + 7, 2 ** 50 + 3, 2 ** 40, out.byteOffset, 160, words.byteOffset);
  expect(out.slice(0, 160)).toEqual(noise(2 ** 52 + 7, 2 ** 50 + 3, 2 ** 40, new Float32Array(160)));
});

/** By bisection of the distribution function, whose tail integral is a continued fraction. */
function quantile(p: number): number {
  if (p > 0.5) return -quantile(1 - p);
  let low = -9;
  let high = 0;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Φ(x) for x <= 0: the series of Φ − 1/2 near 0, Lentz's fraction beyond −2.5. */
function below(x: number): number {
  const z = -x;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 1; k < 60; k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = 60; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}
