import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Notebook } from "src/notebook/nbformat.js";
import { checkResults, resultsOf, resultsPath, writeResults } from "src/notebook/results.js";
import { expect, test } from "vitest";
import { code, notebook, shown } from "./fixtures.js";

const record = (name: string, value: unknown, tolerance = 0.01) =>
  shown({ "application/vnd.infoplane.record+json": { name, value, tolerance, mode: "quick" }, "text/plain": name });
const claim = (id: string, verdict: string) => shown({ "application/vnd.infoplane.claim+json": { id, verdict, text: "t" } });

function executed(...outputs: ReturnType<typeof shown>[]): Notebook {
  const provenance = {
    version: "0.1.0",
    mode: "quick",
    status: "done",
    node: "v20",
    machine: "m",
    started: "2026-01-02T03:04:05.000Z",
    seconds: 2,
  };
  const parameters = shown({ "application/vnd.infoplane.parameters+json": { seed: 3, mode: "quick" } });
  return { ...notebook(code("x", { outputs: [parameters, ...outputs] })), metadata: { infoplane: { ...provenance, parameters: {} } } };
}

const root = mkdtempSync(join(tmpdir(), "infoplane-results-"));
writeResults(root, resultsOf(executed(record("a", 1), record("b", [1, 2]), claim("c", "holds")), "p2019/figure1"));
const problems = (...outputs: ReturnType<typeof shown>[]) => checkResults(root, resultsOf(executed(...outputs), "p2019/figure1"));

test("the file says what, when, with which settings, and by which version", () => {
  expect(JSON.parse(readFileSync(resultsPath(root, "p2019/figure1", "quick"), "utf8"))).toEqual({
    notebook: "p2019/figure1",
    mode: "quick",
    recorded: "2026-01-02T03:04:05.000Z",
    version: "0.1.0",
    node: "v20",
    machine: "m",
    seconds: 2,
    seed: 3,
    parameters: { seed: 3 },
    records: [
      { name: "a", value: 1, tolerance: 0.01 },
      { name: "b", value: [1, 2], tolerance: 0.01 },
    ],
    claims: [{ id: "c", verdict: "holds", text: "t" }],
  });
});

test("an execution within the tolerances agrees", () => {
  expect(problems(record("a", 1.0099), record("b", [1, 2.005]), claim("c", "holds"))).toEqual([]);
});

test("every difference is one sentence", () => {
  expect(problems(record("a", 1.02), record("b", [1]), claim("c", "does not hold"), record("new", 1))).toEqual([
    "record a: recorded 1, now 1.02: differs by 0.0200, more than 0.01",
    "record b: recorded with 2 values, now 1",
    "record new: this execution has it, and it is not recorded",
    'claim c: recorded as "holds", now "does not hold"',
  ]);
  expect(problems(record("a", null), record("b", [1, 3]))).toEqual([
    "record a: recorded 1, now null: differs by NaN, more than 0.01",
    "record b: recorded 2 at index 1, now 3: differs by 1.00, more than 0.01",
    "claim c: is recorded, and this execution does not have it",
  ]);
});

test("a notebook with records and no file is told how to record, one without records agrees", () => {
  expect(checkResults(root, resultsOf(executed(record("a", 1)), "q2020/figure1"))[0]).toMatch(
    /nothing is recorded .*--mode quick --record$/,
  );
  expect(checkResults(root, resultsOf(executed(), "q2020/figure1"))).toEqual([]);
});

test("a broken file is a sentence", () => {
  const path = resultsPath(root, "r2021/figure1", "quick");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{"records": 1}');
  expect(() => checkResults(root, resultsOf(executed(), "r2021/figure1"))).toThrow("must be a results file");
});
