import { DomainError, lines, ShapeError } from "infoplane";
import type { ScatterTrace } from "src/figure/plotly.js";
import { figureSvg } from "src/figure/svg/figureSvg.js";
import { stringWidth } from "src/figure/svg/fonts.js";
import { expect, test } from "vitest";
import { cutNumbers, entropy, risingSeries, sampleLines } from "./sample.js";

type Axis = { type: string; range: [number, number]; title: { text: string } };
const axisOf = (figure: { layout: Record<string, unknown> }, name: string): Axis => figure.layout[name] as Axis;
const one = (y: number[], x = y.map((_, i) => i + 1)) => [{ name: "a", x, y }];

test("draws what the snapshot shows", () => {
  expect(cutNumbers(figureSvg(sampleLines()))).toMatchSnapshot();
});

test("unit bits divides curves, errors and references by ln 2 and says so on the axis", () => {
  const figure = lines([{ name: "a", x: [1, 2], y: [Math.LN2, 2 * Math.LN2], error: [0, Math.LN2] }], {
    unit: "bits",
    references: [{ y: 12 * Math.LN2, label: "H(X)" }],
  });
  const curve = figure.data.at(-1) as unknown as { y: number[]; error_y: { array: number[] } };
  expect(curve.y).toEqual([1, 2]);
  expect(curve.error_y.array).toEqual([0, 1]);
  expect(figure.layout.shapes![0].y0).toBeCloseTo(12, 5);
  expect(axisOf(figure, "yaxis").title.text).toBe("I(X;T) (bits)");
});

test("unit none leaves numbers and label alone", () => {
  const figure = lines(one([0.5, 0.25]), { unit: "none", y: { label: "loss" } });
  expect((figure.data[0] as unknown as { y: number[] }).y).toEqual([0.5, 0.25]);
  expect(axisOf(figure, "yaxis").title.text).toBe("loss");
});

test("the x axis is logarithmic where x is positive and spans a factor of 50", () => {
  expect(axisOf(lines(one([1, 2], [1, 50])), "xaxis").type).toBe("log");
  expect(axisOf(lines(one([1, 2], [1, 49])), "xaxis").type).toBe("linear");
  expect(axisOf(lines(one([1, 2], [0, 1000])), "xaxis").type).toBe("linear");
});

test("epoch 0 on a logarithmic axis is refused with its series, its place and a way out", () => {
  expect(() => lines(one([1, 2], [0, 1000]), { x: { scale: "log" } })).toThrow(
    'lines: a logarithmic x axis shows positive values only; series "a" has x = 0 at index 0. Leave that point out (NaN leaves a gap), or pass x: { scale: "linear" }.',
  );
  expect(() => lines(one([1, -2]), { y: { scale: "log" } })).toThrow('series "a" has y = -2 at index 1');
});

test("series that cannot be drawn are refused by name", () => {
  expect(() => lines([])).toThrow("lines: there must be at least one series { name, x, y }; got none.");
  expect(() => lines([{ name: "bin 0.5", x: [], y: [] }])).toThrow('lines: series "bin 0.5" has no point with finite x and y (length 0)');
  expect(() => lines([{ name: "bin 0.5", x: [1, 2], y: [Number.NaN, Infinity] }])).toThrow(DomainError);
  expect(() => lines([{ name: "bin 0.5", x: [1, 2], y: [1] }])).toThrow(ShapeError);
  expect(() => lines(one([1]), { titel: "x" } as object)).toThrow('lines: unknown option "titel"');
});

test("NaN leaves a gap in the curve and ends a band", () => {
  const y = [1, 2, Number.NaN, 4, 5];
  const figure = lines([{ name: "a", x: [1, 2, 3, 4, 5], y, error: [0.1, 0.1, 0.1, 0.1, 0.1] }], { markers: false });
  expect((figure.data[0] as unknown as { y: number[] }).y).toEqual([1.1, 2.1, 1.9, 0.9, null, 4.1, 5.1, 4.9, 3.9, null]);
  const [band, curve] = figure.data as unknown as { x: (number | null)[]; y: (number | null)[] }[];
  expect(curve.y).toEqual([1, 2, null, 4, 5]);
  expect(band.x).toEqual([1, 2, 2, 1, null, 4, 5, 5, 4, null]);
  const paths = figureSvg(figure).match(/<path d="M[^"]*" fill="none" stroke="#0072B2"/g)!;
  expect(paths[0].match(/M/g)).toHaveLength(2);
});

test("the largest reference line and its name lie inside the frame", () => {
  const { layout } = sampleLines();
  const { range } = layout.yaxis as Axis;
  expect(range[1]).toBeGreaterThan(entropy.y + 0.05 * (range[1] - range[0]));
});

test("more than 40 points get dashes, fewer get markers", () => {
  const look = (points: number): unknown[] =>
    (lines(risingSeries(3, points)).data as unknown as { mode: string; line: { dash: string } }[]).map((t) => `${t.mode} ${t.line.dash}`);
  expect(look(41)).toEqual(["lines solid", "lines dash", "lines dot"]);
  expect(look(40)).toEqual(["lines+markers solid", "lines+markers solid", "lines+markers solid"]);
});

test("a curve on the right has its own axis and stays out of the unit", () => {
  const figure = lines([...one([Math.LN2, Math.LN2]), { name: "accuracy", x: [1, 2], y: [0.5, 1], side: "right" as const }], {
    unit: "bits",
    y2: { label: "accuracy" },
  });
  expect(figure.data.map((t) => t.yaxis ?? "y")).toEqual(["y", "y2"]);
  expect((figure.data[1] as unknown as { y: number[] }).y).toEqual([0.5, 1]);
});

test("points have error bars in place of a band, and no line", () => {
  const figure = lines([{ name: "k-NN", x: [1, 2], y: [1, 2], error: [0.1, 0.2], draw: "points" }]);
  const [trace, ...rest] = figure.data as unknown as { mode: string; line?: object; error_y: { visible: boolean; array: number[] } }[];
  expect(rest).toEqual([]);
  expect([trace.mode, trace.line, trace.error_y.visible, trace.error_y.array]).toEqual(["markers", undefined, true, [0.1, 0.2]]);
  expect(figureSvg(figure)).toMatch(/<path d="M[\d.]+,[\d.]+V[\d.]+M/);
  expect(() => lines([{ name: "a", x: [1], y: [1], draw: "dots" as never }])).toThrow('lines: draw of series "a" must be one of');
});

test("a mark is a vertical line with its name, also on a logarithmic axis", () => {
  const figure = lines(risingSeries(1), { marks: [{ x: 100, label: "A" }] });
  expect(figure.layout.shapes![0]).toMatchObject({ x0: 100, x1: 100, xref: "x", yref: "y domain" });
  expect(figure.layout.annotations![0]).toMatchObject({ text: "A", x: 2, xref: "x" });
  const svg = figureSvg(figure);
  const line = Number(svg.match(/<path d="M([\d.]+),[\d.]+L\1,/)![1]);
  const name = Number(svg.match(/<text x="([\d.]+)"[^>]*>A</)![1]);
  expect(Math.abs(name - line)).toBeLessThan(12);
});

test("thirty series with long names: the figure grows, and its legend stays on the paper beside a wide frame", () => {
  const names = Array.from({ length: 30 }, (_, i) => `a series with a rather long name, number ${i}, and more words still to come`);
  const figure = lines(names.map((name, i) => ({ name, x: [1, 2], y: [i, i + 1] })));
  const { width, height, margin } = figure.layout;
  expect(width - margin.l - margin.r).toBeGreaterThanOrEqual(320);
  const svg = figureSvg(figure);
  const entry = svg.match(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>a series with a rather long name, number 29/)!;
  expect(Number(entry[1]) + stringWidth(names[29], 12)).toBeLessThan(width);
  expect(Number(entry[2])).toBeLessThan(height);
  expect(
    lines(
      names.map((name) => ({ name, x: [1], y: [1] })),
      { width: 600, height: 300 },
    ).layout,
  ).toMatchObject({ width: 600, height: 300 });
});

test("the legend stands in a free corner, and beside the frame where none is free", () => {
  const x = Array.from({ length: 101 }, (_, i) => i);
  const place = (...curves: ((t: number) => number)[]): string => {
    const { legend } = lines(curves.map((f, i) => ({ name: `curve ${i}`, x, y: x.map((t) => f(t / 100)) }))).layout;
    return legend!.x! > 1 ? "beside" : `${legend!.yanchor} ${legend!.xanchor}`;
  };
  const [up, down] = [(t: number) => t, (t: number) => 1 - t];
  const [high, low] = [() => 1, () => 0];
  expect([place(high, up), place(high, down)]).toEqual(["bottom right", "bottom left"]);
  expect([place(low, up), place(low, down)]).toEqual(["top left", "top right"]);
  expect(place(up, down)).toBe("beside");
});

test("what a logarithmic axis cannot show leaves a gap in a figure that was made by hand", () => {
  const made = lines([{ name: "a", x: [1, 2, 3, 4, 5], y: [1, 2, 3, 4, 5] }], { y: { scale: "log" }, markers: false });
  const svg = figureSvg({ ...made, data: [{ ...(made.data[0] as ScatterTrace), y: [1, 2, 0, -4, 5] }] });
  expect(svg).not.toMatch(/Infinity|NaN/);
  expect(svg.match(/<path d="(M[^"]*)" fill="none" stroke="#0072B2"/)![1].match(/M/g)).toHaveLength(2);
});

test("a band that reaches below zero ends at the lower end of a logarithmic axis, and does not widen it", () => {
  const figure = lines([{ name: "error", x: [1, 2, 3], y: [1e-3, 2e-3, 4e-3], error: [2e-3, 1e-3, 1e-3] }], {
    y: { scale: "log" },
    unit: "none",
  });
  const { range } = figure.layout.yaxis as { range: [number, number] };
  expect(10 ** range[0]).toBeGreaterThan(9e-4);
  expect(10 ** range[1]).toBeGreaterThan(5e-3);
  expect((figure.data[0] as ScatterTrace).y.every((value) => value === null || value > 0)).toBe(true);
  expect(figureSvg(figure)).not.toMatch(/Infinity|NaN/);
});
