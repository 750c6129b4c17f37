import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { natsToBits, type Unit } from "../core/units.js";
import { colourAt, DASHES, PALETTE, SYMBOLS, VIRIDIS, withOpacity } from "./colours.js";
import type { Figure } from "./figure.js";
import { type AxisOptions, axis, type FigureOptions, frame, paddedRange, TICK_FONT } from "./frame.js";
import { coverage } from "./placeLegend.js";
import type { Annotation, Dash, Layout, ScatterTrace, Shape, Trace } from "./plotly.js";
import { richTextWidth } from "./svg/richText.js";

/** A curve. NaN leaves a gap. */
export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  /** In nats where the axis has a unit of information. */
  readonly y: ArrayLike<number>;
  /** Half width of a band about the curve, e.g. one standard error, in the unit of y. */
  readonly error?: ArrayLike<number>;
  readonly colour?: string;
  readonly dash?: Dash;
  /** "right": on a second y axis, labelled by `y2`, drawn as it is given whatever the unit. */
  readonly side?: "left" | "right";
}

/** A horizontal line with its name written on it. */
export interface Reference {
  /** In nats where the axis has a unit of information. */
  readonly y: number;
  readonly label: string;
}

export interface LinesOptions extends FigureOptions {
  /** Default label "epoch"; default scale: "log" where all x are positive and span a factor of 50, else "linear". */
  readonly x?: AxisOptions;
  /** Default label "I(X;T)", with the unit. */
  readonly y?: AxisOptions;
  readonly y2?: AxisOptions;
  /** The unit in which y is drawn; "none" for what is no information: losses, accuracies. Default "nats". */
  readonly unit?: Unit | "none";
  readonly references?: readonly Reference[];
  /** "sequential" for series in an order, such as bin sizes. */
  readonly palette?: "categorical" | "sequential";
  /** "auto": markers where no curve has more than 40 points, dashes elsewhere. */
  readonly markers?: boolean | "auto";
  readonly legendTitle?: string;
}

const KNOWN = [
  ...["key", "title", "mode", "alt", "width", "height", "legend"],
  ...["x", "y", "y2", "unit", "references", "palette", "markers", "legendTitle"],
];

/**
 * Curves against epochs or any other variable, with error bands and horizontal reference lines.
 *
 * @param series y, errors and references in nats; `unit` says what is drawn
 * @throws {DomainError} no series, a series without a finite point, a value that a log axis cannot show, an unknown option
 * @throws {ShapeError} x, y and error of a series differ in length
 */
export function lines(series: readonly Series[], options: LinesOptions = {}): Figure {
  const me = "lines";
  checkKnownOptions(me, options, KNOWN);
  const { unit = "nats", references = [], palette = "categorical", legendTitle } = options;
  checkOneOf(me, "unit", unit, ["nats", "bits", "none"]);
  checkOneOf(me, "palette", palette, ["categorical", "sequential"]);
  checkSeries(me, series);
  const inUnit = unit === "bits" ? natsToBits : (value: number): number => value;
  const left = series.filter((s) => s.side !== "right");
  const right = series.filter((s) => s.side === "right");
  const xScale = options.x?.scale ?? automaticScale(series);
  const yScale = options.y?.scale ?? "linear";
  const y2Scale = options.y2?.scale ?? "linear";
  for (const s of series) {
    if (xScale === "log") checkLog(me, s.name, "x", s.x);
    if ((s.side === "right" ? y2Scale : yScale) === "log") checkLog(me, s.name, "y", s.y);
  }
  const long = series.some((s) => s.x.length > 40);
  const markers = options.markers === undefined || options.markers === "auto" ? !long : options.markers;
  const traces: Trace[] = [];
  for (const [i, s] of series.entries()) {
    const own =
      s.side === "right" ? { inUnit: (value: number): number => value, log: y2Scale === "log" } : { inUnit, log: yScale === "log" };
    traces.push(...curve(s, i, series.length, { palette, markers, ...own }));
  }
  const xRange =
    options.x?.range ??
    paddedRange(
      series.flatMap((s) => finiteX(s)),
      xScale,
      markers ? 0.03 : 0,
    );
  const shapes = references.map(({ y }): Shape => {
    const line = { color: "#555555", width: 1.2, dash: "dash" } as const;
    return { type: "line", xref: "x domain", x0: 0, x1: 1, yref: "y", y0: inUnit(y), y1: inUnit(y), layer: "below", line };
  });
  const yRange = options.y?.range ?? yRangeOf(left.length ? left : series, references, inUnit, yScale);
  const label = (text: string): string => (unit === "none" ? text : `${text} (${unit})`);
  const yLabel = label(options.y?.label ?? (unit === "none" ? "" : "I(X;T)"));
  const rightRange = (): readonly [number, number] => options.y2?.range ?? yRangeOf(right, [], (value) => value, y2Scale);
  const y2Settings = { anchor: "x", overlaying: "y", side: "right", mirror: false, showgrid: false, tickmode: "auto" } as const;
  const axes = {
    xaxis: axis({ label: "epoch", ...options.x }, xScale, xRange, { anchor: "y" }),
    yaxis: axis({ ...options.y, label: yLabel }, yScale, yRange, { anchor: "x", mirror: right.length === 0 }),
    ...(right.length ? { yaxis2: axis(options.y2 ?? {}, y2Scale, rightRange(), y2Settings) } : {}),
  };
  const names = series.map((s) => s.name).join(", ");
  const alt = `${yLabel || "values"} against ${options.x?.label ?? "epoch"}, ${series.length === 1 ? "one curve" : `${series.length} curves`}: ${names}.`;
  const build = (annotations: readonly Annotation[]): Figure => frame({ me, options, traces, axes, shapes, annotations, alt, legendTitle });
  if (references.length === 0) return build([]);
  const { layout } = build([]);
  return build(references.map((reference) => referenceLabel(reference, inUnit(reference.y), yScale, layout, traces)));
}

interface Style {
  readonly palette: "categorical" | "sequential";
  readonly markers: boolean;
  readonly inUnit: (nats: number) => number;
  readonly log: boolean;
}

/** The band, if there are errors, and the curve. */
function curve(s: Series, i: number, count: number, { palette, markers, inUnit, log }: Style): Trace[] {
  const sequential = (): string => colourAt(VIRIDIS, count === 1 ? 0 : (0.9 * i) / (count - 1));
  const colour = s.colour ?? (palette === "sequential" ? sequential() : PALETTE[i % PALETTE.length]);
  const dash = s.dash ?? (markers ? "solid" : DASHES[i % DASHES.length]);
  const y = Array.from(s.y, inUnit);
  const error = s.error && Array.from(s.error, inUnit);
  const place = s.side === "right" ? { yaxis: "y2" } : {};
  const main: ScatterTrace = {
    ...{ type: "scatter", mode: markers ? "lines+markers" : "lines", name: s.name, legendgroup: s.name, ...place },
    ...{ x: Array.from(s.x), y, line: { color: colour, width: 2, dash } },
    ...(markers ? { marker: { symbol: SYMBOLS[i % SYMBOLS.length], size: 7, color: colour } } : {}),
    ...(error ? { error_y: { type: "data", array: error, visible: false } as const } : {}),
  };
  if (!error) return [main];
  return [
    { ...band(Array.from(s.x), y, error, log), ...place, name: s.name, legendgroup: s.name, fillcolor: withOpacity(colour, 0.2) },
    main,
  ];
}

/** One closed outline per run of finite points; on a log axis it ends where the lower edge would leave the axis. */
function band(x: readonly number[], y: readonly number[], error: readonly number[], log: boolean): ScatterTrace {
  const outline: { x: (number | null)[]; y: (number | null)[] } = { x: [], y: [] };
  let run: number[] = [];
  const close = (): void => {
    if (run.length > 1) {
      const back = [...run].reverse();
      const low = (i: number): number => (log && y[i] - error[i] <= 0 ? y[i] / 1e6 : y[i] - error[i]);
      outline.x.push(...run.map((i) => x[i]), ...back.map((i) => x[i]), null);
      outline.y.push(...run.map((i) => y[i] + error[i]), ...back.map(low), null);
    }
    run = [];
  };
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i]) && Number.isFinite(y[i]) && Number.isFinite(error[i])) run.push(i);
    else close();
  }
  close();
  const rest = { showlegend: false, hoverinfo: "skip", meta: { role: "band" } } as const;
  return { type: "scatter", mode: "none", ...outline, fill: "toself", ...rest };
}

function yRangeOf(
  series: readonly Series[],
  references: readonly Reference[],
  inUnit: (nats: number) => number,
  scale: "linear" | "log",
): [number, number] {
  const values = series.flatMap((s) =>
    Array.from(s.y, (y, i) => {
      const error = s.error?.[i] ?? 0;
      const low = scale === "log" && y - error <= 0 ? y : y - error;
      return [inUnit(y), inUnit(low), inUnit(y + error)];
    }).flat(),
  );
  const range = paddedRange([...values, ...references.map(({ y }) => inUnit(y))], scale);
  const highest = Math.max(...references.map(({ y }) => inUnit(y)), -Infinity);
  // room above the uppermost reference line for its name
  if (scale === "linear" && range[1] - highest < 0.09 * (range[1] - range[0])) range[1] = highest + 0.09 * (range[1] - range[0]);
  return range;
}

/** Above the line, at the end where it covers less. */
function referenceLabel({ label }: Reference, y: number, scale: "linear" | "log", layout: Layout, traces: readonly Trace[]): Annotation {
  const { l, r, t, b } = layout.margin;
  const [low, high] = (layout.yaxis as { range: [number, number] }).range;
  const linear = scale === "log" ? Math.log10(y) : y;
  const bottom = t + (1 - (linear - low) / (high - low)) * (layout.height - t - b) - 1;
  const width = richTextWidth(label, TICK_FONT) + 4;
  const covered = (xanchor: "left" | "right"): number => {
    const left = xanchor === "left" ? l + 6 : layout.width - r - 6 - width;
    return coverage({ ...layout, shapes: [] }, traces, { left, right: left + width, top: bottom - 16, bottom });
  };
  const xanchor = covered("left") <= covered("right") ? "left" : "right";
  return {
    ...{ text: label, xref: "x domain", yref: "y", x: xanchor === "left" ? 0 : 1, y: linear, xanchor, yanchor: "bottom" },
    ...{ xshift: xanchor === "left" ? 6 : -6, yshift: 1, font: { size: TICK_FONT, color: "#333333" } },
  };
}

function automaticScale(series: readonly Series[]): "linear" | "log" {
  let low = Infinity;
  let high = -Infinity;
  for (const s of series)
    for (const x of finiteX(s)) {
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
  return low > 0 && high / low >= 50 ? "log" : "linear";
}

function finiteX(s: Series): number[] {
  return Array.from(s.x).filter((x, i) => Number.isFinite(x) && Number.isFinite(s.y[i]));
}

function checkSeries(me: string, series: readonly Series[]): void {
  if (series.length === 0) throw new DomainError(`${me}: there must be at least one series { name, x, y }; got none.`);
  for (const { name, x, y, error } of series) {
    const lengths = error ? `x ${x.length}, y ${y.length} and error ${error.length}` : `x ${x.length} and y ${y.length}`;
    if (x.length !== y.length || (error && error.length !== x.length))
      throw new ShapeError(`${me}: x, y and error of series "${name}" must have the same length; got ${lengths}.`);
    if (!Array.from(x).some((value, i) => Number.isFinite(value) && Number.isFinite(y[i])))
      throw new DomainError(`${me}: series "${name}" has no point with finite x and y (length ${x.length}); leave it out.`);
  }
}

function checkLog(me: string, name: string, letter: "x" | "y", values: ArrayLike<number>): void {
  const i = Array.from(values).findIndex((value) => value <= 0);
  if (i >= 0)
    throw new DomainError(
      `${me}: a logarithmic ${letter} axis shows positive values only; series "${name}" has ${letter} = ${values[i]} at index ${i}. Leave that point out (NaN leaves a gap), or pass ${letter}: { scale: "linear" }.`,
    );
}
