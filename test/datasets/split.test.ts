import { type Dataset, split, subset, szt } from "infoplane";
import { expect, test } from "vitest";

const data = szt();
const shareOfOnes = ({ labels }: Dataset) => labels!.reduce((sum, y) => sum + y, 0) / labels!.length;
const patterns = ({ inputs }: Dataset) =>
  Array.from({ length: inputs.rows }, (_, i) => Number.parseInt(inputs.data.subarray(i * 12, (i + 1) * 12).join(""), 2));

test("the two parts hold every sample once, each with its own label", () => {
  const { train, test } = split(data, { fraction: 0.8, seed: 1 });
  expect([train.inputs.rows, test.inputs.rows]).toEqual([3277, 819]);
  expect([...patterns(train), ...patterns(test)].sort((a, b) => a - b)).toEqual(Array.from({ length: 4096 }, (_, i) => i));
  for (const part of [train, test]) expect([...part.labels!]).toEqual(patterns(part).map((pattern) => data.labels![pattern]));
});

test("a seed decides the split: the same again for the same, another for another", () => {
  const first = (seed: number) => patterns(split(data, { fraction: 0.5, seed }).train).slice(0, 20);
  expect(first(3)).toEqual(first(3));
  expect(first(3)).not.toEqual(first(4));
});

test("shuffled, both parts have nearly the share of ones of the whole; unshuffled as in the original, .437 and .836", () => {
  const shuffled = split(data, { fraction: 0.8, seed: 7 });
  // hypergeometric: sd of the share in a test part of 819 out of 4096 is .0156; 4 sd
  expect(Math.abs(shareOfOnes(shuffled.test) - 2118 / 4096)).toBeLessThan(0.063);
  const original = split(data, { fraction: 0.8, shuffle: false });
  expect(patterns(original.train)).toEqual(Array.from({ length: 3277 }, (_, i) => i));
  expect(shareOfOnes(original.train)).toBeCloseTo(0.437, 3);
  expect(shareOfOnes(original.test)).toBeCloseTo(0.836, 3);
});

test.each([0.8, 0.5, 0.123])("stratified, every class keeps its share to one sample, fraction %f", (fraction) => {
  const { train, test } = split(data, { fraction, seed: 2, stratify: true });
  const ones = train.labels!.reduce((sum, y) => sum + y, 0);
  expect(train.inputs.rows).toBe(Math.round(fraction * 4096));
  expect(test.inputs.rows).toBe(4096 - train.inputs.rows);
  expect(Math.abs(ones - (train.inputs.rows * 2118) / 4096)).toBeLessThan(1);
});

test("the exact quantities of a part say that they are those of the whole", () => {
  expect(split(data, { seed: 1 }).test.exact["H(X)"]).toEqual({
    nats: 12 * Math.LN2,
    how: "of szt as a whole: ln 4096: every pattern once",
  });
});

test("what cannot be split is refused, with the reason", () => {
  expect(() => split(data, { fraction: 1 })).toThrow("split: fraction must leave at least one of the 4096 samples in each part; got 1.");
  expect(() => split({ ...data, labels: undefined }, { stratify: true })).toThrow("split: stratify needs labels, and szt has none.");
  expect(() => split(data, { stratify: true, shuffle: false })).toThrow(/cannot go with shuffle: false/);
  expect(() => split(data, { ratio: 0.8 } as object)).toThrow(
    /unknown option "ratio"; known options are fraction, seed, stratify, shuffle/,
  );
});

test("a subset holds the chosen classes, and as many samples as asked for", () => {
  const ones = subset(data, { classes: [1], size: 100, seed: 3 });
  expect([...new Set(ones.labels)]).toEqual([1]);
  expect(ones.inputs.rows).toBe(100);
  expect(patterns(ones).map((pattern) => data.labels![pattern])).toEqual(new Array(100).fill(1));
  expect(patterns(subset(data, { classes: [1], size: 100, seed: 4 }))).not.toEqual(patterns(ones));
  expect(subset(data, {})).toBe(data);
  expect(() => subset(data, { classes: [2] })).toThrow("subset: each of classes must be an integer from 0 to 1; got 2.");
  expect(() => subset(data, { size: 5000 })).toThrow("subset: size must be an integer from 1 to 4096; got 5000.");
});
