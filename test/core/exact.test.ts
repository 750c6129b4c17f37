import { exactExp, exactLog } from "src/core/exact.js";
import { random } from "src/core/random.js";
import { expect, test } from "vitest";

// Math is an independent implementation within 1 ulp; ours promises 3e-16 relative on top of that.
const xs = Array.from({ length: 20_000 }, () => 0);
const draw = random(7);
for (let i = 0; i < xs.length; i++) xs[i] = (draw.uniform() - 0.5) * 10 ** Math.floor(draw.uniform() * 8 - 5);
const relative = (a: number, b: number) => (a === b ? 0 : Math.abs(a - b) / Math.abs(b));

test("exactExp agrees with Math.exp to 1e-15 relative", () => {
  expect(Math.max(...xs.filter((x) => Math.abs(x) < 700).map((x) => relative(exactExp(x), Math.exp(x))))).toBeLessThan(1e-15);
  expect([exactExp(0), exactExp(-800), exactExp(800), exactExp(Number.NaN)]).toEqual([1, 0, Infinity, Number.NaN]);
  expect(relative(exactExp(709.7), Math.exp(709.7))).toBeLessThan(1e-15);
});

test("exactLog agrees with Math.log to 1e-15 relative, subnormal numbers included", () => {
  expect(Math.max(...xs.map((x) => relative(exactLog(Math.abs(x)), Math.log(Math.abs(x)))))).toBeLessThan(1e-15);
  expect(relative(exactLog(1 + 1e-9), Math.log1p(1e-9))).toBeLessThan(1e-7); // 1 + 1e-9 is itself rounded
  expect(relative(exactLog(5e-324), Math.log(5e-324))).toBeLessThan(1e-15);
  expect([exactLog(0), exactLog(1), exactLog(-1), exactLog(Infinity)]).toEqual([-Infinity, 0, Number.NaN, Infinity]);
});
