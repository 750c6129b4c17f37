import { applyParameters } from "src/notebook/notebookParameters.js";
import { expect, test } from "vitest";
import { code, notebook, PYTHON } from "./fixtures.js";

const TS = notebook(
  code(
    `import { parameters } from "infoplane";\nconst P = parameters({ quick: { seed: 1, bins: [30] }, full: { seed: 1, bins: [30, 100] } });`,
  ),
  code(`const lr = 0.1, name = "szt";\nlet steps: number = 10 * 2;\nconst sizes: number[] = [1];\nconst flag = true;`, {
    tags: ["parameters"],
  }),
  code("lr"),
);

const injected = (given: Record<string, unknown>, nb = TS) => {
  const { notebook: out, values, forCall } = applyParameters(nb, given, "quick");
  const cell = out.cells.find((c) => (c.metadata.tags as string[] | undefined)?.includes("injected-parameters"));
  return { source: cell?.source, at: cell && out.cells.indexOf(cell), values, forCall };
};

test("values go into a cell of their own after the one tagged parameters, declared as there", () => {
  expect(injected({ lr: "5e-2", name: "12", steps: 3, sizes: "[2, 3]", flag: "false" })).toEqual({
    at: 2,
    source: `// Parameters\nconst lr = 0.05;\nconst name = "12";\nlet steps: number = 3;\nconst sizes: number[] = [2,3];\nconst flag = false;`,
    values: { lr: 0.05, name: "12", steps: 3, sizes: [2, 3], flag: false },
    forCall: {},
  });
});

test("values of parameters({ quick, full }) are passed on, not injected", () => {
  expect(injected({ seed: "7" })).toEqual({ source: undefined, at: undefined, values: { seed: 7 }, forCall: { seed: 7 } });
});

test("an injected cell of an earlier run is replaced", () => {
  const once = applyParameters(TS, { lr: 1 }, "quick").notebook;
  const twice = applyParameters(once, { lr: 2 }, "quick").notebook;
  expect(twice.cells).toHaveLength(4);
  expect(twice.cells[2].source).toContain("const lr = 2;");
});

test("Python notebooks get Python", () => {
  const nb = {
    ...notebook(code("lr = 0.1  # step\nname: str = 'a'\nxs = [1]\nok = True\nd = {}", { tags: ["parameters"] })),
    metadata: PYTHON,
  };
  expect(injected({ lr: "1", name: "b", xs: "[1, null]", ok: "false", d: { a: 1 } }, nb).source).toBe(
    '# Parameters\nlr = 1\nname = "b"\nxs = [1, None]\nok = False\nd = {"a": 1}',
  );
});

test.each([
  [{ sed: 1 }, "the notebook has no parameter sed; did you mean seed?"],
  [{ lr: "fast" }, 'lr must be a number, as in the notebook; got "fast"'],
  [{ sizes: "3" }, 'sizes must be a list, as in the notebook; got "3"'],
  [{ flag: "1" }, "flag must be a boolean"],
  [{ seed: "one" }, "seed must be a number"],
])("%j is refused with a sentence", (given, sentence) => {
  expect(() => applyParameters(TS, given, "quick")).toThrow(sentence);
});

test("a notebook that declares none says how to", () => {
  expect(() => applyParameters(notebook(code("1")), { a: 1 }, "quick")).toThrow(
    'Tag a cell "parameters", or call parameters({ quick, full }).',
  );
});

test("the source is not changed", () => {
  const before = JSON.stringify(TS);
  applyParameters(TS, { lr: 2 }, "quick");
  expect(JSON.stringify(TS)).toBe(before);
});
