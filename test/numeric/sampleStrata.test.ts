import { random } from "infoplane";
import { sampleStrata } from "src/numeric/sampleStrata.js";
import { expect, test } from "vitest";

const never = { aborted: () => false, most: 1e6 };

/** Draw t: a value that hangs on its stratum and on two controls, and noise. */
function source(n: number, noise: number, skew = 0) {
  const triple = (t: number): [number, number, number] => {
    const draw = random(3, t);
    const [a, b] = [draw.normal(), ((7919 * t) % n) - (n - 1) / 2]; // strata in a mixed order
    return [5 + 2 * a + 0.5 * b + skew * a * a + noise * draw.normal(), a, b];
  };
  const evaluate = async (first: number, count: number) =>
    Float64Array.from(Array.from({ length: count }, (_, i) => triple(first + i)).flat());
  return { triple, evaluate };
}

test("slopes of one half of the draws are applied to the other, and the mean is over whole sweeps", async () => {
  const { triple, evaluate } = source(4, 0.3, 1);
  const { mean, draws } = await sampleStrata(4, evaluate, { ...never, error: Infinity });
  expect(draws).toBe(2048);
  const all = Array.from({ length: draws }, (_, t) => triple(t));
  const slopes = (parity: number): [number, number] => {
    const half = all.filter((_, t) => t % 2 === parity);
    const m = [0, 1, 2].map((c) => half.reduce((s, d) => s + d[c] / half.length, 0));
    const s = (p: number, q: number) => half.reduce((sum, d) => sum + (d[p] - m[p]) * (d[q] - m[q]), 0);
    const det = s(1, 1) * s(2, 2) - s(1, 2) ** 2;
    return [(s(0, 1) * s(2, 2) - s(0, 2) * s(1, 2)) / det, (s(0, 2) * s(1, 1) - s(0, 1) * s(1, 2)) / det];
  };
  const lambda = [slopes(1), slopes(0)];
  const expected = all.reduce((s, [v, a, b], t) => s + (v - lambda[t % 2][0] * a - lambda[t % 2][1] * b) / draws, 0);
  expect(mean).toBeCloseTo(expected, 11);
});

test("controls that explain everything leave no error", async () => {
  const { mean, error } = await sampleStrata(4, source(4, 0).evaluate, { ...never, error: 1 });
  expect(mean).toBeCloseTo(5, 11);
  expect(error).toBeLessThan(1e-12);
});

test("the error is that of the noise, and as many draws are made as it takes: few strata, whole sweeps", async () => {
  const { error, draws } = await sampleStrata(4, source(4, 3).evaluate, { ...never, error: 0.02 });
  expect(error).toBeLessThan(0.02);
  expect(error * Math.sqrt(draws)).toBeGreaterThan(0.95 * 3); // within 5 %: the relative error of a standard deviation is 1 / sqrt(2 · 22 500)
  expect(error * Math.sqrt(draws)).toBeLessThan(1.05 * 3);
  expect(draws % 4).toBe(0);
  expect(draws).toBeLessThan(1.3 * (3 / 0.02) ** 2); // no more than the error needs, and 10 % to be sure
});

test("many strata: a random subset where it suffices, else two sweeps at least", async () => {
  const few = await sampleStrata(50_000, source(50_000, 3).evaluate, { ...never, error: 0.05 });
  expect(few.draws).toBeGreaterThan(3000);
  expect(few.draws).toBeLessThan(6000);
  const { draws } = await sampleStrata(2500, source(2500, 3).evaluate, { ...never, error: 0.05 });
  expect(draws).toBe(5000);
});

test("no more than the most draws, and what an abort leaves", async () => {
  const { draws, error } = await sampleStrata(4, source(4, 3).evaluate, { ...never, most: 5000, error: 1e-6 });
  expect(draws).toBe(5000);
  expect(error).toBeGreaterThan(0.03);
  const cut = async (first: number, count: number) => {
    const values = await source(4, 3).evaluate(first, count);
    values.fill(Number.NaN, 3 * 900);
    return values;
  };
  const left = await sampleStrata(4, cut, { aborted: () => false, most: 1e6, error: 1e-6 });
  expect(left.draws).toBe(900);
});
