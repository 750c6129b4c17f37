import fc from "fast-check";
import { random } from "infoplane";
import { groupRows } from "src/numeric/groupRows.js";
import { expect, test } from "vitest";

test("classes are numbered by first appearance", () => {
  const { group, counts } = groupRows(Int32Array.of(7, 7, 1, 2, 7, 7, 2, 1), 4, 2);
  expect([...group]).toEqual([0, 1, 0, 2]);
  expect([...counts]).toEqual([2, 1, 1]);
});

test("equals grouping by string, for any rows", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 200 }), (width, values) => {
      const rows = Math.floor(values.length / width);
      const keys = Array.from({ length: rows }, (_, i) => values.slice(i * width, (i + 1) * width).join());
      const names = [...new Set(keys)];
      const { group, counts } = groupRows(Int32Array.from(values), rows, width);
      expect([...group]).toEqual(keys.map((k) => names.indexOf(k)));
      expect([...counts]).toEqual(names.map((n) => keys.filter((k) => k === n).length));
    }),
  );
});

test("a million consecutive integers are a million classes", () => {
  const n = 1_000_000;
  expect(
    groupRows(
      Int32Array.from({ length: n }, (_, i) => i),
      n,
      1,
    ).counts.length,
  ).toBe(n);
});

// Among 300 000 random pairs about 10 share all 32 bits of their hash with another (n² / 2³³): they must be told apart by their words.
test("rows whose hashes collide are different classes", () => {
  const n = 300_000;
  const draw = random(1);
  const words = Int32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? i : draw.uint32()));
  expect(groupRows(words, n, 2).counts.length).toBe(n);
});
