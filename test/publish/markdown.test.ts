import { type Heading, markdown, plainText } from "src/publish/markdown.js";
import { expect, test } from "vitest";

test.each([
  ["$x$", "<p><math>x</math></p>"],
  ["a $x_1$ and $y$.", "<p>a <math>x_1</math> and <math>y</math>.</p>"],
  ["It costs $5 and $6.", "<p>It costs $5 and $6.</p>"],
  ["\\$x\\$", "<p>$x$</p>"],
  ["`$x$`", "<p><code>$x$</code></p>"],
  ["$a*b*c$", "<p><math>a*b*c</math></p>"],
  ["\\(x\\)", "<p><math>x</math></p>"],
  ["$$\nx\n$$", "<block>x</block>"],
  ["\\[x\\]", "<block>x</block>"],
  ["\\begin{aligned}\nx &= 1\\\\\ny\n\\end{aligned}", "<block>\\begin{aligned} x &amp;= 1\\\\ y \\end{aligned}</block>"],
  ["text\n$$x$$\nmore", "<p>text</p><block>x</block><p>more</p>"],
  ["H<sub>2</sub>O<br>x", "<p>H<sub>2</sub>O<br>x</p>"],
  ["<sub onclick=x>2</sub>", "<p>&lt;sub onclick=x&gt;2&lt;/sub&gt;</p>"],
  ["<b>open", "<p>&lt;b&gt;open</p>"],
])("%j", (source, expected) => {
  const html = withTex(markdown(source))
    .replace(/<div class="formula"[^>]*><math>(.*?)<\/math><\/div>/gs, "<block>$1</block>")
    .replace(/\n/g, "");
  expect(html).toBe(expected);
});

/** What KaTeX made, from its opening to the matching closing tag, replaced by the TeX that it keeps as an annotation. */
function withTex(html: string): string {
  const start = html.search(/<span class="katex/);
  if (start < 0) return html;
  let depth = 0;
  let end = start;
  for (const tag of html.slice(start).matchAll(/<(\/?)span\b[^>]*>/g)) {
    depth += tag[1] ? -1 : 1;
    end = start + tag.index + tag[0].length;
    if (depth === 0) break;
  }
  const tex = /<annotation[^>]*>(.*?)<\/annotation>/s.exec(html.slice(start, end))?.[1] ?? "";
  return `${html.slice(0, start)}<math>${tex.trim().replace(/\n/g, " ")}</math>${withTex(html.slice(end))}`;
}

test("a formula that KaTeX does not know is shown as written, with the reason", () => {
  expect(markdown("$\\nonsense{<b>}$")).toMatch(/<code class="bad-math" title="KaTeX parse error[^"]*">\\nonsense\{&lt;b&gt;\}<\/code>/);
});

test("commands that load or link are refused", () => {
  for (const command of [
    "\\href{javascript:alert(1)}{x}",
    "\\url{http://x.y}",
    "\\includegraphics{http://x.y/z.png}",
    "\\htmlStyle{color:red}{x}",
  ])
    expect(markdown(`$${command}$`)).not.toMatch(/href=|src=|<img|style="color:red/);
});

test("headings get ids of their own on a page", () => {
  const headings: Heading[] = [];
  markdown("# Über $x$!\n\n## A\n\n## A", { headings });
  expect(headings.map((h) => h.id)).toEqual(["s-über-x", "s-a", "s-a-2"]);
});

test("pictures come only from what the caller resolves", () => {
  expect(markdown("![a](x.png)", { image: () => "data:image/png;base64,AA" })).toContain('<img src="data:image/png;base64,AA" alt="a">');
  expect(markdown("![a](http://evil/x.png)")).toBe('<p><span class="absent">[image: a]</span></p>\n');
});

test("words without marks", () => {
  expect(plainText("A *b* [c](d) `e` $f_1$\nnext")).toBe("A b c e f_1 next");
});
