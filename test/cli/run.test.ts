import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { expect, test } from "vitest";
import { code, notebook, text } from "../notebook/fixtures.js";
import { missingPython, peerTest, python } from "../peers.js";
import { executed, infoplane, project, shownText, startInfoplane, until, write } from "./project.js";

const CHROMIUM = "/usr/bin/chromium";

const STUDY = notebook(
  text("# A study of $x$"),
  text("## Parameters"),
  code(
    'import { claim, lines, parameters, record } from "infoplane";\nconst P = parameters({ quick: { n: 2, seed: 1 }, full: { n: 50, seed: 1 } });',
  ),
  code("const lr = 0.1;", { tags: ["parameters"] }),
  text("## Figure"),
  code('console.log(process.cwd().endsWith("p2019"), process.env.NOTEBOOK_MODE, lr * P.n);'),
  code('lines([{ name: "a", x: [1, 2, 3], y: [1, P.n, 3] }], { title: "p2019/figure1" })'),
  code(
    'record("n", P.n, { tolerance: 0 });\nclaim({ id: "p2019/figure1/n", text: "n is two", source: "p. 1", paper: 2, ours: P.n, verdict: P.n === 2 ? "holds" : "does not hold" })',
  ),
);

test("runs, publishes, keeps what has not changed, records and checks; the source stays as it was", () => {
  const root = project({ "p2019/figure1": STUDY });
  const source = join(root, "notebooks/p2019/figure1.ipynb");
  const before = readFileSync(source);

  const first = infoplane(root, "run", "--site", "site", "--html", "--record");
  expect(first).toMatchObject({ status: 0, err: "" });
  expect(first.out).toMatch(/^p2019\/figure1: 5 cells, quick mode\n {2}1\/5 {2}Parameters +\d+(\.\d+)? m?s\n/);
  expect(first.out).toMatch(
    /done in .* build\/notebooks\/p2019\/figure1.ipynb\n.*recorded in data\/results\/p2019\/figure1.quick.json\nOpen site\/index.html in a browser.\n$/s,
  );
  expect(readFileSync(source)).toEqual(before);
  const shown = executed(root, "p2019/figure1");
  expect(shownText(shown).slice(2, 3)).toEqual(["true quick 0.2\n"]);
  expect(shown.metadata).toMatchObject({
    language_info: { name: "typescript" },
    kernelspec: { name: "infoplane" },
    infoplane: { mode: "quick", status: "done", kernel: "infoplane", node: process.version, parameters: {} },
  });
  const page = readFileSync(join(root, "site/p2019/figure1.html"), "utf8");
  expect(page).toMatch(/figure class="plot".*n is two.*1 recorded number<.*n = 2, seed = 1/s);
  expect(page.match(/<td class="words">n is two/g)).toHaveLength(1); // once, not again as the cell's result
  expect(readFileSync(join(root, "site/index.html"), "utf8")).toMatch(/<h1>study<\/h1>.*A study\..*p2019\/figure1.png.*n is two/s);
  expect(statSync(join(root, "build/notebooks/p2019/figure1.html")).size).toBeLessThan(3e6);

  const second = infoplane(root, "run", "p2019", "--check");
  expect(second).toMatchObject({ status: 0, err: "" });
  expect(second.out).toBe(
    "p2019/figure1: nothing changed, build/notebooks/p2019/figure1.ipynb is kept\n  p2019/figure1: 1 records and 1 claims agree with what is recorded\n",
  );

  const third = infoplane(root, "run", "p2019/figure1", "-p", "n=3", "-p", "lr=0.5", "--check");
  expect(third.status).toBe(1);
  expect(third.err).toContain("recorded with the notebook's own parameters, executed with n = 3, lr = 0.5\n");
  expect(third.err).toContain("record n: recorded 2, now 3: differs by 1.00, more than 0");
  expect(third.err).toContain('claim p2019/figure1/n: recorded as "holds", now "does not hold"');
  const injected = executed(root, "p2019/figure1");
  expect(shownText(injected)).toContain("true quick 1.5\n");
  expect(injected.cells.find((c) => (c.metadata.tags as string[])?.includes("injected-parameters"))?.source).toBe(
    "// Parameters\nconst lr = 0.5;",
  );

  writeFileSync(join(root, "p.yaml"), "n: 4\nlr: 0.25\n");
  expect(infoplane(root, "run", "-f", "p.yaml", "--mode", "full", "--out", "elsewhere")).toMatchObject({ status: 0 });
  expect(existsSync(join(root, "elsewhere/p2019/figure1.ipynb"))).toBe(true);
}, 60_000);

test("a part of full mode is recorded with what it was given, and the page says so", () => {
  const root = project({ "p2019/figure1": STUDY });
  const part = ["run", "--mode", "full", "-p", "n=4", "-p", "lr=0.25"];
  expect(infoplane(root, ...part, "--record")).toMatchObject({ status: 0, err: "" });
  const kept = JSON.parse(readFileSync(join(root, "data/results/p2019/figure1.full.json"), "utf8"));
  expect(kept).toMatchObject({ given: { n: 4, lr: 0.25 }, parameters: { n: 4, lr: 0.25, seed: 1 }, records: [{ name: "n", value: 4 }] });
  expect(infoplane(root, ...part, "--check").status).toBe(0);
  expect(infoplane(root, "run", "--mode", "full", "--check").err).toContain(
    "recorded with n = 4, lr = 0.25, executed with the notebook's own",
  );
  expect(infoplane(root, "run", "--site", "site").status).toBe(0);
  expect(readFileSync(join(root, "site/p2019/figure1.html"), "utf8")).toContain("<p>with n = 4, lr = 0.25, recorded on 20");
}, 60_000);

peerTest(
  missingPython("nbformat", "nbconvert"),
  "the executed notebook is valid, and nbconvert's HTML of it shows its figure, live in a browser",
  async () => {
    const root = project({ "p2019/figure1": STUDY });
    expect(infoplane(root, "run")).toMatchObject({ status: 0 });
    const path = join(root, "build/notebooks/p2019/figure1.ipynb");
    execFileSync(python, ["-c", `import nbformat; nbformat.validate(nbformat.read(${JSON.stringify(path)}, as_version=4))`]);
    execFileSync(python, ["-m", "nbconvert", "--to", "html", "--log-level=ERROR", path], { cwd: root });
    const html = path.replace(".ipynb", ".html");
    expect(readFileSync(html, "utf8")).toMatch(/data-infoplane-figure="[0-9a-f]+".*<img src="data:image\/png;base64,/s);
    if (!existsSync(CHROMIUM)) return;
    const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      const page = await browser.newPage();
      await page.goto(`file://${html}`, { waitUntil: "domcontentloaded" });
      await page.waitForFunction("document.querySelectorAll('[data-infoplane-figure] .scatterlayer .trace').length === 1", {
        timeout: 20_000,
      });
    } finally {
      await browser.close();
    }
  },
  60_000,
);

test("a failing cell: exit status 1, its traceback, the notebook so far, and a page that says so", () => {
  const bad = notebook(
    text("# Bad"),
    code("const x: number = 1;\nx"),
    code('function f(): never { throw new RangeError("no such layer"); }\nf();'),
    code("2"),
  );
  const root = project({ bad, good: notebook(code("3")) });
  const result = infoplane(root, "run", "--site", "site");
  expect(result.status).toBe(1);
  expect(result.err).toMatch(/notebooks\/bad.ipynb, cell 2:\n.*RangeError.*no such layer.*In\[2\]:1:/s);
  expect(shownText(executed(root, "bad"))).toEqual(["1", "RangeError: no such layer", ""]);
  expect(shownText(executed(root, "good"))).toEqual(["3"]); // the others run
  expect(readFileSync(join(root, "site/bad.html"), "utf8")).toContain("ended with an error");
  expect(infoplane(root, "run", "bad", "--allow-errors")).toMatchObject({ status: 0 });
  expect(shownText(executed(root, "bad"))).toEqual(["1", "RangeError: no such layer", "2"]);
}, 60_000);

test("a kernel that dies and a cell over its time are told from each other", () => {
  const root = project({
    dies: notebook(code("1"), code('process.kill(process.pid, "SIGKILL")')),
    slow: notebook(code("for (;;);"), code("2")),
  });
  const died = infoplane(root, "run", "dies");
  expect(died).toMatchObject({ status: 1, err: expect.stringMatching(/dies.ipynb, cell 2:\nthe kernel is gone: it was ended by SIGKILL/) });
  expect(shownText(executed(root, "dies"))).toEqual(["1", expect.stringContaining("KernelDied")]);
  const slow = infoplane(root, "run", "slow", "--timeout", "1");
  expect(slow).toMatchObject({ status: 1, err: expect.stringContaining("the cell did not end within 1 s") });
}, 60_000);

const LONG = notebook(
  code(
    'import { checkpoint } from "infoplane";\nimport { appendFileSync } from "node:fs";\nconst value = await checkpoint("train", () => { appendFileSync("calls.txt", "x"); return { weights: new Float64Array([1, 2]) }; });\nvalue.weights[1]',
  ),
  code("await new Promise((resolve) => setTimeout(resolve, process.env.SLOW === undefined ? 20 : 60_000));\n'waited'"),
  code("value.weights[0]"),
);

for (const [name, signal] of [
  ["Ctrl-C", "SIGINT"],
  ["kill -9", "SIGKILL"],
] as const)
  test(`${name} in the middle of a run leaves a whole notebook, no kernel, and a run that resumes from its checkpoint`, async () => {
    const root = project({ long: LONG });
    process.env.SLOW = "";
    const child = startInfoplane(root, "run");
    delete process.env.SLOW;
    await until(() => child.printed().includes("1/3"), "the first cell");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const kernel = kernelsIn(root);
    expect(kernel).toHaveLength(1);
    const ended = new Promise<number | null>((resolve) => child.once("exit", (status) => resolve(status)));
    child.kill(signal);
    expect(await ended).toBe(signal === "SIGINT" ? 130 : null);
    if (signal === "SIGINT") expect(child.printed()).toMatch(/interrupted after .*Resume with: infoplane run long --mode quick/s);
    await until(() => kernelsIn(root).length === 0, "the end of the kernel");
    expect(shownText(executed(root, "long"))[0]).toBe("2");
    expect(readdirSync(join(root, "build/notebooks"))).toEqual(["long.ipynb"]);
    const again = infoplane(root, "run");
    expect(again.out).toContain("cell 1 has not changed and rebuilds the state");
    expect(shownText(executed(root, "long"))).toEqual(["2", "'waited'", "1"]);
    expect(readFileSync(join(root, "notebooks/calls.txt"), "utf8")).toBe("x"); // trained once
  }, 60_000);

test("two notebooks share what both compute alike; a function that calls checkpoint has the key of the cell that calls it", () => {
  const trained = (seed: string) =>
    code(
      `import { checkpoint } from "infoplane";\nimport { appendFileSync } from "node:fs";\nconst trained = (seed: number) => checkpoint("fit", (s) => { process.getBuiltinModule("node:fs").appendFileSync("calls.txt", String(s.seed)); return s.seed * 10; }, { shared: { seed } });\nconst own = (x: number) => checkpoint("own", () => { appendFileSync("own.txt", String(x)); return x; });\nawait trained(${seed})`,
    );
  const always = { ...code("await own(6)"), metadata: { tags: ["no-cache"] } };
  const root = project({ a: notebook(trained("1"), code("await own(4)"), always), b: notebook(trained("1"), code("await trained(2)")) });
  expect(infoplane(root, "run")).toMatchObject({ status: 0 });
  expect(shownText(executed(root, "b"))).toEqual(["10", "20"]);
  expect(readFileSync(join(root, "notebooks/calls.txt"), "utf8")).toBe("12");
  write(root, "notebooks/a.ipynb", notebook(trained("1"), code("await own(5)"), always));
  expect(infoplane(root, "run", "a")).toMatchObject({ status: 0 });
  expect(shownText(executed(root, "a"))).toEqual(["10", "5", "6"]);
  expect(readFileSync(join(root, "notebooks/own.txt"), "utf8")).toBe("4656");
}, 120_000);

/** Kernels whose working folder lies in a project. */
function kernelsIn(root: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && execFileSync("readlink", [`/proc/${pid}/cwd`], { encoding: "utf8" }).startsWith(join(root, "notebooks"));
    } catch {
      return false;
    }
  });
}

test("a cell that asks for input fails with a sentence instead of waiting", () => {
  const root = project({ asks: notebook(code('prompt("name?")')) });
  expect(infoplane(root, "run")).toMatchObject({ status: 1, err: expect.stringContaining("StdinNotImplementedError") });
});

test("a folder that cannot be written is said before anything runs", () => {
  const root = project({ a: notebook(code('require("fs").writeFileSync("ran.txt", "")')) });
  writeFileSync(join(root, "file"), "");
  expect(infoplane(root, "run", "--out", "file/below")).toMatchObject({ status: 1, err: expect.stringContaining("ENOTDIR") });
  expect(infoplane(root, "run", "--site", "file/below")).toMatchObject({
    status: 1,
    err: expect.stringContaining("below cannot be written: ENOTDIR"),
  });
  expect(infoplane(root, "run", "--site", ".")).toMatchObject({
    status: 1,
    err: expect.stringContaining("holds files that are no site of ours"),
  });
  expect(existsSync(join(root, "notebooks/ran.txt"))).toBe(false);
});

test("a kernel that is not installed is named, with what would run the notebook", () => {
  const root = project({ a: { ...notebook(code("1")), metadata: { kernelspec: { name: "nowhere", language: "typescript" } } } });
  const result = infoplane(root, "run");
  expect(result).toMatchObject({
    status: 1,
    err: expect.stringMatching(/kernel "nowhere" is not installed.* --kernel infoplane runs it with ours/),
  });
  expect(infoplane(root, "run", "--kernel", "infoplane")).toMatchObject({ status: 0 });
});

test("the source can never be the target", () => {
  const root = project({ a: notebook(code("1")) });
  expect(infoplane(root, "run", "--out", "notebooks")).toMatchObject({ status: 2, err: expect.stringContaining("would be overwritten") });
});

test("2000 cells and 50 MB of output arrive whole, and the page stays readable", () => {
  const many = notebook(...Array.from({ length: 2000 }, (_, i) => code(`${i} + 1`)));
  const large = notebook(code('for (let i = 0; i < 51_200; i++) console.log("x".repeat(1023));'), code("'end'"));
  const root = project({ many, large });
  expect(infoplane(root, "run", "--site", "site")).toMatchObject({ status: 0 });
  expect(shownText(executed(root, "many"))).toEqual(Array.from({ length: 2000 }, (_, i) => String(i + 1)));
  expect(shownText(executed(root, "large")).map((t) => t.length)).toEqual([51_200 * 1024, 5]);
  const page = readFileSync(join(root, "site/large.html"), "utf8");
  expect(page.length).toBeLessThan(1e6);
  expect(page).toContain("This output is 52.4 MB of text; the whole is in the notebook file.");
}, 120_000);

test("several notebooks at a time, each line with its name; another folder than notebooks/ by path", () => {
  const root = project({ "p2019/a": notebook(code("1")), "p2019/b": notebook(code("2")) });
  mkdirSync(join(root, "drafts"));
  write(root, "drafts/c.ipynb", notebook(code("3")));
  const result = infoplane(root, "run", "p2019", "drafts/c.ipynb", "--jobs", "3");
  expect(result).toMatchObject({ status: 0, err: "" });
  for (const key of ["p2019/a", "p2019/b", "drafts/c"]) expect(result.out).toContain(`${key}:   1/1`);
  expect(shownText(executed(root, "drafts/c"))).toEqual(["3"]);
  rmSync(root, { recursive: true });
}, 60_000);

test("--against shows how texts differ, and nothing when they agree", () => {
  const root = project({ a: notebook(code("Math.PI")) });
  expect(infoplane(root, "run", "--out", "one")).toMatchObject({ status: 0 });
  expect(infoplane(root, "run", "--against", "one")).toMatchObject({ status: 0, out: expect.stringContaining("texts and tables agree") });
  write(root, "notebooks/a.ipynb", notebook(code("Math.PI + 1e-3")));
  const differs = infoplane(root, "run", "--against", "one");
  expect(differs).toMatchObject({ status: 1, err: expect.stringMatching(/cell 1, line 1:\n {2}- 3.14159\d+\n {2}\+ 3.14259/) });
  expect(infoplane(root, "run", "--against", "one", "--relative", "0.01")).toMatchObject({ status: 0 });
}, 60_000);
