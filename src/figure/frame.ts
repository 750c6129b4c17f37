import { DomainError } from "../core/errors.js";
import { type Mode, notebookMode } from "../core/mode.js";
import { checkAxes } from "./axis.js";
import { type Figure, figure } from "./figure.js";
import { fitTicks } from "./fitTicks.js";
import { margins, rightDepth } from "./margins.js";
import { placeLegend } from "./placeLegend.js";
import type { Annotation, Axis, Layout, Legend, Shape, Trace } from "./plotly.js";
import { quickStamp, stampWidth } from "./quickStamp.js";
import { FONT_SIZE, TICK_SIZE, TITLE_SIZE } from "./style.js";
import { FONT_FAMILY } from "./svg/fonts.js";
import { legendEntries, legendSize } from "./svg/legendBox.js";
import { plainText, richTextHeight, richTextWidth } from "./svg/richText.js";
import { wrapText } from "./wrapText.js";

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
  checkAxes(me, options);
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
  const legendBox = legendSize(entries, TICK_SIZE, legendTitle);
  const withLegend = wanted !== "none" && entries.length > 0;
  const title = options.title ? wrapText(options.title, TITLE_SIZE, width - 40) : undefined;
  const base: Layout = {
    ...{ width, height, autosize: false, margin: { l: 60, r: 20, t: 40, b: 50 } },
    ...{ font: { family: FONT_FAMILY, size: FONT_SIZE, color: "#222222" }, paper_bgcolor: "#ffffff", plot_bgcolor: "#ffffff" },
    ...{ hoverlabel: { namelength: -1 }, showlegend: withLegend, shapes, ...axes, ...more },
  };
  const layoutWith = (beside: number, size: { width: number; height: number }): Layout => {
    let layout: Layout = { ...base, ...size };
    for (let pass = 0; pass < 2; pass++) {
      const { l, r } = layout.margin;
      layout = { ...layout, margin: margins(layout, traces, titleHeight(title, mode, size.width - l - r), beside) };
    }
    return fitTicks(layout, traces);
  };
  let layout = layoutWith(0, { width, height });
  let legend: Legend | undefined;
  if (withLegend) {
    const inside = wanted === "beside" ? undefined : placeLegend(layout, traces, legendBox, wanted === "inside");
    const beside = legendBox.width + 18;
    if (!inside) {
      layout = layoutWith(beside, { width, height });
      layout = layoutWith(beside, grown(layout, legendBox.height, options));
    }
    const besides = 1 + (12 + rightDepth(layout, traces)) / (layout.width - layout.margin.l - layout.margin.r);
    legend = {
      ...(inside ?? { x: besides, y: 1, xanchor: "left", yanchor: "top" }),
      ...{ bgcolor: "rgba(255,255,255,0.85)", font: { size: TICK_SIZE }, tracegroupgap: 0, ...itemSizing(traces) },
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

/** Where no size was asked for, a figure grows until its frame is wide enough beside the legend, and as high as the legend. */
function grown(
  { width, height, margin: { l, r, t, b } }: Layout,
  legend: number,
  options: FigureOptions,
): { width: number; height: number } {
  const missing = { width: LEAST_FRAME - (width - l - r), height: Math.ceil(legend) - (height - t - b) };
  return {
    width: options.width === undefined ? width + Math.max(0, missing.width) : width,
    height: options.height === undefined ? height + Math.max(0, missing.height) : height,
  };
}

const LEAST_FRAME = 320;

/** Points too small to show their colour in the legend are shown larger there. */
export function itemSizing(traces: readonly Trace[]): Partial<Legend> {
  const small = traces.some((trace) => trace.type === "scatter" && trace.mode === "markers" && (trace.marker?.size ?? 6) < 5);
  return small ? { itemsizing: "constant" } : {};
}

/** At the left end of the plotting area, 10 pixels below the upper edge. */
function titleAt(text: string): Layout["title"] {
  const position = { x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 10 } };
  return { text, font: { size: TITLE_SIZE }, ...position };
}

/** Room above the frame for the title and, beside it or below it, the stamp of quick mode. */
function titleHeight(title: string | undefined, mode: Mode, width: number): number {
  if (title === undefined) return mode === "quick" ? 26 : 14;
  const lastLine = richTextWidth(title.split("<br>").at(-1)!, TITLE_SIZE);
  const collides = mode === "quick" && lastLine + stampWidth() + 24 > width;
  return richTextHeight(title, TITLE_SIZE) + 18 + (collides ? 20 : 0);
}
