import { decodeCsv } from "src/formats/csv.js";
import { expect, test } from "vitest";

const columns = (text: string, options?: { delimiter?: string }) => Object.fromEntries(decodeCsv(text, "t.csv", options));

test("names from the first line, numbers and text by column", () => {
  expect(columns("x,y,kind\n1,-2.5e3,a\n.5,7,b\n")).toEqual({ x: Float64Array.of(1, 0.5), y: Float64Array.of(-2500, 7), kind: ["a", "b"] });
});

test("quotes, doubled quotes, line breaks in cells, CRLF, a byte order mark, no last newline", () => {
  expect(columns('\uFEFF"a ""b""",c\r\n"1,5","two\nlines"\r\n2,x')).toEqual({ 'a "b"': ["1,5", "2"], c: ["two\nlines", "x"] });
});

test("without a head the columns are numbered; semicolons and tabs are found, or told", () => {
  expect(columns("1;2\n3;4\n")).toEqual({ c0: Float64Array.of(1, 3), c1: Float64Array.of(2, 4) });
  expect(columns("a\tb\n1\t2")).toEqual({ a: Float64Array.of(1), b: Float64Array.of(2) });
  expect(columns("a|b\n1|2", { delimiter: "|" })).toEqual({ a: Float64Array.of(1), b: Float64Array.of(2) });
});

test("empty cells, NaN and infinities of a numeric column", () => {
  expect(columns("x,y\n1,nan\n,-inf\n3,\n")).toEqual({
    x: Float64Array.of(1, Number.NaN, 3),
    y: Float64Array.of(Number.NaN, -Infinity, Number.NaN),
  });
});

test("ragged rows, double names, open quotes and empty files are refused by name", () => {
  expect(() => columns("a,b\n1,2\n3\n")).toThrow(
    'decodeCsv: t.csv has 1 cells in row 2 of its data, and 2 columns. Quote cells that contain ",".',
  );
  expect(() => columns("a,a\n1,2\n")).toThrow('decodeCsv: t.csv names two columns "a".');
  expect(() => columns('a\n"x\n')).toThrow("decodeCsv: t.csv has a quote that is not closed, opened at character 2.");
  expect(() => columns("\n")).toThrow("decodeCsv: t.csv holds no cells.");
});
