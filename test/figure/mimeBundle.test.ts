import { createHash } from "node:crypto";
import { figure, lines } from "infoplane";
import puppeteer from "puppeteer-core";
import { figureHtml } from "src/figure/mimeBundle.js";
import { plotlyLoader } from "src/figure/plotlyLoader.js";
import { png } from "src/figure/png.js";
import { figureSvg } from "src/figure/svg/figureSvg.js";
import { afterEach, expect, test } from "vitest";
import { missingProgram, peerTest } from "../peers.js";
import { bundleOf, risingSeries, sampleLines } from "./sample.js";

const HOST = Symbol.for("Jupyter.host");
afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[HOST];
});

/** Width and height from the header of a PNG file. */
function pngSize(bytes: Uint8Array): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return [view.getUint32(16), view.getUint32(20)];
}

test("a figure shows itself in four forms", () => {
  const bundle = bundleOf(sampleLines());
  expect(Object.keys(bundle)).toEqual(["application/vnd.plotly.v1+json", "text/html", "image/png", "text/plain"]);
  expect(bundle["text/plain"]).toBe(
    "figure goldfeld2019/figure1: I(X;Bin(T5)) (nats) against epoch, 4 curves: bin 1, bin 0.1, bin 0.01, bin 0.001. Computed in quick mode.",
  );
});

test("the picture has twice the pixels of the layout, and the same bytes each time", () => {
  const [a, b] = [sampleLines(), sampleLines()].map((f) => Buffer.from(bundleOf(f)["image/png"] as string, "base64"));
  expect(pngSize(a)).toEqual([1440, 900]);
  expect(a.equals(b)).toBe(true);
});

test("the bytes of a picture are the same on every machine", () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30" font-family="DejaVu Sans"><text x="5" y="20" font-size="12">I(X;T) Σ<tspan font-weight="bold">b</tspan><tspan font-style="italic">i</tspan></text></svg>';
  expect(createHash("sha256").update(png(svg)).digest("hex")).toMatchInlineSnapshot(
    `"4640f28f0b51733a6c8f9c7ff3bb3e10612eabae6415b72e3dbec4dc807fc739"`,
  );
});

test("text is drawn: without its font the picture is another", () => {
  const svg = figureSvg(sampleLines());
  expect(Buffer.from(png(svg)).equals(Buffer.from(png(svg.replace(/<text[\s\S]*?<\/text>/g, ""))))).toBe(false);
});

test("numbers are plain, cut to six digits, integers whole, and what is not finite is a gap", () => {
  const { data } = figure({
    ...sampleLines(),
    data: [{ type: "scatter", mode: "lines", x: Float64Array.of(1234567, 2, 3, 4) as never, y: [1 / 3, Number.NaN, -Infinity, 1e-9 / 7] }],
  });
  expect(data[0]).toEqual({ type: "scatter", mode: "lines", x: [1234567, 2, 3, 4], y: [0.333333, null, null, 1.42857e-10] });
});

test("plotly.js goes out once per session, before the first figure, and names no other place", () => {
  const shown: Record<string, string>[] = [];
  const kernel = { display: (bundle: Record<string, string>) => shown.push(bundle) };
  (globalThis as Record<symbol, unknown>)[HOST] = kernel;
  bundleOf(sampleLines());
  bundleOf(sampleLines());
  expect(shown).toHaveLength(1);
  expect(shown[0]["text/html"]).toMatch(/^<div data-infoplane="plotly-loader" data-version="\d+\.\d+\.\d+"><script>/);
  expect(shown[0]["text/html"].match(/<\/script/g)).toHaveLength(1);
  expect(Object.keys(shown[0])).not.toContain("application/javascript");
});

const HOSTILE = `</script><script>alert("x")</script> a < b & "c" <i>d</i> <u>e</u> <img src=x onerror=alert(1)>`;

test("hostile text stays text in SVG and HTML", () => {
  const f = lines(risingSeries(1), { title: HOSTILE, alt: HOSTILE, y: { label: HOSTILE } });
  const svg = figureSvg(f);
  expect(svg).not.toMatch(/<(script|img)/);
  expect(svg).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(svg).toContain('<tspan font-style="italic">d</tspan>');
  const html = figureHtml({ ...f, layout: { ...f.layout, xaxis: { ticksuffix: HOSTILE } } }, "");
  expect(html.match(/<\/?script/g)).toEqual(["<script", "</script"]);
  expect(html.match(/<img/g)).toHaveLength(1);
  expect(html).toContain('alt="&lt;/script&gt;&lt;script&gt;alert(&quot;x&quot;)');
});

/** Runs in the page: what plotly has drawn. */
const LOOK = `(() => {
  const plot = document.querySelector(".js-plotly-plot");
  const texts = (selector) => [...plot.querySelectorAll(selector)].map((e) => e.textContent.replace(/\\u200b/g, ""));
  const paper = plot.querySelector(".main-svg").getBoundingClientRect();
  return {
    plots: document.querySelectorAll(".js-plotly-plot").length,
    frame: ["l", "r", "t", "b"].map((side) => Math.round(plot._fullLayout._size[side])),
    paper: [paper.width, paper.height],
    legend: texts(".legendtext"),
    xticks: texts(".xtick text"),
    yticks: texts(".ytick text"),
    title: texts(".gtitle")[0],
  };
})()`;

const CHROMIUM = "/usr/bin/chromium";

peerTest(
  missingProgram(CHROMIUM),
  "in Chromium plotly takes the place of the picture, with the same frame, curves and legend",
  async () => {
    const f = lines(risingSeries(3), { title: `hostile ${HOSTILE}`, mode: "quick" });
    const loader = plotlyLoader()["text/html"] as string;
    const picture = Buffer.from(png(figureSvg(f))).toString("base64");
    // a page as nbconvert and the classic Notebook make it: a loader of modules is there, and the figure may come before plotly
    const page = `<!doctype html><meta charset="utf-8"><script>window.define = function () { throw new Error("define"); }; window.define.amd = {};</script>
    ${figureHtml(f, picture)}${figureHtml(f, picture)}${loader}`;
    const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    try {
      const tab = await browser.newPage();
      const trouble: string[] = [];
      tab.on("console", (message) => trouble.push(`${message.type()}: ${message.text()}`));
      tab.on("pageerror", (error) => trouble.push(String(error)));
      tab.on("dialog", (dialog) => {
        trouble.push(dialog.message());
        void dialog.dismiss();
      });
      tab.on("request", (request) => request.url().startsWith("data:") || trouble.push(request.url()));
      await tab.setContent(page);
      await tab.waitForFunction("document.querySelectorAll('[data-infoplane-figure] img').length === 0", { timeout: 20_000 });
      const seen = (await tab.evaluate(LOOK)) as Record<"frame" | "paper", number[]> &
        Record<"legend" | "xticks" | "yticks", string[]> & { plots: number; title: string };
      const { width, height, margin } = f.layout;
      const labels = [...figureSvg(f).matchAll(/<text[^>]*>([\s\S]*?)<\/text>/g)].map((m) => m[1].replace(/<[^>]*>/g, ""));
      expect(seen.plots).toBe(2);
      expect(seen.paper).toEqual([width, height]);
      expect(seen.frame).toEqual([margin.l, margin.r, margin.t, margin.b]);
      expect(seen.legend).toEqual(["bin 1", "bin 0.1", "bin 0.01"]);
      expect(labels.slice(0, seen.xticks.length)).toEqual(seen.xticks);
      expect(labels).toEqual(expect.arrayContaining(seen.yticks));
      expect(seen.title.replace(/ /g, "")).toContain("d<u>e</u><imgsrc=xonerror=alert(1)>"); // broken into lines at blanks
      expect(trouble).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
