import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LanguageSession } from "src/kernel/session/languageSession.js";
import { afterAll, describe, expect, test } from "vitest";

const cwd = mkdtempSync(join(tmpdir(), "infoplane-language-"));
writeFileSync(join(cwd, "helper.ts"), "/** Doubles it. */\nexport function double(x: number): number {\n  return 2 * x;\n}\n");
const session = new LanguageSession({ cwd });
afterAll(() => rmSync(cwd, { recursive: true }));
let count = 0;

/** Runs a cell as the kernel does, and gives its type errors as `line:column TScode`. */
function run(source: string): string[] {
  const cell = `In[${++count}]`;
  expect(session.prepare(source, cell).kind).toBe("code");
  const found = session.check(source, cell).map((d) => `${d.line}:${d.column} TS${d.code}`);
  session.executed(source, cell);
  return found;
}

function matches(marked: string): string[] {
  const offset = marked.indexOf("|");
  const code = marked.replace("|", "");
  const { matches, start, end } = session.complete(code, offset);
  return matches.map((m) => code.slice(0, start) + m + code.slice(end));
}

function plain(marked: string, detail: 0 | 1 = 0): string | undefined {
  return session.inspect(marked.replace("|", ""), marked.indexOf("|"), detail)?.["text/plain"];
}

run(`/** Step size of the descent. */
const rate = 0.1;
let best: number | undefined;
interface Options { epochs: number }
class Net {
  /** Widths of the layers. */
  widths(first: number): number[] { return [first] }
}
const 学習率 = 0.2;`);
run(
  "import { double } from './helper'\nimport { matrix } from 'infoplane'\nimport * as tslab from 'tslab'\nimport { join } from 'node:path'",
);

describe("types across cells", () => {
  test.each([
    ["an earlier constant has its type", "const text: string = rate", ["1:7 TS2322"]],
    ["a column counts from the cell's own text", "\n  rate.foo", ["2:8 TS2339"]],
    ["an earlier interface", "const o: Options = { epochs: 'x' }", ["1:22 TS2322"]],
    ["an earlier variable may be assigned, and is narrowed by it", "best = 3\nconst three: number = best", []],
    ["an earlier constant may not", "rate = 3", ["1:1 TS2588"]],
    ["top-level await, unused names and labels", "const unused = await Promise.resolve(1); here: for (;;) break", []],
    ["a local module", "double('x')", ["1:8 TS2345"]],
    ["our own package, absent in the folder", "matrix([[1]]).rows.foo", ["1:20 TS2339"]],
    ["tslab's API", "tslab.display.html(3)", ["1:20 TS2345"]],
    ["types of Node, absent in the folder", "console.log(process.pid.foo, join('a', 'b'))", ["1:25 TS2339"]],
    ["a package that is not there", "import nope from 'nope'", ["1:18 TS2307"]],
    ["export and enum", "export const shown = 1\nenum Kind { A }\nexport { rate as speed }", []],
    ["types of what an earlier cell exported", "shown.foo; Kind.B", ["1:7 TS2339", "1:17 TS2339"]],
    ["an object as the last line", "const o1 = 1, o2 = 2\n{ o1, o2 }", []],
    ["an object as the last line that no grammar takes for a block", "const o3: string = 3\n{ a: o3, b: 2 }", ["1:7 TS2322"]],
    ["import = require", "import fs = require('node:fs')\nfs.existsSync('x').foo", ["2:20 TS2339"]],
    ["a later cell of import = require", "fs.existsSync(5n)", ["1:15 TS2345"]],
    ["import.meta", "import.meta.dirname.foo; const lazy = await import('./helper'); lazy.double('x')", ["1:21 TS2339", "1:77 TS2345"]],
    ["using, decorators and JSON", "using u = { [Symbol.dispose]() {} }; @(<T,>(c: T) => c) class Marked {}", []],
    ["@ts-nocheck", "// @ts-nocheck\nrate.foo", []],
    ["prompt", "prompt('name?').length", []],
  ])("%s", (_title, source, wanted) => expect(run(source)).toEqual(wanted));

  test("a redeclaration is no error, and later cells see it", () => {
    expect(run("const lr = 0.1; type T = number")).toEqual([]);
    expect(run("const lr = 'fast'; type T = string")).toEqual([]);
    expect(run("const t: T = lr; lr.toFixed()")).toEqual(["1:21 TS2551"]);
  });

  test("the message is the compiler's", () => {
    expect(session.check("rate.foo", "In[99]")[0].message).toBe("Property 'foo' does not exist on type '0.1'.");
  });

  test("a changed local module has its new types", () => {
    writeFileSync(join(cwd, "helper.ts"), "export function double(x: string): string {\n  return x + x;\n}\n");
    expect(run("double('x')")).toEqual([]);
  });
});

test("the folder's tsconfig.json is read, except for what makes a cell a cell", () => {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-tsconfig-"));
  const options = { strict: true, noUncheckedIndexedAccess: true, noUnusedLocals: true, module: "commonjs", target: "es5" };
  writeFileSync(join(folder, "tsconfig.json"), `{ // comments are allowed\n "compilerOptions": ${JSON.stringify(options)} }`);
  const strict = new LanguageSession({ cwd: folder });
  const codes = (source: string): number[] => strict.check(source, "In[1]").map((d) => d.code);
  expect(codes("const f = (x) => x; await 1")).toEqual([7006]);
  expect(codes("const first: number = [1][0]")).toEqual([2322]);
  rmSync(folder, { recursive: true });
  expect(session.check("const f = (x) => x; const first: number = [1][0]", "In[100]")).toEqual([]);
});

describe("completion", () => {
  test.each([
    ["members", "new Net().wi|", "new Net().widths"],
    ["members inside an unfinished call", "console.log(new Net().|", "console.log(new Net().widths"],
    ["variables of earlier cells", "const x = ra| + 1", "const x = rate + 1"],
    ["names that are not ASCII, replaced whole", "学|習 + 1", "学習率 + 1"],
    ["names in the cell itself", "const local = 1; loc|", "const local = 1; local"],
    ["a local module's path", "import { double } from './he|'", "import { double } from './helper'"],
    ["our own package", "import { x } from 'info|'", "import { x } from 'infoplane'"],
    ["modules of Node", "import fs from 'node:f|'", "import fs from 'node:fs'"],
    ["exports of a module", "import { mat| } from 'infoplane'", "import { matrix } from 'infoplane'"],
    ["magics", "%%ma|", "%%markdown"],
  ])("%s", (_title, marked, wanted) => expect(matches(marked)).toContain(wanted));

  test("says what each match is", () => {
    const { metadata } = session.complete("rat", 3);
    expect(metadata._jupyter_types_experimental).toContainEqual({ text: "rate", type: "instance", start: 0, end: 3 });
  });

  test("gives nothing where nothing fits", () => {
    expect(session.complete("'text ", 6)).toMatchObject({ matches: [], start: 6, end: 6 });
  });
});

describe("inspection", () => {
  test("of an earlier constant: type and its comment", () => {
    expect(plain("ra|te")).toBe("const rate: 0.1\n\nStep size of the descent.");
  });
  test("at the end of a name, and of a member", () => {
    expect(plain("new Net().widths|(1)")).toBe("(method) Net.widths(first: number): number[]\n\nWidths of the layers.");
  });
  test("of a call whose arguments are being typed", () => {
    expect(plain("new Net().widths( |")).toContain("widths(first: number): number[]");
  });
  test("of the library, with what its errors mean", () => {
    expect(plain("matrix|([[1]])")).toMatch(/ArrayLike[\s\S]*A matrix from nested rows[\s\S]*@throws {ShapeError}/);
  });
  test("in detail, where it was declared", () => {
    expect(plain("ra|te", 1)).toContain("// In[1]\nconst rate = 0.1;");
  });
  test("of nothing", () => {
    expect(plain("   |  ")).toBeUndefined();
  });
});

test.each([
  ["1 + 1", "complete"],
  ["", "complete"],
  ["const x = await f()", "complete"],
  ["{ a: 1, b: 2 }", "complete"],
  ["x?", "complete"],
  ["%time f(", "complete"],
  ["!npm install d3", "complete"],
  ["function f() {", "incomplete"],
  ["f(1,", "incomplete"],
  ["1 +", "incomplete"],
  ["1 + // and", "incomplete"],
  ["`one", "incomplete"],
  ["/* one", "incomplete"],
  ["for (const x of xs)", "incomplete"],
  ["class A {\n  x = 1;", "incomplete"],
  ["const = 3", "invalid"],
  ["'one", "invalid"],
  [")", "invalid"],
  ["a b", "invalid"],
])("whether %j is complete: %s", (code, status) => expect(session.isComplete(code).status).toBe(status));

test("the next line of an incomplete cell is indented after an open bracket", () => {
  expect(session.isComplete("  if (x) {").indent).toBe("    ");
  expect(session.isComplete("if (x) {\n  y +").indent).toBe("  ");
});
