import { DomainError } from "../core/errors.js";
import { type Mode, notebookMode } from "../core/mode.js";
import { type Figure, figure } from "./figure.js";
import { placeLegend } from "./placeLegend.js";
import type { Annotation, Axis, Layout, Legend, Shape, Trace } from "./plotly.js";
import { labelDepth } from "./svg/drawAxis.js";
import { colourBarOf, colourBarTicks } from "./svg/drawColourBar.js";
import { drawnAxes } from "./svg/drawnAxis.js";
import { FONT_FAMILY, stringWidth } from "./svg/fonts.js";
import { legendEntries, legendSize } from "./svg/legendBox.js";
import { LINE_SPACING, plainText, richTextHeight, richTextWidth } from "./svg/richText.js";
import { DECADE_LABEL_SCALE } from "./svg/ticks.js";

/** What every figure takes. */
export interface FigureOptions {
  /** Paper and figure, e.g. "goldfeld2019/figure1". Default: the title. */
  readonly key?: string;
  readonly title?: string;
  /** "quick" is stamped on the figure. Default: NOTEBOOK_MODE where it is set, else "full". */
  readonly mode?: Mode;
  /** Text for who cannot see the picture. Default: a sentence about the axes and the series. */
  readonly alt?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** "auto": in a corner of the frame that no data touch, else on the right of it. */
  readonly legend?: "auto" | "inside" | "beside" | "none";
}

export interface AxisOptions {
  readonly label?: string;
  readonly scale?: "linear" | "log";
  /** First and last value shown; of a log axis also the values themselves. */
  readonly range?: readonly [number, number];
  /** Ticks at these values, with these labels. */
  readonly ticks?: { readonly values: readonly number[]; readonly labels?: readonly string[] };
}

const SIZE = 13;
const TITLE = 15;
const STAMP = 11;
export const TICK_FONT = 12;

/** One axis in our look. */
export function axis(options: AxisOptions, scale: "linear" | "log", range: readonly [number, number], more: Partial<Axis> = {}): Axis {
  const { label, ticks } = options;
  const log = scale === "log";
  return {
    type: scale,
    range: log ? [Math.log10(range[0]), Math.log10(range[1])] : range,
    ...(label ? { title: { text: label, standoff: 8, font: { size: SIZE } } } : {}),
    ...tickSettings(ticks, log, range),
    ...{ ticks: "outside", ticklen: 5, showline: true, mirror: true, linecolor: "#444444", linewidth: 1, tickcolor: "#444444" },
    ...{ showgrid: true, gridcolor: "#eeeeee", zeroline: false },
    ...more,
  };
}

function tickSettings(ticks: AxisOptions["ticks"], log: boolean, range: readonly [number, number]): Partial<Axis> {
  const tickfont = { size: TICK_FONT };
  if (ticks) return { tickmode: "array", tickvals: ticks.values, ticktext: ticks.labels ?? ticks.values.map(String), tickfont };
  const largest = Math.max(Math.abs(range[0]), Math.abs(range[1]));
  if (!log) return { tickfont, exponentformat: largest >= 1e6 || largest < 1e-3 ? "power" : "none" };
  const [low, high] = [Math.log10(range[0]), Math.log10(range[1])];
  const decades = Math.floor(high + 1e-9) - Math.ceil(low - 1e-9) + 1;
  if (decades < 2) return { tickmode: "array", ...roundValues(range), tickfont };
  const dtick = Math.ceil(decades / 8);
  // plotly sets powers of ten 1.25 times as large as other labels
  const settings = { dtick, exponentformat: "power", tickfont: { size: TICK_FONT / DECADE_LABEL_SCALE } };
  return { ...settings, minor: { ticks: dtick === 1 ? "outside" : "", ticklen: 3, dtick: "D1" } };
}

/** 1, 2 and 5 times powers of ten: labels for a log axis that shows less than two of them. */
function roundValues([low, high]: readonly [number, number]): { tickvals: number[]; ticktext: string[] } {
  const tickvals: number[] = [];
  for (let p = Math.floor(Math.log10(low)); p <= Math.log10(high); p++)
    for (const digit of [1, 2, 5]) {
      const value = Number(`${digit}e${p}`);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) tickvals.push(value);
    }
  return { tickvals, ticktext: tickvals.map(String) };
}

/** From the smallest to the largest value, and a little more on both sides; log axes are widened in the logarithm. */
export function paddedRange(values: Iterable<number>, scale: "linear" | "log", share = 0.04): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (scale === "log") {
    const pad = low === high ? 2 : (high / low) ** share;
    return [low / pad, high * pad];
  }
  const pad = low === high ? Math.max(Math.abs(low), 1) * 0.5 : share * (high - low);
  return [low - pad, high + pad];
}

export interface Frame {
  readonly me: string;
  readonly options: FigureOptions;
  readonly traces: readonly Trace[];
  /** xaxis, yaxis, yaxis2 ... */
  readonly axes: Readonly<Record<string, Axis>>;
  readonly shapes?: readonly Shape[];
  readonly annotations?: readonly Annotation[];
  /** Where no alt was given. */
  readonly alt: string;
  readonly legendTitle?: string;
  readonly size?: readonly [number, number];
  readonly layout?: Readonly<Record<string, unknown>>;
}

/** A figure around traces and axes: title, legend, margins from the widths of the texts, the stamp of quick mode. */
export function frame({ me, options, traces, axes, shapes = [], annotations = [], alt, legendTitle, size, layout: more }: Frame): Figure {
  const mode = options.mode ?? notebookMode(me, "full");
  const [width, height] = [options.width ?? size?.[0] ?? 720, options.height ?? size?.[1] ?? 450];
  for (const [name, value] of [
    ["width", width],
    ["height", height],
  ] as const)
    if (!(value >= 120 && value <= 4000)) throw new DomainError(`${me}: ${name} must be from 120 to 4000 pixels; got ${value}.`);
  const key = options.key ?? options.title ?? me;
  const entries = legendEntries(traces);
  const wanted = options.legend ?? "auto";
  const legendBox = legendSize(entries, TICK_FONT, legendTitle);
  const withLegend = wanted !== "none" && entries.length > 0;
  const title = options.title ? wrapped(options.title, TITLE, width - 40) : undefined;
  const base: Layout = {
    ...{ width, height, autosize: false, margin: { l: 60, r: 20, t: 40, b: 50 } },
    ...{ font: { family: FONT_FAMILY, size: SIZE, color: "#222222" }, paper_bgcolor: "#ffffff", plot_bgcolor: "#ffffff" },
    ...{ hoverlabel: { namelength: -1 }, showlegend: withLegend, shapes, ...axes, ...more },
  };
  const stamp = mode === "quick" ? stampWidth() : 0;
  const layoutWith = (besideWidth: number): Layout => {
    let layout = base;
    for (let pass = 0; pass < 2; pass++) layout = { ...layout, margin: margins(layout, traces, title, stamp, besideWidth) };
    return layout;
  };
  let layout = layoutWith(0);
  let legend: Legend | undefined;
  if (withLegend) {
    const inside = wanted === "beside" ? undefined : placeLegend(layout, traces, legendBox, wanted === "inside");
    if (!inside) layout = layoutWith(legendBox.width + 18);
    const besides = 1 + (12 + rightDepth(layout, traces)) / (layout.width - layout.margin.l - layout.margin.r);
    legend = {
      ...(inside ?? { x: besides, y: 1, xanchor: "left", yanchor: "top" }),
      ...{ bgcolor: "rgba(255,255,255,0.85)", font: { size: TICK_FONT }, tracegroupgap: 0 },
      ...(legendTitle ? { title: { text: legendTitle } } : {}),
    };
  }
  const notes = mode === "quick" ? [...annotations, quickStamp()] : annotations;
  return figure({
    key,
    data: traces,
    mode,
    layout: {
      ...layout,
      ...(title ? { title: titleAt(title) } : {}),
      ...(legend ? { legend } : {}),
      annotations: notes.map((note) => ({ showarrow: false as const, ...note })),
    },
    alt:
      options.alt ??
      `${options.title && options.title !== key ? `${plainText(options.title)}: ` : ""}${plainText(alt)}${mode === "quick" ? " Computed in quick mode." : ""}`,
  });
}

/** At the left end of the plotting area, 10 pixels below the upper edge. */
function titleAt(text: string): Layout["title"] {
  const position = { x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 10 } };
  return { text, font: { size: TITLE }, ...position };
}

/** Room for ticks, labels, titles, legend and colour bar. */
function margins(layout: Layout, traces: readonly Trace[], title: string | undefined, stamp: number, beside: number): Layout["margin"] {
  const axes = drawnAxes(layout, traces);
  let [l, b] = [14, 14];
  let r = 16;
  for (const drawn of axes.values()) {
    const { spec, letter } = drawn;
    const titleDepth = spec.title?.text ? (spec.title.standoff ?? 8) + richTextHeight(spec.title.text, SIZE) : 0;
    const depth = Math.ceil(labelDepth(drawn, layout) + titleDepth + 8);
    if (letter === "x") {
      b = Math.max(b, depth);
      const last = drawn.ticks.at(-1);
      if (last) r = Math.max(r, Math.ceil(richTextWidth(last.label, TICK_FONT) / 2 + drawn.place(last.at) - drawn.end + 4));
    } else if (spec.side !== "right") l = Math.max(l, depth);
  }
  r = Math.max(r, rightDepth(layout, traces) + 8) + beside;
  const titleHeight = title ? richTextHeight(title, TITLE) + 18 : 14;
  const lastLine = title ? richTextWidth(title.split("<br>").at(-1)!, TITLE) : 0;
  const collides = stamp > 0 && lastLine + stamp + 24 > layout.width - l - r;
  return { l, r: Math.ceil(r), t: Math.ceil(titleHeight + (stamp && !title ? 12 : collides ? 20 : 0)), b };
}

/** What stands on the right of the frame: a second y axis, a colour bar. */
function rightDepth(layout: Layout, traces: readonly Trace[]): number {
  let depth = 0;
  for (const drawn of drawnAxes(layout, traces).values())
    if (drawn.letter === "y" && drawn.spec.side === "right") {
      const title = drawn.spec.title?.text ? (drawn.spec.title.standoff ?? 8) + LINE_SPACING * SIZE : 0;
      depth = Math.max(depth, labelDepth(drawn, layout) + title);
    }
  for (const trace of traces) {
    const found = colourBarOf(trace);
    if (!found) continue;
    const { bar, range } = found;
    const labels = colourBarTicks(bar, range, layout.height - layout.margin.t - layout.margin.b);
    const label = Math.max(0, ...labels.map((tick) => richTextWidth(tick.label, TICK_FONT)));
    depth = Math.max(depth, 2 * (bar.xpad ?? 10) + (bar.thickness ?? 16) + 7 + label + (bar.title ? 2 * SIZE : 0));
  }
  return Math.ceil(depth);
}

const STAMP_TEXT = "quick mode";

function stampWidth(): number {
  return stringWidth(STAMP_TEXT, STAMP) + 8;
}

function quickStamp(): Annotation {
  return {
    ...{ text: STAMP_TEXT, xref: "paper", yref: "paper", x: 1, y: 1, xanchor: "right", yanchor: "bottom", yshift: 4 },
    ...{ font: { size: STAMP, color: "#a04000" }, bgcolor: "#fff4e5", bordercolor: "#e0a060", borderpad: 2 },
  };
}

/** Breaks a title between words, so that each line is at most `width` pixels. */
function wrapped(text: string, size: number, width: number): string {
  if (richTextWidth(text, size) <= width) return text;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && richTextWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("<br>");
}
