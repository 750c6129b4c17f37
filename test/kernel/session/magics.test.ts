import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LanguageSession } from "src/kernel/session/languageSession.js";
import { answerAsks } from "src/kernel/session/magicsAsks.js";
import { errorHint } from "src/kernel/session/magicsHint.js";
import { installMagics } from "src/kernel/session/magicsRuntime.js";
import { afterAll, describe, expect, test } from "vitest";

const cwd = mkdtempSync(join(tmpdir(), "infoplane-magics-"));
const session = new LanguageSession({ cwd });
afterAll(() => rmSync(cwd, { recursive: true }));
let controller = new AbortController();
let seen: [string, unknown][] = [];
installMagics({
  cwd,
  get signal() {
    return controller.signal;
  },
  display: (bundle) => seen.push(["display", bundle]),
  write: (stream, text) => seen.push([stream, text]),
  page: (bundle) => seen.push(["page", bundle]),
  setCheck: (level) => seen.push(["check", level]),
});

/** Runs the JavaScript that a cell became, with `names` in scope. */
async function run(source: string, names: Record<string, unknown> = {}): Promise<[string, unknown][]> {
  seen = [];
  const prepared = session.prepare(source, "In[1]");
  if (prepared.kind === "error") throw new Error(`${prepared.ename}: ${prepared.evalue} at ${prepared.line}:${prepared.column}`);
  const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<void>;
  const answers = (prepared.asks ?? []).map(({ code, offset, detail }) => session.inspect(code, offset, detail));
  await new AsyncFunction(...Object.keys(names), answerAsks(prepared.javascript, answers))(...Object.values(names));
  return seen;
}

function javascript(source: string): string {
  const prepared = session.prepare(source, "In[1]");
  return prepared.kind === "code" ? prepared.javascript : `${prepared.ename}: ${prepared.evalue}`;
}

describe("a cell that parses as TypeScript is TypeScript", () => {
  test.each(["!ls", "a %b", "x ? y : z", "`\n%time\n`", "/*\n%%bash\n*/ 1", "5 %sh"])("%j", (source) => {
    expect(javascript(source)).toBe(source);
  });
});

test("%%html and %%markdown show their text, whatever is in it", async () => {
  const text = '<b title="q">`x` \\ </b>\n%time';
  expect(await run(`%%html\n${text}`)).toEqual([["display", { "text/html": text, "text/plain": text }]]);
  expect(await run("%%markdown\n# $x$\n")).toEqual([["display", { "text/markdown": "# $x$\n", "text/plain": "# $x$\n" }]]);
});

describe("commands", () => {
  test("%sh and ! run in the notebook's folder, both streams shown", async () => {
    writeFileSync(join(cwd, "here.txt"), "");
    expect(await run("%sh ls *.txt")).toEqual([["stdout", "here.txt\n"]]);
    expect(await run("!echo 'a b' >&2")).toEqual([["stderr", "a b\n"]]);
  });
  test("%%bash runs a script", async () => {
    expect((await run("%%bash\nfor i in 1 2; do\n  echo $i\ndone")).map(([, text]) => text).join("")).toBe("1\n2\n");
  });
  test("a command that fails is an error of the cell", async () => {
    await expect(run("%sh exit 3")).rejects.toThrow("%sh: exit status 3");
  });
  test("an interrupt ends the command and what it started", async () => {
    setTimeout(() => controller.abort(), 200);
    await expect(run("%%bash\nsleep 100 &\nsleep 101; touch never")).rejects.toThrow("%%bash: ended by SIGKILL");
    controller = new AbortController();
    expect(readdirSync(cwd)).not.toContain("never");
  });
});

describe("time", () => {
  test.each([
    ["%time 1 + 1", 1],
    ["%time const timed1 = [1,\n  2]\nconst after = 1", 1],
    ["%%time\nconst timed2 = 1\ntimed2 // comment", 1],
    ["%%time\n%sh true", 1],
    ["%time 1\n%time 2", 2],
  ])("%j", async (source, times) => {
    const lines = (await run(source)).filter(([kind]) => kind === "stdout");
    expect(lines).toHaveLength(times);
    expect(lines[0][1]).toMatch(/^CPU time: [\d.]+ m?s, wall time: [\d.]+ m?s\n$/);
  });
  test("the clock stands around the one statement", () => {
    expect(javascript("%time f(1,\n 2)\ng()")).toBe("      var {} = $magic.begin(); f(1,\n 2) ;var {} = $magic.end();\ng()");
  });
});

test("%who lists names with type and value, without those that have none", async () => {
  session.prepare("const rate = 0.5; class Net {}; let broken = (() => { throw 1 })()", "In[2]");
  const names = { rate: 0.5, Net: class Net {} };
  const [[, bundle]] = await run("%who", names);
  expect((bundle as Record<string, string>)["text/plain"]).toMatch(/rate +number +0\.5\n +Net +class +\[class Net\]/);
  expect((bundle as Record<string, string>)["text/plain"]).not.toContain("broken");
});

describe("name?", () => {
  test("is one page with the documentation and the value", async () => {
    session.executed("/** Step size. */\nconst step: number = 0.1", "In[3]");
    for (const source of ["step?", "?step", "  step? ;"]) {
      const calls = await run(source, { step: 0.1 });
      expect(calls).toHaveLength(1);
      expect(calls[0][0]).toBe("page");
      expect((calls[0][1] as Record<string, string>)["text/plain"]).toBe("const step: number\n\nStep size.\n\nValue: 0.1");
    }
  });
  test("of a name of the same cell, after it", async () => {
    const calls = await run("const fresh = { a: 1 }\nfresh.a?");
    expect((calls[0][1] as Record<string, string>)["text/plain"]).toBe("(property) a: number\n\nValue: 1");
  });
  test("?? adds the declaration", async () => {
    const calls = await run("step??", { step: 0.1 });
    expect((calls[0][1] as Record<string, string>)["text/plain"]).toContain("// In[3]\nconst step: number = 0.1");
  });
  test("of an unknown name is a page that says so", async () => {
    const calls = await run("nowhere?");
    expect(calls).toEqual([["page", { "text/plain": "nowhere: nowhere is not defined" }]]);
  });
});

test("%check sets the level, and refuses others", async () => {
  expect(await run("%check error")).toEqual([["check", "error"]]);
  await expect(run("1\n  %check maybe")).rejects.toThrow('MagicError: %check: off, warn or error is required; got "maybe". at 2:1');
});

test("an unknown magic names those that exist", () => {
  expect(javascript("%plot x")).toContain("MagicError: %plot: no such magic. There are %time, %who, %sh");
  expect(javascript("%%latex\nx")).toContain("MagicError: %%latex: no such magic.");
});

test("a magic among lines of TypeScript keeps their places", () => {
  const prepared = session.prepare("const before: number = 1\n%sh true\nconst = 2", "In[9]");
  expect(prepared).toMatchObject({ kind: "error", ename: "SyntaxError", line: 3, column: 7 });
});

test.each([
  ["ReferenceError", "ls is not defined", "!ls -la", "To run a shell command: %sh ls -la"],
  ["ReferenceError", "ls is not defined", "const a = ls", undefined],
  ["Error", 'Invalid variable reference: "k"', "", /params\(\{ k \}\).*aq\.escape/],
  ["Error", "Cannot find package 'd3' imported from /x", "", /%sh npm install d3/],
  ["TypeError", "x is not a function", "!x()", undefined],
])("the hint for %s: %s", (ename, evalue, source, wanted) => {
  const hint = errorHint(ename, evalue, source);
  if (wanted === undefined) expect(hint).toBeUndefined();
  else expect(hint).toMatch(wanted);
});
