import { digamma } from "src/numeric/digamma.js";
import { logGamma } from "src/numeric/logGamma.js";
import { expect, test } from "vitest";
import foreign from "../../data/reference/estimators.json" with { type: "json" };

const GAMMA = 0.5772156649015329;

test.each([
  [1, -GAMMA],
  [2, 1 - GAMMA],
  [0.5, -GAMMA - 2 * Math.LN2],
  [0.25, -GAMMA - Math.PI / 2 - 3 * Math.LN2],
  [1 / 3, -GAMMA - Math.PI / (2 * Math.sqrt(3)) - 1.5 * Math.log(3)],
])("ψ(%f) is Gauss's value", (x, value) => expect(Math.abs(digamma(x) - value)).toBeLessThan(4e-15));

test("ψ(x + 1) = ψ(x) + 1/x, also where the series takes over", () => {
  for (let x = 0.1; x < 40; x += 0.37) expect(digamma(x + 1) - digamma(x) - 1 / x).toBeCloseTo(0, 14);
});

test("ψ(x + ½) from the duplication formula", () => {
  for (const x of [0.3, 1, 7, 123.4, 1e5]) expect(digamma(2 * x)).toBeCloseTo((digamma(x) + digamma(x + 0.5)) / 2 + Math.LN2, 12);
});

test("is not a number where the function has poles", () => expect([digamma(0), digamma(-1)]).toEqual([Number.NaN, Number.NaN]));

test.each(foreign.digamma)("ψ(%f) equals SciPy's", (x, value) => {
  expect(Math.abs(digamma(x) - value)).toBeLessThan(4e-15 * Math.max(1, Math.abs(value)));
});

test.each(foreign.log_gamma)("ln Γ(%f) equals SciPy's", (x, value) => {
  expect(Math.abs(logGamma(x) - value)).toBeLessThan(1e-14 * Math.max(1, Math.abs(value)));
});
