import { bars, type Figure, heatmap, histogram, informationPlane, inset, lines, matrix, panels, scatter, slider } from "infoplane";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { plotlyLoader } from "src/figure/plotlyLoader.js";
import { drawnAxes } from "src/figure/svg/drawnAxis.js";
import { plainText } from "src/figure/svg/richText.js";
import { expect } from "vitest";
import { missingProgram, peerTest } from "../peers.js";
import { planePoints, risingSeries } from "./sample.js";

const CHROMIUM = "/usr/bin/chromium";

/** Runs in the page: what plotly has drawn of the figure, for each axis where it lies and what it says, and where the frame is. */
const LOOK = `(figure) => {
  const box = document.createElement("div");
  document.body.appendChild(box);
  return window.Plotly.newPlot(box, figure.data, figure.layout).then(() => {
    const texts = (selector) => [...box.querySelectorAll(selector)].map((e) => e.textContent.replace(/\\u200b/g, ""));
    const axes = Object.keys(figure.layout).filter((key) => /^[xy]axis\\d*$/.test(key)).map((key) => {
      const id = key.replace("axis", ""), axis = box._fullLayout[key];
      const at = [axis._offset, axis._offset + axis._length].map((v) => Math.round(v));
      return [id, { at: id[0] === "x" ? at : at.reverse(), range: axis.range, labels: axis.visible ? texts("." + id + "tick text") : [] }];
    });
    return { axes: Object.fromEntries(axes), legend: texts(".legendtext") };
  });
}`;

const grid = (): Figure => {
  const curves = lines(risingSeries(2), { title: "curves" });
  const small = lines(risingSeries(2, 5), { x: { scale: "linear" } });
  const twin = lines(
    [
      { name: "loss", x: [0, 10_000], y: [1e-5, 3e-5] },
      { name: "accuracy", x: [0, 10_000], y: [0, 1], side: "right" },
    ],
    { unit: "none", y2: { label: "accuracy" } },
  );
  return panels(
    [
      [curves, inset(small, curves, { x: 0.4, y: 0.1, width: 0.5, height: 0.5 }), twin],
      [histogram([{ name: "a", values: [1, 2, 2, 3] }]), scatter([{ name: "p", x: [0, 1], y: [0, 5] }], { equal: true }), null],
    ],
    { title: "panels", mode: "quick" },
  );
};
const figures: Record<string, () => Figure> = {
  lines: () => lines(risingSeries(3), { title: "lines", references: [{ y: 8.3178, label: "H(X)" }], unit: "bits" }),
  "small log range": () => lines([{ name: "a", x: [2, 8], y: [1e-4, 3e4] }], { x: { scale: "log" }, y: { scale: "log" } }),
  plane: () => informationPlane(planePoints(), { title: "plane", mode: "quick" }),
  heatmap: () =>
    heatmap(
      matrix([
        [1, 2, 3],
        [3, 4, 5],
      ]),
      { label: "I (nats)" },
    ),
  bars: () =>
    bars(
      ["a", "b"],
      [
        { name: "p", values: [1, 2] },
        { name: "q", values: [3, 4] },
      ],
    ),
  grid,
};

async function pageWithPlotly(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent(`<!doctype html><body>${plotlyLoader()["text/html"]}`);
  return page;
}

function look(page: Page, f: Figure): Promise<unknown> {
  return page.evaluate(`(${LOOK})(${JSON.stringify(f)})`);
}

const TITLE = "plotly draws axes, labels and legends where we do, and its slider moves through the frames";

peerTest(missingProgram(CHROMIUM), TITLE, async () => {
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const tab = await pageWithPlotly(browser);
    for (const [name, make] of Object.entries(figures)) {
      const f = make();
      const axes = [...drawnAxes(f.layout, f.data).values()].map((axis) => {
        const labels =
          axis.spec.visible === false || axis.spec.showticklabels === false ? [] : axis.ticks.map(({ label }) => plainText(label));
        const range = axis.range.map((end) => expect.closeTo(end, 4));
        return [axis.id, { at: [axis.start, axis.end].map(Math.round), range, labels }];
      });
      const legend = f.layout.showlegend === false ? [] : f.data.filter((t) => t.name && t.showlegend !== false).map((t) => t.name);
      expect(await look(tab, f), name).toEqual({ axes: Object.fromEntries(axes), legend });
    }
    const frames = ["1", "10", "100"].map((label) => ({
      label,
      figure: scatter([{ name: label, x: [0, 1], y: [0, Number(label)] }], { title: label }),
    }));
    const other = await pageWithPlotly(browser);
    await look(other, slider(frames));
    const { x, y, height } = (await (await other.$(".slider-rail-touch-rect"))!.boundingBox())!;
    await other.mouse.click(x + 3, y + height / 2);
    await other.waitForFunction('document.querySelector(".gtitle").textContent === "1"', { timeout: 5000 });
    expect(await other.evaluate('document.querySelector(".js-plotly-plot")._fullData.map((t) => t.visible)')).toEqual([true, false, false]);
  } finally {
    await browser.close();
  }
});
