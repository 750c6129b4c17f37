/// <reference lib="dom" />
/** JupyterLab's own output areas and standard renderers, from npm, show in a real browser what a notebook of ours shows. */
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer, { type Browser } from "puppeteer-core";
import type { Notebook } from "src/notebook/nbformat.js";
import { afterAll, beforeAll, expect } from "vitest";
import { executed, infoplane, project } from "./cli/project.js";
import { code, notebook } from "./notebook/fixtures.js";
import { missingProgram, peerTest } from "./peers.js";

const CHROMIUM = "/usr/bin/chromium";
const fixture = fileURLToPath(new URL("fixtures/jupyterlab/", import.meta.url));
const missing = existsSync(`${fixture}node_modules/@jupyterlab/outputarea`)
  ? missingProgram(CHROMIUM)
  : "@jupyterlab/outputarea is not installed: npm ci --prefix test/fixtures/jupyterlab";

const STUDY = notebook(
  code('import { claim, display, heatmap, informationPlane, lines, matrix, szt } from "infoplane";'),
  code('lines([{ name: "layer 5", x: [1, 10, 100], y: [8, 7, 4] }], { title: "falls" })'),
  code('heatmap(matrix([[1, 2], [3, 4]]), { title: "map", label: "I(X;T) (nats)" })'),
  code('display(informationPlane([1, 10].map((epoch) => ({ epoch, layer: 1, ixt: 8 / epoch, ity: 0.5 })), { title: "plane" })); szt()'),
  code('claim({ id: "p2019/figure1/falls", text: "It falls.", source: "p. 2", paper: 4, ours: 4, verdict: "holds" })'),
);
const FIGURES = 3;

let browser: Browser;
let page: string;
let study: Notebook;
beforeAll(async () => {
  if (missing) return;
  const root = project({ study: STUDY });
  expect(infoplane(root, "run")).toMatchObject({ status: 0 });
  execFileSync(process.execPath, [join(fixture, "bundle.mjs"), root]);
  study = executed(root, "study");
  page = join(root, "page.html");
  const head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>study</title><link rel="stylesheet" href="page.css">';
  writeFileSync(
    page,
    `${head}<body><script src="page.js"></script><script>const study = ${JSON.stringify(study).replaceAll("<", "\\u003c")};</script>`,
  );
  browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
}, 120_000);
afterAll(() => browser?.close());

/** The page after `until` holds, with what must not have happened on the way. */
async function show({ trusted, until }: { trusted: boolean; until: string }) {
  const tab = await browser.newPage();
  const trouble: string[] = [];
  tab.on("console", (message) => ["error", "warn"].includes(message.type()) && trouble.push(message.text()));
  tab.on("pageerror", (error) => trouble.push(String(error)));
  tab.on("request", (request) => /^(file|data|blob):/.test(request.url()) || trouble.push(`asked for ${request.url()}`));
  await tab.setViewport({ width: 900, height: 2400 });
  await tab.goto(pathToFileURL(page).href);
  await tab.evaluate(`showNotebook(study, ${trusted})`);
  await tab.waitForFunction(until, { timeout: 20_000 });
  return { tab, trouble };
}

peerTest(
  missing,
  "a trusted notebook's figures are plotly's drawings in JupyterLab; nothing is asked of the network or reported",
  async () => {
    const drawn = `document.querySelectorAll(".js-plotly-plot .main-svg .infolayer").length >= ${FIGURES}`;
    const { tab, trouble } = await show({ trusted: true, until: `${drawn} && !document.querySelector("[data-infoplane-figure] img")` });
    const seen = await tab.evaluate(() => {
      const count = (selector: string) =>
        Array.from(document.querySelectorAll(selector)).filter((e) => e.getBoundingClientRect().width > 0).length;
      return {
        plots: count(".js-plotly-plot"),
        titles: Array.from(document.querySelectorAll(".gtitle")).map((e) => e.textContent),
        curves: count(".scatterlayer .trace"),
        maps: count(".heatmaplayer image"),
        samples: count("img"),
        text: document.body.innerText,
      };
    });
    expect(seen).toMatchObject({ plots: FIGURES, titles: ["falls", "map", "plane"], maps: 1, samples: 1 });
    expect(seen.curves).toBeGreaterThanOrEqual(2);
    expect(seen.text).toContain("It falls.");
    expect(trouble).toEqual([]);
    await tab.close();
  },
);

peerTest(missing, "one that is not trusted shows the same figures as pictures, and runs nothing", async () => {
  const loaded = "Array.from(document.querySelectorAll('img')).every((picture) => picture.complete)";
  const { tab, trouble } = await show({ trusted: false, until: `document.querySelectorAll("img").length > ${FIGURES} && ${loaded}` });
  const seen = await tab.evaluate(() => ({
    pictures: Array.from(document.querySelectorAll("img")).map(({ src, alt, naturalWidth, width }) => ({
      png: src.replace("data:image/png;base64,", ""),
      alt,
      sharp: naturalWidth >= width && width > 50,
    })),
    scripts: document.querySelectorAll(".jp-OutputArea script").length,
    plotly: "Plotly" in window,
    text: document.body.innerText,
  }));
  expect(seen.pictures).toEqual(picturesOf(study));
  expect(seen).toMatchObject({ scripts: 0, plotly: false, text: expect.stringContaining("It falls.") });
  expect(trouble).toEqual([]);
  await tab.close();
});

/** What a reader without scripts must see: the PNG of every output that has one, in order. */
function picturesOf({ cells }: Notebook) {
  const outputs = cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
  return outputs.flatMap((output) =>
    "data" in output && output.data["image/png"]
      ? [{ png: output.data["image/png"], alt: expect.stringMatching(/.{10}/), sharp: true }]
      : [],
  );
}
