import { bars, cloud3d, column, DomainError, type Figure, figure, heatmap, histogram, lines, matrix, ShapeError, scatter } from "infoplane";
import { colourAt, VIRIDIS } from "src/figure/colours.js";
import { csv } from "src/figure/csv.js";
import type { BarTrace, HeatmapTrace, ScatterTrace } from "src/figure/plotly.js";
import { drawnAxes } from "src/figure/svg/drawnAxis.js";
import { figureSvg } from "src/figure/svg/figureSvg.js";
import { expect, test } from "vitest";
import { cutNumbers } from "./sample.js";

const traces = (f: Figure): ScatterTrace[] => f.data as unknown as ScatterTrace[];

test("heatmap draws what the snapshot shows", () => {
  const f = heatmap(
    matrix([
      [1, 2, 3],
      [4, Number.NaN, 6],
    ]),
    { title: "a", label: "H (nats)", x: { label: "x" }, y: { label: "y" } },
  );
  expect(cutNumbers(figureSvg(f))).toMatchSnapshot();
});

test("heatmap: every cell reaches into the next, so that no row of background pixels is left between them", () => {
  const svg = figureSvg(heatmap(matrix(Array.from({ length: 97 }, (_, i) => [i, 2 * i])), { colourBar: false }));
  const cells = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="#/g)]
    .map((m) => m.slice(1, 5).map(Number))
    .filter(([, , , height]) => height < 10);
  const rows = new Map(cells.map(([, y, , height]) => [y, y + height]));
  const tops = [...rows.keys()].sort((a, b) => a - b);
  expect(tops.length).toBe(97);
  for (let i = 1; i < tops.length; i++) expect(rows.get(tops[i - 1])! - tops[i]).toBeGreaterThan(0.005);
});

test("heatmap: edges lie midway between middles, and edges are taken as they are", () => {
  const heat = (xValues: number[]): HeatmapTrace => heatmap(matrix([[1, 2, 3]]), { xValues }).data[0] as HeatmapTrace;
  expect(heat([0, 1, 3]).x).toEqual([-0.5, 0.5, 2, 4]);
  expect(heat([0, 1, 3, 10]).x).toEqual([0, 1, 3, 10]);
  expect(() => heat([0, 1])).toThrow("heatmap: xValues must be 3 middles or 4 edges; got 2 values.");
  expect(() => heat([0, 2, 1])).toThrow("heatmap: xValues must be finite and rise; got 1 at index 2.");
});

test("heatmap: a diverging palette is symmetric about 0, NaN stays empty, nothing finite is refused", () => {
  const f = heatmap(matrix([[-1, 4, Number.NaN]]), { palette: "diverging" });
  expect([(f.data[0] as HeatmapTrace).zmin, (f.data[0] as HeatmapTrace).zmax]).toEqual([-4, 4]);
  expect((f.data[0] as HeatmapTrace).z).toEqual([[-1, 4, null]]);
  expect(figureSvg(f).match(/<g shape-rendering="crispEdges">(<rect[^>]*>){2}<\/g>/)).not.toBeNull();
  expect(() => heatmap(column([Number.NaN]))).toThrow(DomainError);
});

test("heatmap in CSV: one row per cell, at its middle", () => {
  const f = heatmap(matrix([[1, 2]]), { label: "I (nats)", x: { label: "bin" }, y: { label: "epoch" } });
  expect(csv(f)).toBe("series,bin,epoch,I (nats)\n,0,0,1\n,1,0,2\n");
});

test("histogram: the area under each outline is 1, whatever the bins", () => {
  const values = [0, 0.1, 0.2, 0.5, 1];
  const f = histogram(
    [
      { name: "a", values },
      { name: "b", counts: [1, 3], edges: [0, 1, 5] },
    ],
    { bins: 4 },
  );
  for (const { x, y } of traces(f)) {
    let area = 0;
    for (let i = 1; i < x.length; i++) area += y[i - 1]! * (x[i]! - x[i - 1]!);
    expect(area).toBeCloseTo(1, 5);
  }
});

test("histogram: a bin holds its lower end, the last bin both", () => {
  const f = histogram([{ name: "a", values: [0, 1, 1, 2, 3, 4] }], { bins: 4, density: false });
  expect(traces(f)[0].y).toEqual([0, 1, 2, 1, 2, 0]);
  expect(traces(f)[0].x).toEqual([0, 0, 1, 2, 3, 4]);
});

test("histogram refuses what it cannot count, by name", () => {
  const one =
    (values: number[], options = {}) =>
    () =>
      histogram([{ name: "a", values }], options);
  expect(one([1, 5], { bins: { start: 0, end: 2, count: 2 } })).toThrow('histogram: value 5 of series "a" lies outside the bins, 0 to 2');
  expect(one([1, Number.NaN])).toThrow('histogram: values of series "a" must be finite; got NaN at index 1.');
  expect(one([])).toThrow(DomainError);
  expect(() => histogram([])).toThrow("histogram: there must be at least one series");
  expect(() => histogram([{ name: "a", counts: [1], edges: [0] }])).toThrow(ShapeError);
});

test("a plotly histogram of raw values is counted like ours", () => {
  const ours = histogram([{ name: "a", values: [0, 1, 1, 2, 3, 4] }], { bins: 5, density: false });
  const raw = figure({ ...ours, data: [{ type: "histogram", name: "a", x: [0, 1, 1, 2, 3, 4], xbins: { start: 0, end: 5, size: 1 } }] });
  expect(csv(raw)).toBe("series,x,count\na,0.5,1\na,1.5,2\na,2.5,1\na,3.5,1\na,4.5,1\n");
  expect(figureSvg(raw).match(/<rect[^>]*fill="#0072B2"/g)!.length).toBeGreaterThanOrEqual(5);
});

test("bars draw what the snapshot shows", () => {
  const f = bars(
    ["det", "β = .1"],
    [
      { name: "paper", values: [50, 51], error: [4.6, 6.9] },
      { name: "ours", values: [52, Number.NaN] },
    ],
    { title: "Table 1", y: { label: "errors" }, references: [{ y: 39, label: "dropout" }] },
  );
  expect(cutNumbers(figureSvg(f))).toMatchSnapshot();
});

test("bars stand side by side about the middle of their category, on zero", () => {
  const f = bars(
    ["a", "b"],
    [
      { name: "p", values: [1, 2] },
      { name: "q", values: [3, 4] },
    ],
  );
  const [p, q] = f.data as BarTrace[];
  expect([p.offset, p.width, q.offset, q.width]).toEqual([-0.4, 0.4, 0, 0.4]);
  expect((f.layout.yaxis as { range: number[] }).range[0]).toBe(0);
  expect(() => bars(["a"], [{ name: "p", values: [1, 2] }])).toThrow('bars: values of series "p" must be one per category, 1; got 2.');
  expect(() => bars(["a"], [{ name: "p", values: [0] }], { y: { scale: "log" } })).toThrow('series "p" has 0 for a');
});

test("scatter: equal units have as many pixels along x as along y", () => {
  const f = scatter([{ name: "a", x: [0, 1], y: [0, 7] }], { equal: true });
  const axes = drawnAxes(f.layout, f.data);
  const unit = (id: string): number => Math.abs(axes.get(id)!.pixel(1) - axes.get(id)!.pixel(0));
  expect(unit("x")).toBeCloseTo(unit("y"), 9);
  expect(axes.get("y")!.range[1]).toBeGreaterThan(7);
});

test("scatter: one colour bar for values, and their colours on it", () => {
  const f = scatter(
    [
      { name: "a", x: [0, 1], y: [0, 1], values: [0, 1] },
      { name: "b", x: [2], y: [2], values: [0.5] },
    ],
    { valueLabel: "loss" },
  );
  expect(traces(f).map((t) => t.marker?.showscale)).toEqual([true, undefined]);
  expect(figureSvg(f)).toContain(`fill="${colourAt(VIRIDIS, 0.5)}"`);
});

test("scatter: thousands of points are one path, few are one each, and both are refused on a log axis at 0", () => {
  const many = scatter([{ name: "a", x: Array.from({ length: 600 }, (_, i) => i), y: Array.from({ length: 600 }, (_, i) => i) }]);
  const [path] = figureSvg(many).match(/<path d="M[^"]*a[^"]*"/g)!;
  expect(path.match(/M/g)).toHaveLength(600);
  expect(() => scatter([{ name: "a", x: [0], y: [1] }], { x: { scale: "log" } })).toThrow('series "a" has x = 0 at index 0');
  expect(() => scatter([{ name: "a", x: [0], y: [1, 2] }])).toThrow(ShapeError);
  expect(() => scatter([{ name: "a", x: [0], y: [Number.NaN] }])).toThrow(DomainError);
});

test("cloud3d: the view is orthographic, so parallel edges of the box stay parallel and of equal length", () => {
  const f = cloud3d([{ name: "a", points: matrix([[0, 0, 0]]) }], { range: [-1, 1], planes: false, view: { azimuth: -60, elevation: 25 } });
  const lengths = traces(f)
    .filter((t) => t.mode === "lines")
    .map(({ x, y }) => Math.hypot(x[1]! - x[0]!, y[1]! - y[0]!).toFixed(4));
  expect(new Set(lengths).size).toBe(3);
  const point = traces(f).find((t) => t.mode === "markers")!;
  expect([point.x[0], point.y[0]]).toEqual([0, 0]);
});

test("cloud3d: seen along an axis it is the coordinate plane", () => {
  const points = matrix([[0.2, -0.3, 0.7]]);
  const seen = (azimuth: number, elevation: number): unknown[] => {
    const f = cloud3d([{ name: "a", points }], { range: [-1, 1], planes: false, view: { azimuth, elevation } });
    const { x, y } = traces(f).find((t) => t.mode === "markers")!;
    return [x[0], y[0]];
  };
  expect(seen(-90, 0)).toEqual([0.2, 0.7]);
  expect(seen(0, 0)).toEqual([-0.3, 0.7]);
  expect(seen(-90, 90)).toEqual([0.2, -0.3]);
  expect(seen(0, 90)).toEqual([-0.3, -0.2]);
});

test("cloud3d with its planes: CSV holds the coordinates, not the projection", () => {
  const f = cloud3d([{ name: "a", points: matrix([[0.2, -0.3, 0.7]]) }], { range: [-1, 1] });
  expect(csv(f).trim().split("\n")).toEqual(["panel,series,T1,T2,T3", "2,a,0.2,-0.3,", "3,a,0.2,,0.7", "4,a,,-0.3,0.7"]);
});

test("cloud3d refuses points outside the range and other dimensions", () => {
  expect(() => cloud3d([{ name: "a", points: matrix([[0, 0, 2]]) }], { range: [-1, 1] })).toThrow(
    "cloud3d: all points must lie in range, -1 to 1; they reach from 0 to 2.",
  );
  expect(() => cloud3d([{ name: "a", points: matrix([[0, 0]]) }])).toThrow('cloud3d: points of "a" must be n×3 with n ≥ 1; got 1×2.');
  expect(() => cloud3d([])).toThrow(DomainError);
});

test.each<[string, () => unknown, string]>([
  ["lines", () => lines([1, 2, 3] as never), "lines: every series must be { name, x, y }; got 1 at index 0."],
  ["lines", () => lines({ x: [1], y: [1] } as never), "lines: series must be a list, [{ name, x, y }]; got an object."],
  [
    "scatter",
    () => scatter([{ name: "a", x: [1] }] as never),
    "scatter: every series must be { name, x, y }; y of series 0 must be an array.",
  ],
  ["histogram", () => histogram([1, 2, 3] as never), "histogram: every series must be { name, values }; got 1 at index 0."],
  [
    "an axis that is a text",
    () => lines([{ name: "a", x: [1, 2], y: [1, 2] }], { x: "epoch" as never }),
    'lines: x must be an object such as { label: "epoch", scale: "log" }; got "epoch".',
  ],
  [
    "a scale that a figure does not have",
    () => histogram([{ name: "a", values: [1, 2] }], { x: { scale: "log" } as never }),
    'histogram: the x axis is always linear; got scale "log".',
  ],
  [
    "an axis with a misspelt field",
    () => scatter([{ name: "a", x: [1, 2], y: [1, 2] }], { y: { lable: "e" } as never }),
    'scatter, y: unknown option "lable"; known options are label, scale, range, ticks.',
  ],
])("what is no series or no axis is refused in a sentence: %s", (_, draw, message) => {
  expect(draw).toThrow(message);
});
