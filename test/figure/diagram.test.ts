import { type DiagramPart, DomainError, diagram, panels } from "infoplane";
import type { Annotation, ScatterTrace } from "src/figure/plotly.js";
import { drawnAxes } from "src/figure/svg/drawnAxis.js";
import { figureSvg } from "src/figure/svg/figureSvg.js";
import { expect, test } from "vitest";
import { cutNumbers } from "./sample.js";

const box = { kind: "box", name: "a", x: 0, y: 0, width: 80, height: 40, label: "A" } as const;
const circle = { kind: "circle", name: "b", x: 200, y: 0, radius: 20, label: "+" } as const;
const neuron: DiagramPart[] = [box, circle, { kind: "arrow", from: "a", to: "b", label: "S<sub>1</sub>" }];
const traces = (parts: DiagramPart[]): ScatterTrace[] => diagram(parts).data as ScatterTrace[];
const ends = (parts: DiagramPart[]): (number | null)[][] => {
  const [line, head] = traces(parts).slice(-2);
  return [
    [line.x[0], line.y[0]],
    [head.x[0], head.y[0]],
  ];
};

test("diagram draws what the snapshot shows", () => {
  expect(cutNumbers(figureSvg(diagram(neuron, { title: "a neuron" })))).toMatchSnapshot();
});

test("one unit is one pixel, so that texts fit where they were measured, and a circle is round", () => {
  const f = diagram(neuron);
  for (const axis of drawnAxes(f.layout, f.data).values()) expect(Math.abs(axis.pixel(1) - axis.pixel(0))).toBeCloseTo(1, 2);
});

test("an arrow ends on the outlines: on a side of the box, at the radius of the circle", () => {
  expect(ends(neuron)).toEqual([
    [40, 0],
    [180, 0],
  ]);
  // slope 3/4: the line from (0, 0) to (240, 180) leaves the box, 40 wide and 20 high to each side, through its upper edge at (80/3, 20),
  // and meets the circle 20 from its centre, at (240 - 16, 180 - 12)
  const steep = ends([box, { ...circle, x: 240, y: 180 }, { kind: "arrow", from: "a", to: "b" }]);
  for (const [i, [x, y]] of [
    [80 / 3, 20],
    [224, 168],
  ].entries()) {
    expect(steep[i][0]).toBeCloseTo(x, 3);
    expect(steep[i][1]).toBeCloseTo(y, 3);
  }
});

test("an arrow starts at the middle of the side asked for, and the other end is aimed at it", () => {
  const [start, tip] = ends([box, { ...circle, x: 0, y: 200 }, { kind: "arrow", from: "a", to: "b", fromSide: "top" }]);
  expect(start).toEqual([0, 20]);
  expect(tip).toEqual([0, 180]);
  const side = ends([box, circle, { kind: "arrow", from: "a", to: "b", fromSide: "bottom", toSide: "bottom" }]);
  expect(side).toEqual([
    [0, -20],
    [200, -20],
  ]);
});

test("heads point both ways, or are left out", () => {
  const count = (heads: "to" | "both" | "none"): number => traces([{ kind: "arrow", from: [0, 0], to: [90, 0], heads }]).length;
  expect([count("to"), count("both"), count("none")]).toEqual([2, 3, 1]);
});

test("nothing is cut off: the picture holds every text", () => {
  const f = diagram([
    { kind: "text", x: 0, y: 0, label: "a rather long text at the very edge", anchor: "left" },
    { ...box, label: "B", labelAt: "below" },
  ]);
  const axes = drawnAxes(f.layout, f.data);
  const [left, right] = [axes.get("x")!.range[0], axes.get("x")!.range[1]];
  expect(left).toBeLessThan(-40);
  expect(right).toBeGreaterThan(200); // 35 letters of 13 pixels are more than 200 wide
  expect(axes.get("y")!.range[0]).toBeLessThan(-20 - 13);
});

test("says what it shows in words, with the labels of what arrows join", () => {
  expect(diagram(neuron).alt).toBe("A diagram of A, +. Arrows: A to + (S1).");
  expect(diagram(neuron, { alt: "own" }).alt).toBe("own");
});

test("carries no stamp of quick mode, as nothing in it is computed, and fits into panels", () => {
  const notes = (f: { layout: object }): string[] => (f.layout as { annotations: Annotation[] }).annotations.map((a) => a.text);
  expect(notes(diagram(neuron))).toEqual(["A", "+", "S<sub>1</sub>"]);
  expect(notes(diagram(neuron, { mode: "quick" }))).toContain("quick mode");
  expect(notes(panels([[diagram(neuron), diagram(neuron)]]))).toHaveLength(6);
});

test.each([
  [[], "there must be at least one series"],
  [[{ kind: "star" }], 'diagram, part 0: kind must be one of "box", "circle", "arrow", "line", "text"; got "star".'],
  [[{ ...box, wdith: 3 }], 'diagram, part 0: unknown option "wdith"'],
  [[{ ...box, width: 0 }], "diagram, part 0: width must be a positive finite number; got 0."],
  [[{ ...box, x: Number.NaN }], "diagram, part 0: x must be a finite number; got NaN."],
  [[{ ...box, label: "far too long for it" }], 'the label "far too long for it" is'],
  [[box, box], 'diagram, part 1: every name must be given once; "a" came again.'],
  [[box, { kind: "arrow", from: "a", to: "c" }], 'diagram: an arrow refers to "c"; the names are a.'],
  [[box, { kind: "arrow", from: "a", to: [1] }], "diagram: an arrow goes from and to a name or a point [x, y]; got [1]."],
  [[box, { kind: "arrow", from: "a", to: [41, 0] }], "diagram: an arrow must be longer than 9 pixels; got 1 from a to 41,0."],
  [[{ kind: "line", points: [[0, 0]] }], "diagram, part 0: points must be two or more [x, y]."],
] as const)("refuses what it cannot draw, by name: %j", (parts, message) => {
  const draw = (): unknown => diagram(parts as unknown as DiagramPart[]);
  expect(draw).toThrow(DomainError);
  expect(draw).toThrow(message);
});
