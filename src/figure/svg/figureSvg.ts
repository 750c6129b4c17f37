import { createHash } from "node:crypto";
import type { Annotation, Layout, ScatterTrace, Shape, Trace } from "../plotly.js";
import { dashAttribute } from "./dashArray.js";
import { drawAxis, drawGrid } from "./drawAxis.js";
import { drawBars, drawHistogram, patternDefinitions } from "./drawBars.js";
import { colourBarOf, drawColourBar } from "./drawColourBar.js";
import { drawHeatmap } from "./drawHeatmap.js";
import { drawLegend } from "./drawLegend.js";
import { type DrawnAxis, drawnAxes } from "./drawnAxis.js";
import { drawScatter } from "./drawScatter.js";
import { drawSlider } from "./drawSlider.js";
import { FONT_FAMILY } from "./fonts.js";
import { cut, escapeXml, richTextHeight, richTextWidth, svgText } from "./richText.js";

const INK = "#222222";

/**
 * A static picture of a plotly figure, drawn as plotly draws it, for the traces and settings in `plotly.ts`.
 *
 * @param alt what a screen reader says
 */
export function figureSvg({ data, layout, alt }: { data: readonly Trace[]; layout: Layout; alt: string }): string {
  const axes = drawnAxes(layout, data);
  const ink = layout.font?.color ?? INK;
  const { width, height } = layout;
  const visible = data.filter((trace) => trace.visible !== false);
  const subplots = subplotsOf(visible, axes);
  const clips = subplots.map(({ x, y }, i) => `<clipPath id="clip${i}">${frame(x, y, "")}</clipPath>`).join("");
  const shapes = (layer: "below" | "above", belongs: (shape: Shape) => boolean): string =>
    (layout.shapes ?? [])
      .filter((shape) => (shape.layer ?? "above") === layer && belongs(shape))
      .map((shape) => drawShape(shape, axes, layout))
      .join("");
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="${FONT_FAMILY}" role="img"><title>${escapeXml(alt)}</title>`,
    `<defs>${clips}${patternDefinitions(data)}</defs><rect width="${width}" height="${height}" fill="#ffffff"/>`,
    shapes("below", (shape) => axisReference(shape) === ""),
    ...framesOf(subplots, axes).flatMap((frame) => [
      backdrop(frame, layout),
      ...frame.axes.map((axis) => drawGrid(axis, axes)),
      shapes("below", (shape) => axisReference(shape) !== "" && frame.axes.some(({ id }) => id === axisReference(shape))),
      ...frame.subplots.map((s) => `<g clip-path="url(#clip${subplots.indexOf(s)})">${drawTraces(s.traces, data, s.x, s.y)}</g>`),
      ...frame.axes.map((axis) => drawAxis(axis, axes, layout, ink)),
    ]),
    shapes("above", () => true),
    ...visible.map((trace) => colourBarOf(trace)).map((bar, i) => (bar ? drawColourBar(bar, i, layout, ink) : "")),
    drawLegend(layout, data, ink),
    ...(layout.annotations ?? []).map((annotation) => drawAnnotation(annotation, axes, layout, ink)),
    drawTitle(layout, ink),
    drawSlider(layout, ink),
    "</svg>",
  ];
  return withOwnNames(parts.filter(Boolean).join("\n"));
}

/** Names of clips, patterns and colour scales that no other picture on the same page has. */
function withOwnNames(svg: string): string {
  const own = createHash("sha256").update(svg).digest("hex").slice(0, 8);
  return svg.replace(/(id="|url\(#)(clip|pattern|scale)(?=\d)/g, (_, before, name) => `${before}${name}-${own}-`);
}

interface Subplot {
  readonly x: DrawnAxis;
  readonly y: DrawnAxis;
  readonly traces: readonly Trace[];
}

function subplotsOf(traces: readonly Trace[], axes: ReadonlyMap<string, DrawnAxis>): Subplot[] {
  const found = new Map<string, Trace[]>();
  for (const trace of traces) {
    const key = `${trace.xaxis ?? "x"} ${trace.yaxis ?? "y"}`;
    const list = found.get(key);
    if (list) list.push(trace);
    else found.set(key, [trace]);
  }
  return [...found].map(([key, list]) => {
    const [x, y] = key.split(" ").map((id) => axes.get(id));
    if (!x || !y) throw new Error(`figure: a trace is drawn on the axes ${key}, and the layout has no such axes.`);
    return { x, y, traces: list };
  });
}

/** Subplots that share a frame: those on a second y axis lie over the first. Frames are drawn one after the other, so an inset covers what is below. */
interface Frame {
  readonly subplots: readonly Subplot[];
  readonly axes: readonly DrawnAxis[];
}

function framesOf(subplots: readonly Subplot[], axes: ReadonlyMap<string, DrawnAxis>): Frame[] {
  const base = (axis: DrawnAxis): string => axis.spec.overlaying ?? axis.id;
  const groups = new Map<string, Subplot[]>();
  for (const subplot of subplots) {
    const key = `${base(subplot.x)} ${base(subplot.y)}`;
    const list = groups.get(key);
    if (list) list.push(subplot);
    else groups.set(key, [subplot]);
  }
  const seen = new Set<string>();
  return [...groups].map(([key, list]) => {
    const own = [...axes.values()].filter((axis) => key.split(" ").includes(base(axis)) && !seen.has(axis.id));
    for (const axis of own) seen.add(axis.id);
    return { subplots: list, axes: own };
  });
}

/** The axis whose frame a shape lies in; empty for one that is placed on the paper. */
function axisReference({ xref, yref }: Shape): string {
  return (xref === "paper" ? (yref === "paper" ? "" : yref) : xref).replace(" domain", "");
}

/** Heatmaps lie below bars, bars below lines, as in plotly. */
function drawTraces(traces: readonly Trace[], data: readonly Trace[], x: DrawnAxis, y: DrawnAxis): string {
  const layers: [string[], string[], string[]] = [[], [], []];
  let before: ScatterTrace | undefined;
  for (const trace of traces) {
    const index = data.indexOf(trace);
    if (trace.type === "heatmap") layers[0].push(drawHeatmap(trace, x, y));
    else if (trace.type === "bar") layers[1].push(drawBars(trace, x, y, index));
    else if (trace.type === "histogram") layers[1].push(drawHistogram(trace, x, y, index));
    else {
      layers[2].push(drawScatter(trace, x, y, before));
      before = trace;
    }
  }
  return layers.flat().join("");
}

function backdrop({ subplots: [{ x, y }] }: Frame, layout: Layout): string {
  return frame(x, y, ` fill="${escapeXml((layout.plot_bgcolor as string | undefined) ?? "#ffffff")}"`);
}

function frame(x: DrawnAxis, y: DrawnAxis, style: string): string {
  const corner = `x="${cut(Math.min(x.start, x.end))}" y="${cut(Math.min(y.start, y.end))}"`;
  return `<rect ${corner} width="${cut(Math.abs(x.end - x.start))}" height="${cut(Math.abs(y.end - y.start))}"${style}/>`;
}

/** A position in "paper" (0 to 1 over the plotting area), in "x domain" (0 to 1 along that axis), or in the values of an axis. */
function position(ref: string, value: number, letter: "x" | "y", axes: ReadonlyMap<string, DrawnAxis>, layout: Layout): number {
  const { l, r, t, b } = layout.margin;
  if (ref === "paper") return letter === "x" ? l + value * (layout.width - l - r) : t + (1 - value) * (layout.height - t - b);
  const axis = axes.get(ref.replace(" domain", ""));
  if (!axis) throw new Error(`figure: a shape or annotation refers to the axis "${ref}", and the layout has no such axis.`);
  return ref.endsWith(" domain") ? axis.start + value * (axis.end - axis.start) : axis.pixel(value);
}

function drawShape(shape: Shape, axes: ReadonlyMap<string, DrawnAxis>, layout: Layout): string {
  const [x0, x1] = [shape.x0, shape.x1].map((value) => position(shape.xref, value, "x", axes, layout));
  const [y0, y1] = [shape.y0, shape.y1].map((value) => position(shape.yref, value, "y", axes, layout));
  if ([x0, x1, y0, y1].some(Number.isNaN)) return "";
  const width = shape.line?.width ?? 1;
  const stroke = `stroke="${escapeXml(shape.line?.color ?? "#444444")}" stroke-width="${cut(width)}"${dashAttribute(shape.line?.dash, width)}`;
  const opacity = shape.opacity !== undefined && shape.opacity < 1 ? ` opacity="${cut(shape.opacity)}"` : "";
  if (shape.type === "line") return `<path d="M${cut(x0)},${cut(y0)}L${cut(x1)},${cut(y1)}" fill="none" ${stroke}${opacity}/>`;
  const box = `x="${cut(Math.min(x0, x1))}" y="${cut(Math.min(y0, y1))}" width="${cut(Math.abs(x1 - x0))}" height="${cut(Math.abs(y1 - y0))}"`;
  return `<rect ${box} fill="${escapeXml(shape.fillcolor ?? "none")}"${width > 0 ? ` ${stroke}` : ""}${opacity}/>`;
}

function drawAnnotation(annotation: Annotation, axes: ReadonlyMap<string, DrawnAxis>, layout: Layout, ink: string): string {
  // plotly gives the x of an annotation on a log axis as its decimal logarithm
  const linear = (ref: string, value: number): number => (axes.get(ref)?.log ? 10 ** value : value);
  const x = position(annotation.xref, linear(annotation.xref, annotation.x), "x", axes, layout) + (annotation.xshift ?? 0);
  const y = position(annotation.yref, linear(annotation.yref, annotation.y), "y", axes, layout) - (annotation.yshift ?? 0);
  if (Number.isNaN(x) || Number.isNaN(y)) return "";
  const size = annotation.font?.size ?? layout.font?.size ?? 12;
  const pad = (annotation.borderpad ?? 1) + 1; // plotly leaves room for a border also where there is none
  const [width, height] = [richTextWidth(annotation.text, size) + 2 * pad, richTextHeight(annotation.text, size) + 2 * pad];
  const left = x - { left: 0, center: width / 2, right: width }[annotation.xanchor ?? "center"];
  const top = y - { top: 0, middle: height / 2, bottom: height }[annotation.yanchor ?? "middle"];
  const border = annotation.bordercolor ? ` stroke="${escapeXml(annotation.bordercolor)}" stroke-width="1"` : "";
  const box =
    annotation.bgcolor || border
      ? `<rect x="${cut(left)}" y="${cut(top)}" width="${cut(width)}" height="${cut(height)}" fill="${escapeXml(annotation.bgcolor ?? "none")}"${border}/>`
      : "";
  const text = svgText(annotation.text, {
    ...{ x: left + width / 2, y: top + height / 2, size, color: annotation.font?.color ?? ink },
    ...{ xanchor: "center", yanchor: "middle" },
  });
  const angle = annotation.textangle ?? 0;
  return angle === 0 ? box + text : `<g transform="rotate(${cut(angle)} ${cut(x)} ${cut(y)})">${box}${text}</g>`;
}

/** Our layouts give the left end of the title in paper coordinates, and put it at the top of the picture. */
function drawTitle(layout: Layout, ink: string): string {
  const { title } = layout;
  if (!title?.text) return "";
  const font = title.font as { size?: number } | undefined;
  const size = font?.size ?? 1.2 * (layout.font?.size ?? 12);
  const { l, r } = layout.margin;
  const x = l + ((title.x as number | undefined) ?? 0) * (layout.width - l - r);
  const pad = (title.pad as { t?: number } | undefined)?.t ?? 0;
  return svgText(title.text, { x, y: pad + 0.7 * size, size, color: ink, xanchor: "left", yanchor: "baseline" });
}
