import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { selectNotebooks } from "src/notebook/selectNotebooks.js";
import { expect, test } from "vitest";

const root = realpathSync(mkdtempSync(join(tmpdir(), "infoplane-select-")));
for (const file of [
  "notebooks/a2019/figure1.ipynb",
  "notebooks/a2019/figure2.ipynb",
  "notebooks/a2019/figure10.ipynb",
  "notebooks/b2020/figure1.ipynb",
  "notebooks/b2020/.ipynb_checkpoints/figure1-checkpoint.ipynb",
  "notebooks/b2020/helper.ts",
  "elsewhere/x.ipynb",
]) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), "{}");
}
const keys = (...names: string[]) => selectNotebooks(names, root).map((f) => f.key);

test("without names all notebooks below notebooks/, in the order that a reader counts", () => {
  expect(keys()).toEqual(["a2019/figure1", "a2019/figure2", "a2019/figure10", "b2020/figure1"]);
});

test.each([
  [["a2019"], ["a2019/figure1", "a2019/figure2", "a2019/figure10"]],
  [
    ["b2020/figure1", "a2019/figure2.ipynb"],
    ["a2019/figure2", "b2020/figure1"],
  ],
  [[join(root, "elsewhere/x.ipynb")], ["elsewhere/x"]],
  [[join(root, "notebooks/*/figure1.ipynb")], ["a2019/figure1", "b2020/figure1"]],
  [[join(root, "notebooks/a2019/figure[12].ipynb")], ["a2019/figure1", "a2019/figure2"]],
  [[join(root, "notebooks/{a,b}20??/figure1.ipynb")], ["a2019/figure1", "b2020/figure1"]],
  [[join(root, "**/*.ipynb")], ["a2019/figure1", "a2019/figure2", "a2019/figure10", "b2020/figure1", "elsewhere/x"]],
])("%j", (names, expected) => {
  expect(keys(...names)).toEqual(expected);
});

test("the same notebook twice is one", () => {
  expect(keys("a2019", "a2019/figure1")).toHaveLength(3);
});

test.each([
  ["a2019/figure3", "Did you mean a2019/figure"],
  ["zzz", "There are a2019/figure1"],
  ["b2020/helper.ts", "a notebook ends in .ipynb"],
])("%s is refused with a sentence", (name, sentence) => {
  expect(() => keys(name)).toThrow(sentence);
});

test("two notebooks of one key are refused", () => {
  const far = mkdtempSync(join(tmpdir(), "infoplane-far-"));
  mkdirSync(join(far, "one"));
  mkdirSync(join(far, "two"));
  for (const folder of ["one", "two"]) writeFileSync(join(far, folder, "same.ipynb"), "{}");
  expect(() => keys(join(far, "one/same.ipynb"), join(far, "two/same.ipynb"))).toThrow("would both be written as same");
});
