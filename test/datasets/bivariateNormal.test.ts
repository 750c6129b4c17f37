import { bivariateNormal, multivariateNormal, multivariateStudent } from "infoplane";
import { expect, test } from "vitest";

test.each([0, 0.6, -0.9])("has the correlation and the mutual information it says, rho = %f", (rho) => {
  const n = 20_000;
  const { x, y, nats } = bivariateNormal({ n, rho, seed: 3 });
  expect([x.rows, x.cols, y.rows, y.cols]).toEqual([n, 1, n, 1]);
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    xx += x.data[i] ** 2 / n;
    yy += y.data[i] ** 2 / n;
    xy += (x.data[i] * y.data[i]) / n;
  }
  const error = 4 / Math.sqrt(n);
  expect(Math.abs(xx - 1)).toBeLessThan(error * Math.SQRT2);
  expect(Math.abs(yy - 1)).toBeLessThan(error * Math.SQRT2);
  expect(Math.abs(xy - rho)).toBeLessThan(error * Math.sqrt(1 + rho * rho));
  expect(nats).toBeCloseTo(-0.5 * Math.log(1 - rho * rho), 14);
});

test("the first rows do not depend on n, and the seed decides them", () => {
  const five = bivariateNormal({ n: 5, rho: 0.5, seed: 9 }).y.data;
  expect([...bivariateNormal({ n: 50, rho: 0.5, seed: 9 }).y.data.subarray(0, 5)]).toEqual([...five]);
  expect([...bivariateNormal({ n: 5, rho: 0.5, seed: 8 }).y.data]).not.toEqual([...five]);
});

test("rho outside (−1, 1) is refused", () => {
  for (const rho of [1, -1, Number.NaN])
    expect(() => bivariateNormal({ n: 5, rho })).toThrow("rho must lie between −1 and 1, both excluded");
});

test("multivariateNormal equals −½ ln(1 − rho²) per independent pair", () => {
  const covariance = { rows: 4, cols: 4, data: Float64Array.of(1, 0, 0.5, 0, 0, 2, 0, 0.6, 0.5, 0, 1, 0, 0, 0.6, 0, 1) };
  const { nats, x, y } = multivariateNormal({ n: 2, covariance, dimX: 2 });
  expect(nats).toBeCloseTo(-0.5 * Math.log(0.75) - 0.5 * Math.log(1 - 0.36 / 2), 12);
  expect([x.cols, y.cols]).toEqual([2, 2]);
  const indefinite = { rows: 2, cols: 2, data: Float64Array.of(1, 2, 2, 1) };
  expect(() => multivariateNormal({ n: 2, covariance: indefinite, dimX: 1 })).toThrow(
    /covariance must be positive definite; its leading 2×2 block is not/,
  );
  const skew = { rows: 2, cols: 2, data: Float64Array.of(1, 0.2, 0.3, 1) };
  expect(() => multivariateNormal({ n: 2, covariance: skew, dimX: 1 })).toThrow(/must be symmetric/);
});

test("multivariateStudent: heavy tails carry information without correlation, and ever less with more degrees of freedom", () => {
  const dispersion = { rows: 2, cols: 2, data: Float64Array.of(1, 0, 0, 1) };
  const nats = (dof: number) => multivariateStudent({ n: 1, dispersion, dimX: 1, dof }).nats;
  expect(nats(1)).toBeCloseTo(0.22417142752923613, 12);
  expect(nats(2)).toBeLessThan(nats(1));
  expect(nats(400)).toBeLessThan(1e-4);
  expect(nats(400)).toBeGreaterThan(0);
});
