import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { countAxes, embed, type Place } from "./embed.js";
import { type Figure, figure } from "./figure.js";
import { fitTicks } from "./fitTicks.js";
import { type FigureOptions, itemSizing } from "./frame.js";
import { isGrid, panelPlaces } from "./panelPlaces.js";
import type { Annotation, Axis, Layout, Legend, Shape, Trace } from "./plotly.js";
import { quickStamp } from "./quickStamp.js";
import { FONT_SIZE, TICK_SIZE, TITLE_SIZE } from "./style.js";
import { legendEntries, legendSize } from "./svg/legendBox.js";
import { plainText, richTextHeight } from "./svg/richText.js";
import { withKey } from "./withKey.js";
import { withQuantities } from "./withQuantities.js";
import { wrapText } from "./wrapText.js";

export interface PanelsOptions extends Omit<FigureOptions, "legend"> {
  /** One legend for all panels, on the right. Default "beside". */
  readonly legend?: "beside" | "none";
  /** Equal ranges, zoomed together, with labels in the last row (x) or the first column (y) only. Default "none". */
  readonly share?: "x" | "y" | "both" | "none";
  /** Relative. Default: all equal. */
  readonly columnWidths?: readonly number[];
  readonly rowHeights?: readonly number[];
}

const KNOWN = ["key", "title", "mode", "alt", "width", "height", "legend", "share", "columnWidths", "rowHeights"];
const WIDTHS = [720, 900, 1020, 1120, 1200];

/**
 * Several figures as one, in rows and columns: one plotly object, one picture. The title of each stands above its panel; equal names in equal
 * style share one entry of the legend. `null` leaves a place empty.
 */
export function panels(grid: readonly (readonly (Figure | null)[])[], options: PanelsOptions = {}): Figure {
  const me = "panels";
  checkKnownOptions(me, options, KNOWN);
  const { share = "none" } = options;
  checkOneOf(me, "share", share, ["x", "y", "both", "none"]);
  const columns = Math.max(0, ...grid.map((row) => row.length));
  const given = grid.flat().filter((f) => f !== null);
  if (given.length === 0) throw new DomainError(`${me}: there must be at least one figure; got ${grid.length} rows without any.`);
  const shared = sharedRanges(given, share);
  const cells = grid.flatMap((row, i) =>
    row.flatMap((f, j) => (f ? [{ row: i, column: j, figure: trimmed(withQuantities(f), shared, grid[i + 1]?.[j], row[j - 1]) }] : [])),
  );
  const mode = options.mode ?? (given.some((f) => f.mode === "quick") ? "quick" : "full");
  const width = options.width ?? WIDTHS[Math.min(columns, WIDTHS.length) - 1];
  const title = options.title ? wrapText(options.title, TITLE_SIZE, width - 120) : undefined;
  const top = title ? Math.ceil(richTextHeight(title, TITLE_SIZE)) + 14 : mode === "quick" ? 26 : 8;
  const once = withoutDoubles(cells.map(({ figure: f }) => f));
  const box = legendSize(legendEntries(once.flat()), TICK_SIZE);
  const withLegend = options.legend !== "none" && legendEntries(once.flat()).length > 0;
  const sheet = { left: 6, top, width: width - 12 - (withLegend ? box.width + 16 : 0), rows: grid.length, columns };
  const asked = options.height === undefined ? {} : { height: options.height - top - 4 };
  const { columnWidths, rowHeights } = options;
  const { places, height: used } = panelPlaces(cells, { ...sheet, ...asked, columnWidths, rowHeights });
  const height = options.height ?? top + Math.max(used, withLegend ? box.height + 40 : 0) + 4;
  const base: Layout = {
    ...given[0].layout,
    ...{ width, height, margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: withLegend, meta: { grid: true } },
  };
  for (const key of Object.keys(base)) if (/^[xy]axis\d*$/.test(key) || key === "title") delete (base as Record<string, unknown>)[key];
  const axes: Record<string, Axis> = {};
  const traces: Trace[] = [];
  const shapes: Shape[] = [];
  const annotations: Annotation[] = [];
  for (const [i, cell] of cells.entries()) {
    const part = embed({ ...cell.figure, data: once[i] }, places[i], base, countAxes(axes));
    link(part.axes, share);
    Object.assign(axes, part.axes);
    const panel = plainText(cell.figure.layout.title?.text ?? String(i + 1));
    traces.push(...part.traces.map((trace) => withKey(trace, "panel", panel)));
    shapes.push(...part.shapes);
    annotations.push(...part.annotations, ...panelTitle(cell.figure, places[i], width, height));
  }
  if (mode === "quick") annotations.push(quickStamp(1 - 8 / width, 1 - 26 / height));
  const titleAt = { x: 14 / width, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 10 } };
  const legend: Legend = {
    ...{ x: 1 - 6 / width, y: 1 - (top + 24) / height, xanchor: "right", yanchor: "top", bgcolor: "rgba(255,255,255,0.85)" },
    ...{ font: { size: TICK_SIZE }, tracegroupgap: 0, ...itemSizing(traces) },
  };
  return figure({
    key: options.key ?? options.title ?? given[0].key,
    data: traces,
    mode,
    layout: {
      ...fitTicks({ ...base, ...axes }, traces),
      ...{ shapes, annotations: annotations.map((note) => ({ showarrow: false as const, ...note })) },
      ...(withLegend ? { legend } : {}),
      ...(title ? { title: { text: title, font: { size: TITLE_SIZE }, ...titleAt } } : {}),
    },
    alt: options.alt ?? describe(cells.map((cell) => cell.figure)),
  });
}

type Shared = Readonly<Record<"x" | "y", readonly [number, number] | undefined>>;

/** The smallest range that holds the first axis of every panel. */
function sharedRanges(figures: readonly Figure[], share: "x" | "y" | "both" | "none"): Shared {
  const union = (letter: "x" | "y"): [number, number] | undefined => {
    if (share !== letter && share !== "both") return undefined;
    const ranges = figures.map((f) => (f.layout[`${letter}axis`] as Axis).range!);
    const types = new Set(figures.map((f) => (f.layout[`${letter}axis`] as Axis).type ?? "linear"));
    if (types.size > 1) throw new DomainError(`panels: axes with a shared ${letter} must all be linear or all logarithmic; got both.`);
    return [Math.min(...ranges.map((r) => Math.min(...r))), Math.max(...ranges.map((r) => Math.max(...r)))];
  };
  return { x: union("x"), y: union("y") };
}

/** The figure with the shared range; titles that the neighbour repeats, and labels of shared axes, stand on the outer panels only. */
function trimmed(f: Figure, shared: Shared, below: Figure | null | undefined, left: Figure | null | undefined): Figure {
  if (isGrid(f.layout)) return f;
  const axis = (letter: "x" | "y", neighbour: Figure | null | undefined): Axis => {
    const { title, ...spec } = f.layout[`${letter}axis`] as Axis;
    const range = shared[letter] ?? spec.range;
    const next = neighbour && !isGrid(neighbour.layout) ? (neighbour.layout[`${letter}axis`] as Axis) : undefined;
    const inner = next !== undefined && next.title?.text === title?.text;
    return {
      ...spec,
      ...(range ? { range } : {}),
      ...(title && !inner ? { title } : {}),
      ...(next && shared[letter] ? { showticklabels: false } : {}),
    };
  };
  return { ...f, layout: { ...f.layout, xaxis: axis("x", below), yaxis: axis("y", left) } };
}

/** Zooming one of the shared axes zooms all. */
function link(axes: Record<string, Axis>, share: string): void {
  for (const letter of ["x", "y"] as const) {
    if (share !== letter && share !== "both") continue;
    const first = Object.keys(axes).find((key) => key.startsWith(letter))!;
    if (first !== `${letter}axis`) axes[first] = { ...axes[first], matches: letter };
  }
}

function panelTitle(f: Figure, place: Place, width: number, height: number): Annotation[] {
  const text = f.layout.title?.text;
  if (!text) return [];
  const at = { xref: "paper", yref: "paper", x: place.left / width, y: 1 - place.top / height };
  return [{ ...at, text, xanchor: "left", yanchor: "bottom", yshift: 3, font: { size: FONT_SIZE } }];
}

/** Of entries with equal name and look only the first is shown; a click on it hides and shows all. */
function withoutDoubles(figures: readonly Figure[]): Trace[][] {
  const seen = new Set<string>();
  return figures.map(({ data, layout }) =>
    data.map((trace): Trace => {
      if (layout.showlegend === false) return { ...trace, showlegend: false };
      if (!trace.name || trace.showlegend === false) return trace;
      const look = trace.type === "scatter" ? [trace.line?.color, trace.line?.dash, trace.marker?.symbol, trace.mode] : [];
      const key = JSON.stringify([trace.name, trace.type, ...look]);
      if (seen.has(key)) return { ...trace, legendgroup: trace.name, showlegend: false };
      seen.add(key);
      return { ...trace, legendgroup: trace.name };
    }),
  );
}

function describe(figures: readonly Figure[]): string {
  const parts = figures.map((f, i) => `panel ${i + 1}${f.layout.title?.text ? ` (${plainText(f.layout.title.text)})` : ""}: ${f.alt}`);
  return `${figures.length} panels. ${parts.join(" ")}`;
}
