import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { standalonePage } from "src/publish/standalonePage.js";
import { toMarkdown } from "src/publish/toMarkdown.js";
import { toPdf } from "src/publish/toPdf.js";
import { toScript } from "src/publish/toScript.js";
import blankSpace from "ts-blank-space";
import { afterAll, expect, test } from "vitest";
import { code, notebook, shown, text } from "../notebook/fixtures.js";
import { missingProgram, peerTest } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-exports-"));
afterAll(() => rmSync(folder, { recursive: true }));

const NB = notebook(
  text("# Title\n\nWords | more."),
  code('import { column } from "infoplane";\nimport { twice } from "./helper.js";\nconst x: number = 1;\nx'),
  code("let { a, b } = { a: 2, b: 3 };\nfunction f(n: number): number { return n + x; }\nf(a)"),
  code("const x = 10; // again\nf(a);"),
  code("const { a, c } = { a: 5, c: 6 };\nfunction f(n: number) { return -n; }\n[f(a), b, c, twice(x)].join()"),
  code("a = 7"),
  code("undefined"),
  code("never", { tags: ["skip-execution"] }),
  code("column([1, 2]).rows;"),
);

test("a script runs with the package alone and prints what the notebook shows", () => {
  mkdirSync(join(folder, "nb"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(fileURLToPath(new URL("../../", import.meta.url)), join(folder, "node_modules", "infoplane"));
  writeFileSync(join(folder, "nb", "helper.js"), "export const twice = (n) => 2 * n;");
  const script = toScript(NB, { from: join(folder, "nb"), to: folder });
  expect(script).toMatch(/^import \{ column \} from "infoplane";\nimport \{ twice \} from ".\/nb\/helper.js";/);
  expect(script).toContain("// # Title\n//\n// Words | more.");
  writeFileSync(join(folder, "script.mjs"), blankSpace(script));
  // f sees the x of the later cell, as in the notebook: 2 + 1, then 2 + 10
  expect(execFileSync(process.execPath, ["script.mjs"], { cwd: folder, encoding: "utf8" })).toBe("1\n3\n12\n-5,3,6,20\n2\n");
});

test("a notebook of another language is refused", () => {
  expect(() => toScript({ ...notebook(code("1")), metadata: { language_info: { name: "python" } } })).toThrow(
    "must be TypeScript; got python",
  );
});

const RESULTS = notebook(
  text("# T"),
  code("x", {
    outputs: [
      { output_type: "stream", name: "stdout", text: "\u001b[31mred\u001b[0m ```\n" },
      shown({ "image/png": "AAAA", "text/plain": "figure a/b: What [it] shows." }),
      shown({
        "application/vnd.infoplane.claim+json": {
          id: "a",
          text: "x | y",
          source: "p. 1",
          paper: 1,
          ours: 2,
          unit: "nats",
          verdict: "holds",
          mode: "quick",
        },
      }),
      shown({ "text/html": '<div data-infoplane="plotly-loader"></div>', "text/plain": "plotly" }),
    ],
  }),
  code("secret", { tags: ["remove-cell"] }),
);

test("Markdown has the words, the code, the outputs, the claims, and its pictures in files", () => {
  const { text: markdown, files } = toMarkdown(RESULTS, "a b_files");
  expect(markdown).toBe(
    [
      "# T",
      "```typescript\nx\n```",
      "````text\nred ```\n````",
      "![What \\[it\\] shows.](a%20b_files/output-1.png)",
      "| Claim | Paper | Ours | Verdict | Mode |\n|---|---|---|---|---|\n| x \\| y (p. 1) | 1 nats | 2 nats | holds | quick |\n",
    ].join("\n\n"),
  );
  expect([...files]).toEqual([["output-1.png", Buffer.from("AAAA", "base64")]]);
});

test("one HTML file with a plot and formulas stays under 3 MB", () => {
  const plot = shown({ "application/vnd.plotly.v1+json": { data: [], layout: {} }, "image/png": "AAAA", "text/plain": "figure a: b" });
  const page = standalonePage(notebook(text("$x$"), code("f", { outputs: [plot] })), "a");
  expect(page.length).toBeGreaterThan(1.4e6);
  expect(page.length).toBeLessThan(3e6);
  const markup = page.replace(/<(script|style)>.*?<\/\1>/gs, "");
  expect(markup.match(/(?:src|href)="(?!data:|#)[^"]*/g)).toBe(null);
});

peerTest(missingProgram("/usr/bin/chromium"), "a PDF is printed by Chromium, with its text", () => {
  const pdf = toPdf(standalonePage(notebook(text("# Printed title")), "a"));
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.toString("latin1")).toMatch(/\/Type \/Page\b/);
});

test("without a Chromium the message says what to do", () => {
  expect(() => toPdf("<p>", { chromium: "" })).toThrow("Install one, or name it in INFOPLANE_CHROMIUM.");
  expect(() => toPdf("<p>", { chromium: "/no/such/chromium" })).toThrow("toPdf: /no/such/chromium printed nothing.");
});
