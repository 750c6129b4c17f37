import { compareNotebooks } from "src/notebook/compareNotebooks.js";
import type { Output } from "src/notebook/nbformat.js";
import { expect, test } from "vitest";
import { code, notebook, shown } from "./fixtures.js";

const printed = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const compare = (a: Output[], b: Output[], tags: string[] = []) =>
  compareNotebooks(notebook(code("x", { outputs: a })), notebook(code("x", { outputs: b, tags })), { relative: 1e-6, absolute: 1e-9 });

test("numbers may differ by the tolerance, words may not", () => {
  expect(compare([printed("I = 8.3177661 nats\n")], [printed("I = 8.3177662 nats\n")])).toEqual([]);
  expect(compare([printed("I = 8.31 nats\nsame\n")], [printed("I = 8.32 nats\nsame\n")])).toEqual([
    "cell 1, line 1:\n  - I = 8.31 nats\n  + I = 8.32 nats",
  ]);
  expect(compare([printed("I = 8.31 nats\n")], [printed("I = 8.31 bits\n")])).toHaveLength(1);
  expect(compare([printed("1e-3, -2")], [printed("0.001, -2.0")])).toEqual([]);
  expect(compare([printed("a -2")], [printed("a 2")])).toHaveLength(1);
});

test("lines that are missing or new are shown", () => {
  expect(compare([printed("a\nb\n")], [printed("a\n")])).toEqual(["cell 1, line 2:\n  - b"]);
  expect(compare([], [printed("a\n")])).toEqual(["cell 1, line 1:\n  + a"]);
});

test("tables are compared by their cells, pictures and progress lines are not compared", () => {
  const table = (x: string) => shown({ "text/html": `<table><tr><th>n</th></tr><tr><td>${x}</td></tr></table>`, "text/plain": "table" });
  expect(compare([table("1.0")], [table("1.00")])).toEqual([]);
  expect(compare([table("1")], [table("2")])).toEqual(["cell 1, line 2:\n  - 1\n  + 2"]);
  const progress = (s: string) =>
    shown({ "text/html": `<div><progress value="1" max="1"></progress> <code>${s}</code></div>`, "text/plain": s });
  expect(compare([progress("1 s"), shown({ "image/png": "AA" })], [progress("2 s"), shown({ "image/png": "BB" })])).toEqual([]);
});

test("a cell tagged no-check is not compared, another number of cells is said", () => {
  expect(compare([printed("a")], [printed("b")], ["no-check"])).toEqual([]);
  expect(compareNotebooks(notebook(code("a"), code("b")), notebook(code("a")), { relative: 0, absolute: 0 })).toEqual([
    "2 executed cells are expected, and there are 1",
  ]);
});
