import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pagePath, writeSite } from "src/publish/writeSite.js";
import { expect, test } from "vitest";
import { code, notebook, shown, text } from "../notebook/fixtures.js";

const folder = () => mkdtempSync(join(tmpdir(), "infoplane-site-"));
const simple = (key: string) => ({ key, notebook: notebook(text(`# ${key}`), code("1")) });

test("an index, a page and the notebook per key, and nothing that leads elsewhere", () => {
  const out = folder();
  expect(writeSite([simple("a2019/figure1"), simple("b2020/figure2")], { out })).toBe(join(out, "index.html"));
  expect(readdirSync(out, { recursive: true }).sort()).toEqual([
    "a2019",
    "a2019/figure1.html",
    "a2019/figure1.ipynb",
    "assets",
    "assets/files.json",
    "assets/licences.html",
    "assets/page.js",
    "assets/style.css",
    "b2020",
    "b2020/figure2.html",
    "b2020/figure2.ipynb",
    "index.html",
  ]);
  expect(readFileSync(join(out, "index.html"), "utf8")).toContain('href="a2019/figure1.html"');
});

test("the notebooks that show how to begin come first, then the papers by name", () => {
  const out = folder();
  writeSite([simple("a2019/figure1"), simple("start/own-data"), simple("b2020/figure2")], { out });
  const heads = [...readFileSync(join(out, "index.html"), "utf8").matchAll(/<h2>(.*?)<\/h2>/g)].map(([, head]) => head);
  expect(heads).toEqual(["Start here", "A 2019", "B 2020"]);
});

test("a later publication removes pages that are gone, and nothing else", () => {
  const out = folder();
  writeSite([simple("a"), simple("b")], { out });
  writeFileSync(join(out, "mine.txt"), "");
  writeSite([simple("b")], { out });
  expect(["a.html", "a.ipynb", "b.html", "mine.txt"].map((f) => existsSync(join(out, f)))).toEqual([false, false, true, true]);
});

test("a folder with other files is refused", () => {
  const out = folder();
  writeFileSync(join(out, "thesis.tex"), "");
  expect(() => writeSite([simple("a")], { out })).toThrow("holds files that are no site of ours");
});

test.each([
  ["../../etc/passwd", "etc/passwd"],
  ["/etc/passwd", "etc/passwd"],
  ["..\\..\\x", "x"],
  ["a/../../b", "a/b"],
  [".hidden/x", "hidden/x"],
  ['"><script>alert(1)</script>', "script-alert-1-/script-"],
  ["assets/style", "notebooks/assets/style"],
  ["index", "notebooks/index"],
  ["", "notebook"],
  ["a\u0000b", "a-b"],
])("the key %j becomes the path %j", (key, path) => {
  expect(pagePath(key)).toBe(path);
});

test("two notebooks of one page are refused", () => {
  expect(() => writeSite([simple("a/b"), simple("a/../A/B")], { out: folder() })).not.toThrow();
  expect(() => writeSite([simple("a?"), simple("a!")], { out: folder() })).toThrow("two notebooks would be written as a-.html");
});

test("a link inside the folder cannot lead a page out of it, nor a list of files remove others", () => {
  const out = folder();
  const outside = folder();
  writeFileSync(join(outside, "precious.txt"), "x");
  writeSite([simple("b")], { out });
  symlinkSync(outside, join(out, "a"));
  expect(() => writeSite([simple("a/page")], { out })).toThrow("is a link that leads out");
  writeFileSync(join(out, "assets/files.json"), JSON.stringify(["../precious.txt", `${outside}/precious.txt`, "a/precious.txt"]));
  expect(() => writeSite([simple("b")], { out })).toThrow("is a link that leads out");
  expect(existsSync(join(outside, "precious.txt"))).toBe(true);
});

test("the libraries of a site are there once, with their licences, where a page needs them", () => {
  const out = folder();
  const plot = shown({ "application/vnd.plotly.v1+json": { data: [], layout: {} }, "image/png": "AAAA", "text/plain": "figure a: b" });
  writeSite([{ key: "a", notebook: notebook(text("$x$"), code("f", { outputs: [plot] })) }], { out });
  expect(existsSync(join(out, "assets/plotly.min.js"))).toBe(true);
  expect(readFileSync(join(out, "assets/mathematics.css"), "utf8")).not.toMatch(/url\((?!data:)/);
  const licences = readFileSync(join(out, "assets/licences.html"), "utf8");
  expect(licences).toMatch(/plotly\.js-cartesian-dist-min \d.*Permission is hereby granted.*katex \d.*Permission is hereby granted/s);
});

test("pictures that a text names come from its own folder only", () => {
  const source = folder();
  mkdirSync(join(source, "nb"));
  writeFileSync(join(source, "nb", "in.png"), "in");
  writeFileSync(join(source, "secret.png"), "secret");
  writeFileSync(join(source, "nb", "key.txt"), "secret");
  symlinkSync(join(source, "secret.png"), join(source, "nb", "link.png"));
  const words = "![a](in.png) ![b](../secret.png) ![c](link.png) ![d](key.txt) ![e](/etc/hostname) ![f](http://example.org/x.png)";
  const out = folder();
  writeSite([{ key: "a", notebook: notebook(text(words)), folder: join(source, "nb") }], { out });
  const page = readFileSync(join(out, "a.html"), "utf8");
  expect(page.match(/<img /g)).toHaveLength(1);
  expect(page).toContain(`src="data:image/png;base64,${Buffer.from("in").toString("base64")}"`);
});
