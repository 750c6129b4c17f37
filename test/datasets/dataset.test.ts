import * as aq from "arquero";
import { column, dataset, matrix, szt, toArquero, toMatrix } from "infoplane";
import { expect, test } from "vitest";

test("nested and flat arrays, typed arrays, arrays with a shape, row objects and columns become the same matrix", () => {
  const expected = { rows: 2, cols: 2, data: Float64Array.of(1, 2, 3, 4) };
  expect(
    toMatrix([
      [1, 2],
      [3, 4],
    ]),
  ).toEqual(expected);
  expect(toMatrix([Float64Array.of(1, 2), Float64Array.of(3, 4)])).toEqual(expected);
  expect(toMatrix({ shape: [2, 2], data: Int32Array.of(1, 2, 3, 4) })).toEqual(expected);
  expect(toMatrix({ shape: [2, 2], data: BigInt64Array.of(1n, 2n, 3n, 4n) })).toEqual(expected);
  expect(
    toMatrix([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]),
  ).toEqual(expected);
  expect(toMatrix({ a: [1, 3], b: [2, 4] })).toEqual(expected);
  expect(toMatrix({ a: [1, 3], b: [2, 4] }, { columns: ["b"] })).toEqual({ rows: 2, cols: 1, data: Float64Array.of(2, 4) });
  const given = matrix([
    [1, 2],
    [3, 4],
  ]);
  expect(toMatrix(given)).toEqual(given);
  expect(toMatrix([true, false])).toEqual(column([1, 0]));
  expect(toMatrix({ shape: [2, 3, 1], data: Uint8Array.of(1, 2, 3, 4, 5, 6) })).toEqual({
    rows: 2,
    cols: 3,
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
  });
  const floats = Float32Array.of(1, 2);
  expect(toMatrix(floats).data).toBe(floats); // not copied
});

test("arquero: a table becomes inputs and labels; a dataset becomes a table", () => {
  const table = aq.table({ height: [1.5, 2.5, 3.5], kind: ["cat", "dog", "cat"], weight: [4, 5, 6] });
  const data = dataset({ inputs: table, labels: "kind", name: "pets" });
  expect(data.inputs).toEqual({ rows: 3, cols: 2, data: Float64Array.of(1.5, 4, 2.5, 5, 3.5, 6) });
  expect([...data.labels!]).toEqual([0, 1, 0]);
  expect(data.facts).toEqual({ columns: "height, weight", labels: "0 = cat, 1 = dog" });
  expect(data.exact["H(Y)"].nats).toBeCloseTo(Math.log(3) - (2 / 3) * Math.log(2), 12);
  const back = toArquero(data, aq);
  expect(back.columnNames()).toEqual(["height", "weight", "label"]);
  expect(back.objects()).toEqual([
    { height: 1.5, weight: 4, label: 0 },
    { height: 2.5, weight: 5, label: 1 },
    { height: 3.5, weight: 6, label: 0 },
  ]);
  const counts = toArquero(szt(), aq).groupby("label").count().objects();
  expect(counts).toEqual([
    { label: 0, count: 1978 },
    { label: 1, count: 2118 },
  ]);
  const regression = dataset({ inputs: table, targets: ["weight"], columns: ["height"] });
  expect([...regression.targets!.data]).toEqual([4, 5, 6]);
  expect(toArquero(regression, aq).columnNames()).toEqual(["height", "y"]);
});

test("labels: whole numbers from 0 to 255 stay, anything else is numbered in sorted order", () => {
  const labels = (values: ArrayLike<number | string | bigint | boolean>) => {
    const { labels, classes, facts } = dataset({ inputs: Array.from(values, () => [0]), labels: values });
    return [[...labels!], classes, facts!.labels];
  };
  expect(labels([0, 3, 1])).toEqual([[0, 3, 1], 4, undefined]);
  expect(labels([1n, 0n])).toEqual([[1, 0], 2, undefined]);
  expect(labels([10, -1, 2.5])).toEqual([[2, 0, 1], 3, "0 = -1, 1 = 2.5, 2 = 10"]);
  expect(labels([true, false])).toEqual([[1, 0], 2, "0 = false, 1 = true"]);
  expect(labels(Float64Array.of(1, 2))).toEqual([[1, 2], 3, undefined]);
});

test("images are recognised by their shape, or told", () => {
  const data = new Uint8Array(2 * 4 * 4);
  expect(dataset({ inputs: { shape: [2, 4, 4], data } }).image).toEqual({ height: 4, width: 4, channels: 1 });
  expect(dataset({ inputs: { shape: [2, 16], data }, image: { height: 2, width: 8 } }).image).toEqual({ height: 2, width: 8, channels: 1 });
  expect(() => dataset({ inputs: { shape: [2, 16], data }, image: { height: 3, width: 5 } })).toThrow(
    "dataset: images of 3 × 5 × 1 need 15 columns; inputs has 16.",
  );
});

test("numbers that are not finite: refused with the first place and the count, or left out", () => {
  const inputs = { a: [1, 2, 3, 4], b: [5, Number.NaN, 7, Infinity], y: [0, 1, 0, 1] };
  expect(() => dataset({ inputs, labels: "y" })).toThrow(
    'dataset: inputs must be finite; row 1, column "b" is NaN. 2 of 4 samples hold such; leave them out with missing: "drop".',
  );
  const kept = dataset({ inputs, labels: "y", missing: "drop" });
  expect([...kept.inputs.data]).toEqual([1, 5, 3, 7]);
  expect([...kept.labels!]).toEqual([0, 0]);
  expect(kept.facts!["left out"]).toBe("2 samples with numbers that are not finite");
  expect(() => dataset({ inputs: [[Number.NaN]], missing: "drop" })).toThrow(
    "dataset: every sample holds a number that is not finite; nothing is left.",
  );
  expect(() => dataset({ inputs: [[1], [2]], targets: [[1], [Number.NaN]] })).toThrow(
    "dataset: targets must be finite; row 1, column 0 is NaN.",
  );
});

test("what does not fit is named, with what to do", () => {
  expect(() => dataset({ inputs: [[1, 2], [3]] })).toThrow(
    "dataset: every row of inputs must have the same length; row 0 has 2 and row 1 has 1.",
  );
  expect(() => dataset({ inputs: [[1], [2]], labels: [0] })).toThrow("dataset: labels must be one per sample; got 1 for 2 samples.");
  expect(() => dataset({ inputs: [[1], [2]], targets: [[1], [2], [3]] })).toThrow(
    "dataset: targets must be one per sample; got 3 for 2 samples.",
  );
  expect(() => dataset({ inputs: { shape: [2, 2], data: Float64Array.of(1, 2, 3) } })).toThrow(
    "dataset: inputs of shape 2 × 2 needs 4 values; got 3.",
  );
  expect(() => dataset({ inputs: [[1], ["x" as never]] })).toThrow(
    'dataset: inputs must be numbers; row 1, column 0 is "x". Leave that column out with columns: [...], or make it the labels.',
  );
  expect(() => dataset({ inputs: { a: [1], b: [2] }, labels: "c" })).toThrow('dataset: inputs has no column "c"; it has a, b.');
  expect(() => dataset({ inputs: [[1]], labels: "c" })).toThrow(
    "dataset: labels and targets can be named where inputs is a table; give their values instead.",
  );
  expect(() => dataset({ inputs: "x.csv" as never })).toThrow(/dataset: inputs must be numbers in rows:.*got string/);
  expect(() => dataset({ inputs: [] })).toThrow("dataset: inputs must hold at least one row; got none.");
  expect(() => dataset({ inputs: { shape: [1], data: BigInt64Array.of(2n ** 60n) } })).toThrow(/beyond 2\^53/);
  expect(() =>
    dataset({
      inputs: [[1], [2]],
      labels: [
        [1, 0],
        [0, 1],
      ] as never,
    }),
  ).toThrow("dataset: every label must be one number or text; label 0 is a row of its own. Of one-hot rows give the position of the 1.");
  const many = Array.from({ length: 300 }, (_, i) => i + 0.5);
  expect(() => dataset({ inputs: many, labels: many })).toThrow(
    /at most 256 classes; got 300 different ones. If they are to be predicted as numbers, give them as targets/,
  );
  expect(() => dataset({ inputs: [[1]], label: [0] } as never)).toThrow(/unknown option "label"; known options are inputs, labels/);
});
