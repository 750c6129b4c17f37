import { parseNotebook } from "src/notebook/parseNotebook.js";
import { serializeNotebook } from "src/notebook/serializeNotebook.js";
import { expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";
import { code, notebook, shown, text } from "./fixtures.js";

const FULL = notebook(
  text("# Title\n\n$x^2$\n"),
  { cell_type: "raw", id: "raw-1", metadata: {}, source: "raw" },
  { ...text("![a](attachment:a.png)"), attachments: { "a.png": { "image/png": "AAAA" } } },
  code("let a = 1;\na", {
    tags: ["parameters"],
    outputs: [
      { output_type: "stream", name: "stdout", text: "one\ntwo\u2028three\n" },
      shown({ "text/plain": "x", "application/json": { deep: ["a\n", "b"] }, "image/png": "AAAA", "image/svg+xml": "<svg>\n</svg>" }),
      { output_type: "execute_result", execution_count: 1, data: { "text/plain": "1" }, metadata: {} },
      { output_type: "error", ename: "Error", evalue: "no", traceback: ["line 1", "line 2"] },
    ],
  }),
  code(""),
);

test("a notebook survives writing and reading", () => {
  const written = serializeNotebook(FULL);
  expect(parseNotebook(written)).toEqual(FULL);
  expect(serializeNotebook(parseNotebook(written))).toBe(written);
});

peerTest(missingPython("nbformat"), "nbformat finds what we write valid, and reads the same from it", () => {
  const script = `
import json, sys, nbformat
text = json.load(sys.stdin)
nb = nbformat.reads(text, as_version=4)
nbformat.validate(nb)
print(json.dumps({"version": [nb.nbformat, nb.nbformat_minor], "same": nbformat.writes(nb) == text.rstrip("\\n"),
  "source": nb.cells[3].source, "text": nb.cells[3].outputs[0].text, "json": nb.cells[3].outputs[1].data["application/json"]}))`;
  expect(runPython(script, serializeNotebook(FULL))).toEqual({
    version: [4, 5],
    same: true,
    source: "let a = 1;\na",
    text: "one\ntwo\u2028three\n",
    json: { deep: ["a\n", "b"] },
  });
});

test("older notebooks get ids, the same ones at every reading", () => {
  const old = {
    nbformat: 4,
    nbformat_minor: 2,
    metadata: {},
    cells: Array.from({ length: 3 }, () => ({ cell_type: "code", source: ["a\n", "b"] })),
  };
  const ids = parseNotebook(JSON.stringify(old)).cells.map((c) => c.id);
  expect(new Set(ids).size).toBe(3);
  expect(parseNotebook(JSON.stringify(old)).cells.map((c) => c.id)).toEqual(ids);
  expect(parseNotebook(JSON.stringify(old))).toMatchObject({
    nbformat_minor: 5,
    cells: [{ source: "a\nb", outputs: [], execution_count: null }, {}, {}],
  });
});

test.each([
  ["{", "must be JSON"],
  ["[]", "the top level must be an object"],
  ['{"nbformat": 3}', "nbformat must be 4; got 3. Convert it with"],
  ['{"nbformat": 4}', "cells must be a list"],
  ['{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "cell 1: source must be text or a list of lines"],
  [
    '{"nbformat": 4, "cells": [{"cell_type": "heading", "source": ""}]}',
    'cell 1: cell_type must be "code", "markdown" or "raw"; got "heading"',
  ],
  [
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": [{"output_type": "pyout"}]}]}',
    "cell 1, output 1: unknown output_type",
  ],
])("%s is refused with a sentence", (json, sentence) => {
  expect(() => parseNotebook(json, "x.ipynb")).toThrow(sentence);
  expect(() => parseNotebook(json, "x.ipynb")).toThrow("x.ipynb");
});
