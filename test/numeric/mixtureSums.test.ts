import { random } from "infoplane";
import { blockCentres } from "src/numeric/blockCentres.js";
import { mixtureSums } from "src/numeric/mixtureSums.js";
import { pairwiseLogMeans } from "src/numeric/pairwiseLogMeans.js";
import { expect, test } from "vitest";

type Reals = Float32Array | Float64Array;

/** ln Σ_j e^(−scale |q − c_j|²) and the mean of |q − c_j|² under these weights, from all pairs in float64. */
function direct(c: Reals, q: Reals, d: number, scale: number, leaveOut: boolean): { log: number; moment: number }[] {
  return Array.from({ length: q.length / d }, (_, i) => {
    const squares: number[] = [];
    for (let j = 0; j < c.length / d; j++) {
      if (leaveOut && j === i) continue;
      let s = 0;
      for (let k = 0; k < d; k++) s += (q[i * d + k] - c[j * d + k]) ** 2;
      squares.push(s);
    }
    const top = Math.max(...squares.map((s) => -scale * s));
    const weights = squares.map((s) => Math.exp(-scale * s - top));
    const sum = weights.reduce((a, b) => a + b, 0);
    return { log: top + Math.log(sum), moment: weights.reduce((a, w, j) => a + w * squares[j], 0) / sum };
  });
}

// n around the block sizes 8 and 16, few and many columns, flat and sharp kernels
const shapes = [
  [1, 3, 1],
  [5, 1, 2],
  [16, 2, 1],
  [17, 2, 30],
  [100, 3, 0.5],
  [777, 10, 0.3],
  [300, 70, 0.01],
  [40, 300, 0.001],
  [333, 2, 20_000],
] as const;

for (const [kind, make, tolerance] of [
  ["float64", (v: Float64Array): Reals => v, 1e-13],
  ["float32", (v: Float64Array): Reals => Float32Array.from(v), 1e-6],
] as const)
  test.each(shapes)(`${kind}: n = %d, d = %d, scale %f: sums, moments and left-out points equal all pairs in float64`, (n, d, scale) => {
    const draw = random(n);
    const c = make(Float64Array.from({ length: n * d }, draw.normal));
    const q = make(Float64Array.from({ length: 40 * d }, draw.normal));
    const centres = blockCentres(c, n, d);
    const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b));
    const check = (sums: Float64Array, expected: { log: number; moment: number }[]): void => {
      for (const [i, e] of expected.entries()) {
        expect(relative(sums[3 * i] + Math.log(sums[3 * i + 1]), e.log)).toBeLessThan(tolerance);
        expect(relative(sums[3 * i + 2] / sums[3 * i + 1] / e.moment, 1)).toBeLessThan(tolerance);
      }
    };
    check(mixtureSums(centres, q, scale, { moment: true }), direct(c, q, d, scale, false));
    const whole = direct(c, c, d, scale, false).reduce((s, e) => s + e.log - Math.log(n), 0) / n;
    expect(relative(pairwiseLogMeans(c, n, d, scale) / n, whole)).toBeLessThan(tolerance);
    if (n > 1) check(mixtureSums(centres, c, scale, { moment: true, self: centres.place }), direct(c, c, d, scale, true));
  });

test("a query far from all centres keeps its digits", () => {
  const centres = blockCentres(Float64Array.of(0, 1), 2, 1);
  const [m, s] = mixtureSums(centres, Float64Array.of(1000), 1);
  expect(m + Math.log(s)).toBe(-998_001);
});
