import { DomainError, type Figure, heatmap, histogram, informationPlane, inset, lines, matrix, panels, scatter, slider } from "infoplane";
import { csv } from "src/figure/csv.js";
import { drawnAxes } from "src/figure/svg/drawnAxis.js";
import { figureSvg } from "src/figure/svg/figureSvg.js";
import { richTextWidth } from "src/figure/svg/richText.js";
import { expect, test } from "vitest";
import { bundleOf, cutNumbers, planePoints, risingSeries } from "./sample.js";

type Axis = {
  domain: [number, number];
  anchor: string;
  range: [number, number];
  overlaying?: string;
  matches?: string;
  title?: { text: string };
};
const axisOf = (f: Figure, name: string): Axis => f.layout[name] as Axis;
const curve = (title: string, factor = 1): Figure =>
  lines([{ name: "a", x: [1, 2, 3], y: [factor, 2 * factor, 3 * factor] }], { title, x: { scale: "linear" } });
const twin = lines(
  [
    { name: "loss", x: [1, 2], y: [1, 2] },
    { name: "accuracy", x: [1, 2], y: [0, 1], side: "right" },
  ],
  { title: "both", y2: { label: "accuracy" }, unit: "none" },
);

test("draws what the snapshot shows: two rows, an empty place, a second y axis, one legend", () => {
  const figure = panels(
    [
      [curve("(a)"), twin],
      [curve("(b)", 2), null],
    ],
    { title: "gabrie2019/figure4", mode: "quick" },
  );
  expect(cutNumbers(figureSvg(figure))).toMatchSnapshot();
});

test("axes are numbered on, and those over each other stay together", () => {
  const figure = panels([[curve("(a)"), twin, curve("(b)")]]);
  expect(Object.keys(figure.layout).filter((key) => /axis/.test(key))).toEqual([
    ...["xaxis", "yaxis", "xaxis2", "yaxis2", "yaxis3", "xaxis3", "yaxis4"],
  ]);
  expect(axisOf(figure, "yaxis3").overlaying).toBe("y2");
  expect([axisOf(figure, "xaxis3").anchor, axisOf(figure, "yaxis4").anchor]).toEqual(["y4", "x3"]);
  expect(figure.data.map((t) => `${t.xaxis} ${t.yaxis}`)).toEqual(["x y", "x2 y2", "x2 y3", "x3 y4"]);
});

test("frames of one column are equally wide and above each other, of one row equally high, and none overlap", () => {
  const figure = panels([
    [curve("(a)", 1e4), twin],
    [curve("(b)"), curve("(c)")],
  ]);
  const [x1, x2, x3, x4] = ["xaxis", "xaxis2", "xaxis3", "xaxis4"].map((key) => axisOf(figure, key).domain);
  const [y1, y2, y4] = ["yaxis", "yaxis2", "yaxis4"].map((key) => axisOf(figure, key).domain);
  expect([x1, x2, y1]).toEqual([x3, x4, y2]);
  expect(x1[1]).toBeLessThan(x2[0]);
  expect(y4[1]).toBeLessThan(y1[0]);
});

test("equal names in equal style have one entry, and a legend that was switched off stays off", () => {
  const quiet = lines([{ name: "quiet", x: [1, 2], y: [1, 2] }], { legend: "none" });
  const figure = panels([[curve("(a)"), curve("(b)"), quiet]]);
  expect(figure.data.map((t) => [t.name, t.showlegend])).toEqual([
    ["a", undefined],
    ["a", false],
    ["quiet", false],
  ]);
});

test("shared axes have one range, zoom together and carry labels once", () => {
  const figure = panels([[curve("(a)"), curve("(b)", 5)], [curve("(c)", 10)]], { share: "both" });
  const ys = ["yaxis", "yaxis2", "yaxis3"].map((key) => axisOf(figure, key));
  expect(new Set(ys.map(({ range }) => range.join())).size).toBe(1);
  expect(ys.map(({ matches }) => matches)).toEqual([undefined, "y", "y"]);
  expect(ys.map(({ title }) => title?.text)).toEqual(["I(X;T) (nats)", undefined, "I(X;T) (nats)"]);
  expect(["xaxis", "xaxis2", "xaxis3"].map((key) => axisOf(figure, key).title?.text)).toEqual([undefined, "epoch", "epoch"]);
});

test("linear and logarithmic axes cannot be shared", () => {
  const log = lines([{ name: "a", x: [1, 1000], y: [1, 2] }]);
  expect(() => panels([[curve("(a)"), log]], { share: "x" })).toThrow("panels: axes with a shared x must all be linear or all logarithmic");
});

test("quick mode of one panel is stamped once on the whole", () => {
  const quick = lines(risingSeries(1), { mode: "quick" });
  const figure = panels([[quick, quick, curve("(c)")]]);
  expect(figure.mode).toBe("quick");
  expect(figure.layout.annotations!.filter(({ text }) => text === "quick mode")).toHaveLength(1);
});

test("colour bars move with their panel", () => {
  const figure = panels([
    [curve("(a)"), heatmap(matrix([[1, 2]]), { label: "z" })],
    [null, informationPlane(planePoints())],
  ]);
  const bars = figure.data.flatMap((t) =>
    t.type === "heatmap" ? [t.colorbar!] : t.type === "scatter" && t.marker?.colorbar ? [t.marker.colorbar] : [],
  );
  expect(bars.map(({ x }) => x)).toEqual(["xaxis2", "xaxis3"].map((key) => axisOf(figure, key).domain[1]));
  const { domain } = axisOf(figure, "yaxis2");
  expect(bars[0].len).toBeCloseTo(domain[1] - domain[0], 5);
  expect(bars[0].y).toBeCloseTo((domain[0] + domain[1]) / 2, 5);
});

test("no figure, a wrong number of widths, and no room are refused", () => {
  expect(() => panels([])).toThrow(DomainError);
  expect(() => panels([[null]])).toThrow("panels: there must be at least one figure");
  expect(() => panels([[curve("(a)")]], { columnWidths: [1, 2] })).toThrow("panels: columnWidths must be 1 positive numbers; got 1, 2.");
  expect(() => panels([[curve("(a)"), curve("(b)")]], { width: 200 })).toThrow("panels: row 0, column 0 has no room for its frame");
});

test("panels of panels keep their frames apart", () => {
  const figure = panels([[panels([[curve("(a)"), curve("(b)")]]), curve("(c)")]], { width: 1100 });
  const domains = ["xaxis", "xaxis2", "xaxis3"].map((key) => axisOf(figure, key).domain);
  expect(domains.flat()).toEqual([...domains.flat()].sort((a, b) => a - b));
});

test("an inset lies in its place, after and above the large figure", () => {
  const large = curve("large");
  const figure = inset(large, curve("small"), { x: 0.5, y: 0.1, width: 0.4, height: 0.3 });
  expect([axisOf(figure, "xaxis2").domain, axisOf(figure, "yaxis2").domain]).toEqual([
    [0.5, 0.9],
    [0.1, 0.4],
  ]);
  expect(axisOf(figure, "xaxis2").title).toBeUndefined();
  const svg = figureSvg(figure);
  expect(svg.lastIndexOf('fill="#ffffff"')).toBeGreaterThan(svg.indexOf('stroke="#0072B2"'));
  expect(() => inset(large, large, { x: 0.8, y: 0, width: 0.4, height: 0.3 })).toThrow(
    "inset: x, y, width and height must lie within the frame",
  );
});

test("a slider holds all frames on one range and shows the last", () => {
  const frame = (epoch: number): Figure => scatter([{ name: "T", x: [0, epoch], y: [0, 1] }], { title: `epoch ${epoch}` });
  const figure = slider([1, 10, 100].map((epoch) => ({ label: String(epoch), figure: frame(epoch) })));
  expect(figure.data.map(({ visible }) => visible)).toEqual([false, false, true]);
  const [{ steps, active }] = figure.layout.sliders!;
  expect(active).toBe(2);
  expect(steps.map(({ args }) => (args[0] as { visible: boolean[] }).visible)).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
  expect((steps[0].args[1] as Record<string, string>)["title.text"]).toBe("epoch 1");
  expect(axisOf(figure, "xaxis").range[1]).toBeGreaterThanOrEqual(100);
  expect(bundleOf(figure)["text/plain"]).toContain("The last of 3 frames, epoch 1 to 100.");
  expect(figureSvg(figure)).toContain(">epoch 100<");
});

test("a slider below panels, which have no margins, keeps clear of the edges of the picture", () => {
  const frames = [1, 10].map((epoch) => ({ label: String(epoch), figure: panels([[scatter([{ name: "a", x: [0, 1], y: [0, epoch] }])]]) }));
  const { width, margin, sliders } = slider(frames).layout;
  const [{ x, len }] = sliders!;
  const [left, right] = [x, x + len].map((share) => margin.l + share * (width - margin.l - margin.r));
  expect(left).toBeCloseTo(14, 2);
  expect(right).toBeCloseTo(width - 14, 2);
});

test("a slider over nothing, or over figures with other axes, is refused", () => {
  expect(() => slider([])).toThrow("slider: there must be at least one frame");
  expect(() =>
    slider([
      { label: "1", figure: curve("a") },
      { label: "2", figure: twin },
    ]),
  ).toThrow("slider: all frames must have the same axes; frame 0 has xaxis, yaxis and frame 1 has xaxis, yaxis, yaxis2.");
});

test("labels of narrow panels do not touch", () => {
  const wide = lines([{ name: "a", x: [10, 9_990], y: [0, 1] }], { x: { scale: "linear", range: [0, 9_990] } }); // plotly would put a label every 2000
  const figure = panels([[histogram([{ name: "a", values: [1, 2, 3] }]), wide, wide, wide, wide]]);
  for (const axis of drawnAxes(figure.layout, figure.data).values()) {
    const places = axis.ticks.map(({ at }) => axis.place(at));
    const room = Math.max(...axis.ticks.map(({ label }) => (axis.letter === "x" ? richTextWidth(label, 12) : 12))) + 4;
    for (const [i, place] of places.slice(1).entries()) expect(Math.abs(place - places[i])).toBeGreaterThan(room);
  }
});

test("CSV tells panels, insets and frames apart", () => {
  const rows = (f: Figure): string[] => csv(f).trim().split("\n");
  const point = (title: string): Figure => scatter([{ name: "T", x: [1], y: [2] }], { title });
  expect(rows(panels([[point("layer 1"), point("layer 2")]]))).toEqual(["panel,series,x,y", "layer 1,T,1,2", "layer 2,T,1,2"]);
  expect(rows(inset(point("a"), point("b"), { x: 0, y: 0, width: 0.5, height: 0.5 }))).toEqual([
    "series,x,y,panel",
    "T,1,2,",
    "T,1,2,inset",
  ]);
  const frames = ["1", "10"].map((label) => ({ label, figure: point(label) }));
  expect(rows(slider(frames))).toEqual(["epoch,series,x,y", "1,T,1,2", "10,T,1,2"]);
});
