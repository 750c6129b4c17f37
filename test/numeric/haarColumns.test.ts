import { random } from "src/core/random.js";
import { digamma } from "src/numeric/digamma.js";
import { gaussianSingularValues } from "src/numeric/gaussianSingularValues.js";
import { haarColumns } from "src/numeric/haarColumns.js";
import { expect, test } from "vitest";

const meanAndError = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { mean, error: Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1) / values.length) };
};

test.each([
  [1, 1],
  [40, 40],
  [97, 33],
  [200, 65],
])("the columns of %i × %i are orthonormal", (n, count) => {
  const q = haarColumns(n, count, random(3));
  for (let a = 0; a < count; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += q[i * count + a] * q[i * count + b];
      expect(Math.abs(sum - (a === b ? 1 : 0))).toBeLessThan(3e-6);
    }
});

// Haar on O(n): E tr = 0, E tr² = 1, E q⁴ = 3 / (n (n + 2)), each entry with either sign
test("traces and fourth moments are those of Haar's distribution", () => {
  const n = 5;
  const draws = Array.from({ length: 3000 }, (_, seed) => haarColumns(n, n, random(seed, 7)));
  const trace = draws.map((q) => q.reduce((sum, v, at) => sum + (at % (n + 1) === 0 ? v : 0), 0));
  const checks: [number[], number][] = [
    [trace, 0],
    [trace.map((t) => t * t), 1],
    [draws.map((q) => q[0] ** 4), 3 / (n * (n + 2))],
    [draws.map((q) => q[24] ** 4), 3 / (n * (n + 2))],
    [draws.map((q) => q[0] * q[6]), 0],
    [draws.map((q) => Math.sign(q[24])), 0],
  ];
  for (const [values, exact] of checks) {
    const { mean, error } = meanAndError(values);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
  }
});

// G n × m: E Σs² = n m, E Σs⁴ = n m (n + m + 1), E Σ ln s² = Σ ψ((n − i)/2) + ln 2
test.each([
  [6, 6],
  [12, 5],
  [5, 12],
])("the singular values of %i × %i normals have their moments and their determinant", (rows, cols) => {
  const n = Math.max(rows, cols);
  const m = Math.min(rows, cols);
  const draws = Array.from({ length: 4000 }, (_, seed) => gaussianSingularValues(rows, cols, random(seed, 9)));
  const sum = (f: (s: number) => number) => meanAndError(draws.map((s) => s.reduce((total, v) => total + f(v), 0)));
  let logDet = 0;
  for (let i = 0; i < m; i++) logDet += digamma((n - i) / 2) + Math.LN2;
  const checks = [
    [sum((s) => s ** 2), n * m],
    [sum((s) => s ** 4), n * m * (n + m + 1)],
    [sum((s) => Math.log(s * s)), logDet],
  ] as const;
  for (const [{ mean, error }, exact] of checks) expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
  expect(draws[0]).toEqual(draws[0].slice().sort((a, b) => a - b));
  expect(draws[0]).toHaveLength(m);
});
