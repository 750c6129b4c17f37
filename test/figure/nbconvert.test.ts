import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { informationPlane } from "infoplane";
import puppeteer from "puppeteer-core";
import { plotlyLoader } from "src/figure/plotlyLoader.js";
import { expect } from "vitest";
import { missingProgram, missingPython, peerTest, runPython } from "../peers.js";
import { bundleOf, planePoints, sampleLines } from "./sample.js";

const CHROMIUM = "/usr/bin/chromium";

const CONVERT = `
import json, sys, nbformat, nbconvert
outputs = [nbformat.v4.new_output("display_data", data=bundle) for bundle in json.load(sys.stdin)]
cell = nbformat.v4.new_code_cell("figure", outputs=outputs, execution_count=1)
notebook = nbformat.v4.new_notebook(cells=[cell])
nbformat.validate(notebook)
body, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
print(json.dumps(body))
`;

/** Whatever is neither a file of the page itself nor data must not be there; Debian's template asks for its own copies of require.js and MathJax. */
const OWN = /^(data:|about:)|require(\.min)?\.js|MathJax/i;

peerTest(
  missingPython("nbconvert", "nbformat") ?? missingProgram(CHROMIUM),
  "nbconvert's HTML shows plotly's drawing in Chromium, beside its own require.js",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "infoplane-nbconvert-"));
    const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    try {
      const bundles = [plotlyLoader(), bundleOf(sampleLines()), bundleOf(informationPlane(planePoints()))];
      const page = join(folder, "notebook.html");
      writeFileSync(page, runPython(CONVERT, bundles) as string);
      const tab = await browser.newPage();
      const trouble: string[] = [];
      tab.on("pageerror", (error) => trouble.push(String(error)));
      tab.on("request", (request) => {
        const url = request.url();
        if (url !== pathToFileURL(page).href && !OWN.test(url)) trouble.push(url);
      });
      await tab.goto(pathToFileURL(page).href);
      await tab.waitForFunction("document.querySelectorAll('.js-plotly-plot .main-svg').length > 0", { timeout: 20_000 });
      await tab.waitForFunction("document.querySelectorAll('[data-infoplane-figure] img').length === 0", { timeout: 20_000 });
      expect(await tab.evaluate("document.querySelectorAll('.js-plotly-plot').length")).toBe(2);
      expect(trouble.filter((line) => !/MathJax|require/.test(line))).toEqual([]);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  },
);
