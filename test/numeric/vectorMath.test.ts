import { kernels } from "src/numeric/kernels.js";
import { scratch } from "src/numeric/scratch.js";
import { expect, test } from "vitest";

type Kernel = (from: number, to: number, end: number) => void;
const apply32 = (name: string, values: readonly number[]) => {
  const x = scratch(4 * values.length + 128).f32(values.length);
  x.set(values);
  const input = [...x];
  (kernels()[name] as Kernel)(x.byteOffset, x.byteOffset, x.byteOffset + x.byteLength);
  return { input, output: [...x] };
};
const apply64 = (name: string, values: readonly number[]) => {
  const x = scratch(8 * values.length + 128).f64(values.length);
  x.set(values);
  (kernels()[name] as Kernel)(x.byteOffset, x.byteOffset, x.byteOffset + x.byteLength);
  return [...x];
};
const grid = (from: number, to: number, n = 40_000) => Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const worst = (x: readonly number[], y: readonly number[], f: (v: number) => number) =>
  x.reduce((most, v, i) => Math.max(most, f(v) === 0 ? Math.abs(y[i]) : Math.abs(y[i] / f(v) - 1)), 0);

test("exp in float32 is within 1.2e-7 of e^x, relative", () => {
  const { input, output } = apply32("expRange32", grid(-87, 88));
  expect(worst(input, output, Math.exp)).toBeLessThan(1.2e-7);
});

test("tanh in float32 is within 4.5e-7, relative, and stays within ±1", () => {
  const { input, output } = apply32("tanhRange32", grid(-12, 12));
  expect(worst(input, output, Math.tanh)).toBeLessThan(4.5e-7);
  expect(Math.max(...output.map(Math.abs))).toBeLessThanOrEqual(1);
  const small = apply32("tanhRange32", grid(-1e-3, 1e-3));
  expect(worst(small.input, small.output, Math.tanh)).toBeLessThan(4.5e-7);
});

test("ln in float32 is within 2e-7 of max(1, |ln x|)", () => {
  const { input, output } = apply32("logRange32", [...grid(0.001, 3), ...grid(1e-30, 1e30)]);
  const error = input.map((x, i) => Math.abs(output[i] - Math.log(x)) / Math.max(1, Math.abs(Math.log(x))));
  expect(Math.max(...error)).toBeLessThan(2e-7);
});

test("exp and tanh in float64 are within 5e-16, relative", () => {
  const x = grid(-700, 700);
  expect(worst(x, apply64("expRange64", x), Math.exp)).toBeLessThan(5e-16);
  const y = [...grid(-25, 25), ...grid(-0.4, 0.4), ...grid(-1e-6, 1e-6)];
  expect(worst(y, apply64("tanhRange64", y), Math.tanh)).toBeLessThan(6e-16);
});

test("not-a-number stays so", () => {
  const bad = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  expect(apply32("expRange32", bad).output).toEqual(bad);
  expect(apply32("tanhRange32", bad).output).toEqual(bad);
  expect(apply64("expRange64", bad)).toEqual(bad);
  expect(apply64("tanhRange64", bad)).toEqual(bad);
});
