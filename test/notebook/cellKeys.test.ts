import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cellKeys } from "src/notebook/cellKeys.js";
import { beforeEach, expect, test } from "vitest";
import { code, notebook, text } from "./fixtures.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "infoplane-keys-"));
  mkdirSync(join(root, "notebooks"));
  mkdirSync(join(root, "data/results"), { recursive: true });
  writeFileSync(join(root, "package.json"), "{}");
  writeFileSync(join(root, "package-lock.json"), "{}");
  writeFileSync(join(root, "data/x.json"), "1");
  writeFileSync(join(root, "notebooks/a.ts"), 'export { b } from "./b.js";');
  writeFileSync(join(root, "notebooks/b.ts"), "export const b = 1;");
});

interface Change {
  first?: string;
  third?: string;
  words?: string;
  mode?: string;
  seed?: number;
  argv?: string[];
}

function keys({
  first = 'import { b } from "./a.ts";',
  third = "b + 1",
  words = "# T",
  mode = "quick",
  seed = 1,
  argv = ["node"],
}: Change = {}) {
  const nb = notebook(text(words), code(first), code("b"), code(third));
  return [...cellKeys(nb, { folder: join(root, "notebooks"), mode, parameters: { seed }, argv }).values()];
}

test("the same inputs give the same keys, one per code cell", () => {
  expect(keys()).toEqual(keys());
  expect(new Set(keys())).toHaveProperty("size", 3);
});

test("text cells do not matter, a cell matters to itself and to those after it", () => {
  expect(keys({ words: "# Another title" })).toEqual(keys());
  const [a, b, c] = keys();
  expect(keys({ third: "b + 2" }).slice(0, 2)).toEqual([a, b]);
  expect(keys({ third: "b + 2" })[2]).not.toBe(c);
  expect(keys({ first: "const b = 1;" })).not.toContain(b);
});

test.each([
  ["the mode", { mode: "full" }],
  ["a parameter", { seed: 2 }],
  ["the kernel", { argv: ["deno"] }],
] as [string, Change][])("%s changes every key", (_, change) => {
  const before = keys();
  expect(keys(change).filter((k) => before.includes(k))).toEqual([]);
});

test.each([
  ["the lockfile", "package-lock.json"],
  ["data", "data/x.json"],
  ["a local module that a local module imports", "notebooks/b.ts"],
])("%s changes every key", (_, file) => {
  const before = keys();
  writeFileSync(join(root, file), "export const b = 2;");
  expect(keys().filter((k) => before.includes(k))).toEqual([]);
});

test("recorded results change none", () => {
  const before = keys();
  writeFileSync(join(root, "data/results/a.json"), "2");
  expect(keys()).toEqual(before);
});

test("a cell tagged no-cache and those after it have no key", () => {
  const nb = notebook(code("a"), code("b", { tags: ["no-cache"] }), code("c"));
  expect([...cellKeys(nb, { folder: root, mode: "quick", parameters: {}, argv: [] }).keys()]).toEqual([nb.cells[0]]);
});
