import { gaussLegendre } from "src/numeric/gaussLegendre.js";
import { millsRatio } from "src/numeric/millsRatio.js";
import { normalCdf, normalInterval } from "src/numeric/normalCdf.js";
import { expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

peerTest(missingPython("scipy"), "millsRatio and normalCdf equal SciPy, far into the tails", () => {
  const xs = Array.from({ length: 3000 }, (_, k) => 0.0123 * k);
  const theirs = runPython(
    `
import sys, json, math
from scipy.special import erfcx, ndtr
xs = json.load(sys.stdin)
print(json.dumps([[math.sqrt(math.pi / 2) * float(erfcx(x / math.sqrt(2))), float(ndtr(-x)), float(ndtr(x))] for x in xs]))`,
    xs,
  ) as number[][];
  xs.forEach((x, k) => {
    expect(Math.abs(millsRatio(x) / theirs[k][0] - 1)).toBeLessThan(1.5e-15);
    expect(Math.abs(normalCdf(-x) / theirs[k][1] - 1)).toBeLessThan(1e-15 * (2 + x * x));
    expect(Math.abs(normalCdf(x) - theirs[k][2])).toBeLessThan(4e-16);
  });
});

test("millsRatio: √(π/2) at 0, and its differential equation R′ = x R − 1 across the table's end", () => {
  expect(millsRatio(0)).toBeCloseTo(Math.sqrt(Math.PI / 2), 15);
  for (const x of [0.7, 3, 15.9999, 16, 16.0001, 40]) {
    const h = 1e-4;
    expect((millsRatio(x + h) - millsRatio(x - h)) / (2 * h)).toBeCloseTo(x * millsRatio(x) - 1, 7);
  }
});

test("an interval far in either tail keeps its digits", () => {
  expect(normalInterval(10, 11) / normalInterval(-11, -10)).toBeCloseTo(1, 14);
  expect(normalInterval(10, Infinity) / normalCdf(-10)).toBeCloseTo(1, 14);
  expect(normalInterval(-Infinity, Infinity)).toBe(1);
});

test("gaussLegendre integrates polynomials up to degree 2n − 1 and no further", () => {
  for (const n of [1, 2, 5, 12, 40]) {
    const { nodes, weights } = gaussLegendre(n);
    const power = (d: number): number => nodes.reduce((sum, x, k) => sum + weights[k] * x ** d, 0);
    for (let d = 0; d < 2 * n; d++) expect(power(d)).toBeCloseTo(d % 2 ? 0 : 2 / (d + 1), 13);
    if (n < 12) expect(Math.abs(power(2 * n) - 2 / (2 * n + 1))).toBeGreaterThan(1e-6);
  }
});
