import { normalCdf } from "src/datasets/normalCdf.js";
import { expect, test } from "vitest";

// R's pnorm, to the digits printed.
test.each([
  [0, 0.5],
  [1, 0.841344746068543],
  [-1.959963984540054, 0.025],
  [-4.9, 4.791832765903e-7],
  [-5, 2.86651571879194e-7],
  [-10, 7.61985302416053e-24],
  [-37, 5.72557122252e-300],
  [8, 0.999999999999999],
])("normalCdf(%d) = %d", (x, p) => {
  expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-12 * p + 1e-15 * (p > 0.5 ? 1 : 0));
});
