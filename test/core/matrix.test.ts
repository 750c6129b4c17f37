import { matrix } from "infoplane";
import { expect, test } from "vitest";

test("rows, or flat values with their shape; anything else is refused with an example", () => {
  expect(
    matrix([
      [1, 2],
      [3, 4],
    ]),
  ).toEqual({ rows: 2, cols: 2, data: Float64Array.of(1, 2, 3, 4) });
  const flat = Float32Array.of(1, 2);
  expect(matrix(flat, 1, 2).data).toBe(flat);
  expect(() => matrix([[1, 2], [3]])).toThrow("row 0 has 2 and row 1 has 1");
  expect(() => matrix([1, 2, 3], 2, 2)).toThrow("2×2 needs 4 values; got 3");
  expect(() => matrix([1, 2, 3] as never)).toThrow("got flat values without rows and cols. For one column: column([1, 2])");
  expect(() => matrix(undefined as never)).toThrow("matrix: values must be rows, as in matrix([[1, 2], [3, 4]])");
});
