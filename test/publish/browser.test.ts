import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import type { Notebook } from "src/notebook/nbformat.js";
import { standalonePage } from "src/publish/standalonePage.js";
import { writeSite } from "src/publish/writeSite.js";
import { afterAll, beforeAll, expect } from "vitest";
import { code, notebook, shown, text } from "../notebook/fixtures.js";
import { missingProgram, peerTest } from "../peers.js";

const CHROMIUM = "/usr/bin/chromium";
const missing = missingProgram(CHROMIUM);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const plot = shown({
  "application/vnd.plotly.v1+json": {
    data: [{ type: "scatter", x: [1, 10], y: [8.3, 7.7], name: "layer 1" }],
    layout: { width: 640, height: 360, xaxis: { type: "log", title: { text: "epoch" } }, yaxis: { title: { text: "I(X;T) [nats]" } } },
  },
  "image/png": ONE_PIXEL,
  "text/html": "<div>never shown <script>window.pwned = 1</script></div>",
  "text/plain": "figure p2019/figure1: Mutual information falls.",
});
const claim = shown({
  "application/vnd.infoplane.claim+json": {
    id: "p2019/figure1/falls",
    text: "It falls.",
    source: "p. 2",
    paper: 8,
    ours: 7.7,
    unit: "nats",
    verdict: "holds",
    mode: "quick",
    seed: 1,
  },
  "text/plain": "claim",
});
const table = shown({ "text/html": "<table><tr><th>n</th></tr><tr><td>100</td></tr></table>", "text/plain": "n" });

const GOOD: Notebook = {
  ...notebook(
    text("# Figure 1 of $I(X;T)$\n\nWhat falls?\n\n$$\\int_0^1 x\\,dx$$\n\n| a | b |\n|---|---|\n| 1 | $x$ |"),
    text("## Train"),
    code("const lr: number = 0.1; // step\nlr * 2", {
      outputs: [
        { output_type: "stream", name: "stdout", text: "epoch 1\n\u001b[31mred\u001b[0m\n" },
        { output_type: "stream", name: "stderr", text: "careful\n" },
        { output_type: "execute_result", execution_count: 1, data: { "text/plain": "0.2" }, metadata: {} },
        { output_type: "stream", name: "stdout", text: "long\n".repeat(100) },
      ],
    }),
    text("## Figure"),
    code("plot", { outputs: [plot, table] }),
    text("## Check"),
    code("claim", { outputs: [claim] }),
    text("### Error"),
    code("fail", { outputs: [{ output_type: "error", ename: "Error", evalue: "no", traceback: ["\u001b[31mError\u001b[39m: no"] }] }),
  ),
  metadata: {
    language_info: { name: "typescript" },
    infoplane: {
      version: "0.1.0",
      mode: "quick",
      node: "v20",
      machine: "m",
      kernel: "infoplane",
      started: "2026-01-02T03:04:05.000Z",
      seconds: 3,
      parameters: { seed: 1 },
    },
  },
};

/** What has been tried against notebook pages before: every text, name and output that a notebook can hold, with a script in it. */
const SCRIPT = `"'><script>window.pwned=1</script><img src=x onerror="window.pwned=1"><svg onload=window.pwned=1>`;
const evil = (EVIL_HOST: string): Notebook => ({
  ...notebook(
    text(`# Title ${SCRIPT}`),
    text(
      `${SCRIPT}\n\n[a](javascript:window.pwned=1) [b](JaVaScRiPt:window.pwned=1) [c](data:text/html,<script>window.pwned=1</script>) [d](vbscript:x)\n\n<a href="javascript:window.pwned=1">x</a> <iframe srcdoc="<script>parent.pwned=1</script>"></iframe> <sub onmouseover=window.pwned=1>x</sub>\n\n![x](javascript:window.pwned=1) ![y"onerror="window.pwned=1](${EVIL_HOST}/a.png) ![z](data:image/svg+xml;base64,AAAA)\n\n<style>body{display:none}</style>\n\n<form action="${EVIL_HOST}"><button name=x>`,
    ),
    text(`$\\href{javascript:window.pwned=1}{x}$ $\\text{</annotation>${SCRIPT}}$ $$\\unknown{${SCRIPT}}$$`),
    text(`## ${SCRIPT}\n\n<div id=main>\n\n\`\`\`${SCRIPT}\n${SCRIPT}\n\`\`\``),
    { cell_type: "raw", id: "raw", metadata: {}, source: SCRIPT },
    code(`const x = "${SCRIPT}"; </code></pre>${SCRIPT}`, {
      outputs: [
        { output_type: "stream", name: "stdout", text: `\u001b[31m${SCRIPT}\u001b]8;;javascript:alert(1)\u0007link` },
        { output_type: "error", ename: SCRIPT, evalue: SCRIPT, traceback: [SCRIPT] },
        shown({
          "text/html": `${SCRIPT}<meta http-equiv=refresh content="0;url=${EVIL_HOST}"><base href="${EVIL_HOST}"><a href=javascript:parent.pwned=1 id=go>x</a><form action=${EVIL_HOST}><input type=submit id=go2></form><link rel=stylesheet href=${EVIL_HOST}/a.css>`,
        }),
        shown({ "text/html": `</iframe>"></iframe>${SCRIPT}` }),
        shown({ "text/html": `<div><progress value="1" max="1"></progress> <code>x" onclick="window.pwned=1</code></div>` }),
        shown({ "text/html": `<div data-infoplane="plotly-loader">${SCRIPT}</div>` }),
        shown({ "text/html": `<table data-infoplane-claim="${SCRIPT}"></table>` }),
        shown({
          "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"><script>window.pwned=1</script><image href="${EVIL_HOST}/a.png"/></svg>`,
        }),
        shown({ "image/png": `AAAA" onerror="window.pwned=1` }),
        shown({ "application/javascript": "window.pwned=1", "text/plain": "js" }),
        shown({ "text/markdown": SCRIPT }),
        shown({ "application/vnd.infoplane.record+json": { name: SCRIPT, value: SCRIPT, unit: SCRIPT, tolerance: SCRIPT } }),
        shown({ "text/latex": `$${SCRIPT}$` }),
        shown({ "application/json": { [SCRIPT]: SCRIPT } }),
        shown({
          "application/vnd.infoplane.claim+json": {
            id: SCRIPT,
            text: SCRIPT,
            source: SCRIPT,
            paper: SCRIPT,
            ours: { x: SCRIPT },
            verdict: SCRIPT,
            mode: SCRIPT,
            unit: SCRIPT,
            seed: SCRIPT,
          },
        }),
        shown({
          "application/vnd.plotly.v1+json": {
            data: [
              {
                type: "scatter",
                x: [1, 2],
                y: [1, 2],
                name: SCRIPT,
                text: [SCRIPT, '<a href="javascript:window.pwned=1">x</a>'],
                mode: "text",
              },
            ],
            layout: {
              title: { text: `</script>${SCRIPT}<!--<script>` },
              xaxis: { title: { text: SCRIPT } },
              images: [{ source: `${EVIL_HOST}/a.png`, x: 0, y: 1, sizex: 1, sizey: 1, xref: "paper", yref: "paper" }],
              meta: { alt: SCRIPT },
            },
          },
          "text/html": SCRIPT,
          "image/png": ONE_PIXEL,
        }),
      ],
    }),
  ),
  metadata: {
    title: SCRIPT,
    kernelspec: { name: SCRIPT, display_name: SCRIPT, language: SCRIPT },
    language_info: { name: SCRIPT },
    infoplane: {
      version: SCRIPT,
      mode: SCRIPT,
      node: SCRIPT,
      machine: SCRIPT,
      kernel: SCRIPT,
      commit: SCRIPT,
      started: SCRIPT,
      status: SCRIPT,
      parameters: { [SCRIPT]: SCRIPT },
    },
  },
});

let browser: Browser;
/** A server that no page may ever reach: what it was asked for. */
const reached: string[] = [];
const server = createServer((request, response) => {
  reached.push(String(request.url));
  response.end();
});
const out = mkdtempSync(join(tmpdir(), "infoplane-browser-"));
beforeAll(async () => {
  if (missing) return;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const EVIL = evil(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
  writeSite(
    [
      {
        key: "p2019/figure1",
        notebook: GOOD,
        recorded: [
          { mode: "full", recorded: "2026-01-01T00:00:00Z", version: "0.1.0", seconds: 60, claims: [], records: [{ name: "a", value: 1 }] },
        ],
      },
      { key: `evil/${SCRIPT}`, notebook: EVIL },
    ],
    { out: join(out, "site") },
  );
  writeFileSync(join(out, "alone.html"), standalonePage(GOOD, "p2019/figure1"));
  writeFileSync(join(out, "evil.html"), standalonePage(EVIL, "evil"));
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  browser = await puppeteer.launch({ executablePath: CHROMIUM, args });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server.close();
});

interface Visit {
  page: Page;
  /** Console errors, exceptions, failed requests. */
  errors: string[];
  /** Requests to anything but files and data. */
  requests: string[];
}

async function visit(path: string, { scheme = "light", scripts = true } = {}): Promise<Visit> {
  const page = await browser.newPage();
  const visited: Visit = { page, errors: [], requests: [] };
  page.on("console", (m) => m.type() === "error" && visited.errors.push(m.text()));
  page.on("pageerror", (e) => visited.errors.push(String(e)));
  page.on("requestfailed", (r) => visited.errors.push(`failed: ${r.url().slice(0, 200)}`));
  page.on("request", (r) => !/^(file|data|blob|about):/.test(r.url()) && visited.requests.push(r.url()));
  page.on("dialog", (d) => void d.dismiss().then(() => visited.errors.push("dialog")));
  await page.setJavaScriptEnabled(scripts);
  await page.setViewport({ width: 1100, height: 4000 }); // high enough that every plot is near
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(`file://${join(out, path)}`, { waitUntil: "load" });
  return visited;
}

const drawn = (page: Page) => page.waitForSelector("figure.plot[data-drawn]", { timeout: 20_000 });

for (const path of ["site/p2019/figure1.html", "alone.html"])
  peerTest(missing, `${path} draws its plot, fits its frames, reports no error and asks the network for nothing`, async () => {
    const { page, errors, requests } = await visit(path);
    await drawn(page);
    const seen = await page.evaluate(() => ({
      still: getComputedStyle(document.querySelector("figure.plot img")!).display,
      curves: document.querySelectorAll("figure.plot .scatterlayer .trace").length,
      frame: document.querySelector("iframe")!.clientHeight,
      formulas: document.querySelectorAll(".katex").length,
      title: document.title,
      font: document.fonts.check("16px KaTeX_Main"),
    }));
    expect(seen).toMatchObject({ still: "none", curves: 1, title: "Figure 1 of I(X;T)", font: true });
    expect(seen.formulas).toBeGreaterThan(2);
    expect(seen.frame).toBeGreaterThan(20);
    expect(seen.frame).toBeLessThan(100);
    expect({ errors, requests }).toEqual({ errors: [], requests: [] });
    await page.close();
  });

peerTest(missing, "without JavaScript the page is complete: text, code, claim and the picture", async () => {
  const { page } = await visit("site/p2019/figure1.html", { scripts: false });
  const content = await page.content();
  expect(content).toMatch(/<img src="data:image\/png;base64,[^"]*" alt="Mutual information falls."/);
  expect(content).toContain("It falls.");
  expect(await page.$eval(".bar button", (b) => getComputedStyle(b).display)).toBe("none");
  await page.close();
});

for (const path of ["site/index.html", "site/p2019/figure1.html", "site/assets/licences.html"])
  for (const scheme of ["light", "dark"])
    peerTest(missing, `axe finds nothing serious on ${path}, ${scheme}`, async () => {
      const { page } = await visit(path, { scheme });
      if (path.includes("figure1")) await drawn(page);
      await page.evaluate(axe);
      // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the page
      const violations = await page.evaluate(async () => (await (globalThis as any).axe.run({ preload: false })).violations);
      const serious = violations.filter((v: { impact: string }) => v.impact === "serious" || v.impact === "critical");
      expect(serious.map((v: { id: string; nodes: { html: string }[] }) => `${v.id}: ${v.nodes.map((n) => n.html).join("; ")}`)).toEqual(
        [],
      );
      await page.close();
    });

peerTest(missing, "code can be hidden, the theme changed, and the theme is the frames' too", async () => {
  const { page } = await visit("site/p2019/figure1.html");
  await page.click("[data-do=code]");
  expect(await page.$eval("details.code", (d) => getComputedStyle(d).display)).toBe("none");
  await page.click("[data-do=theme]");
  const background = await page.$eval("body", (b) => getComputedStyle(b).backgroundColor);
  expect(background).toBe("rgb(22, 24, 28)");
  const inside = await page.evaluate(() => getComputedStyle(document.querySelector("iframe")!.contentDocument!.body).color);
  expect(inside).toBe("rgb(227, 229, 232)");
  await page.close();
});

for (const path of ["site/evil/", "evil.html"])
  peerTest(missing, `nothing that a notebook holds runs, loads or leaves the page: ${path}`, async () => {
    const folder = join(out, "site", "evil");
    const page = path.endsWith("/") ? `${path}${findPage(readdirSync(folder, { recursive: true, encoding: "utf8" }))}` : path;
    const visited = await visit(page);
    await drawn(visited.page);
    for (const id of ["go", "go2"])
      await visited.page.evaluate((target) => {
        for (const frame of Array.from(document.querySelectorAll("iframe"))) frame.contentDocument?.getElementById(target)?.click();
      }, id);
    for (const link of await visited.page.$$("main a"))
      await link.evaluate(
        (a) => /^\s*(javascript|data|vbscript):/i.test((a as HTMLAnchorElement).href) && (a as HTMLAnchorElement).click(),
      );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const state = await visited.page.evaluate(() => ({
      pwned: (globalThis as { pwned?: unknown }).pwned ?? null,
      handlers: Array.from(document.querySelectorAll("*")).filter((e) => Array.from(e.attributes).some((a) => /^on/i.test(a.name))).length,
      scripts: Array.from(document.querySelectorAll("main script")).filter((s) => (s as HTMLScriptElement).type !== "application/json")
        .length,
      links: Array.from(document.querySelectorAll("a, area")).filter((a) =>
        /^\s*(javascript|data|vbscript):/i.test(a.getAttribute("href") ?? a.getAttribute("xlink:href") ?? ""),
      ).length,
      foreign: document.querySelectorAll("main form, main object, main embed, main base, main meta, main style, main link").length,
      frames: Array.from(document.querySelectorAll("iframe")).every(
        (f) => f.getAttribute("sandbox") === "allow-same-origin" && f.hasAttribute("srcdoc"),
      ),
      hidden: getComputedStyle(document.body).display,
      mains: document.querySelectorAll("#main").length,
      url: location.href,
    }));
    expect(state).toMatchObject({
      pwned: null,
      handlers: 0,
      scripts: 0,
      links: 0,
      foreign: 0,
      frames: true,
      hidden: "block",
      mains: 1,
    });
    expect(decodeURIComponent(state.url)).toBe(`file://${join(out, page)}`);
    expect(reached).toEqual([]); // the policy stops requests before they leave the browser
    await visited.page.close();
  });

function findPage(files: string[]): string {
  return files.find((file) => file.endsWith(".html"))!;
}

peerTest(missing, "the index of a site with that notebook is clean too", async () => {
  const { page, errors, requests } = await visit("site/index.html");
  expect(
    await page.evaluate(() => [
      (globalThis as { pwned?: unknown }).pwned ?? null,
      document.querySelectorAll("main script, main iframe, main form").length,
    ]),
  ).toEqual([null, 0]);
  expect({ errors, requests }).toEqual({ errors: [], requests: [] });
  await page.close();
});
