import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { natsToBits, type Unit } from "../core/units.js";
import { type AxisOptions, axis, paddedRange } from "./axis.js";
import { checkSeriesList } from "./checkSeriesList.js";
import { curve, type Series } from "./curve.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import type { Annotation, Trace } from "./plotly.js";
import { type Mark, markLabel, markShape, type Reference, referenceLabel, referenceShape } from "./references.js";

export interface LinesOptions extends FigureOptions {
  /** Default label "epoch"; default scale: "log" where all x are positive and span a factor of 50, else "linear". */
  readonly x?: AxisOptions;
  /** Default label "I(X;T)", with the unit. */
  readonly y?: AxisOptions;
  readonly y2?: AxisOptions;
  /** The unit in which y is drawn; "none" for what is no information: losses, accuracies. Default "nats". */
  readonly unit?: Unit | "none";
  readonly references?: readonly Reference[];
  readonly marks?: readonly Mark[];
  /** "sequential" for series in an order, such as bin sizes. */
  readonly palette?: "categorical" | "sequential";
  /** "auto": markers where no curve has more than 40 points, dashes elsewhere. */
  readonly markers?: boolean | "auto";
  readonly legendTitle?: string;
}

const KNOWN = [
  ...["key", "title", "mode", "alt", "width", "height", "legend"],
  ...["x", "y", "y2", "unit", "references", "marks", "palette", "markers", "legendTitle"],
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
  const { unit = "nats", references = [], marks = [], palette = "categorical", legendTitle } = options;
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
      markers || series.some((s) => s.draw === "points") ? 0.03 : 0,
    );
  const shapes = [...references.map(({ y }) => referenceShape(inUnit(y))), ...marks.map(markShape)];
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
  const markLabels = marks.map((mark) => markLabel(mark, xScale));
  if (references.length === 0) return build(markLabels);
  const { layout } = build(markLabels);
  return build([...markLabels, ...references.map((reference) => referenceLabel(reference, inUnit(reference.y), yScale, layout, traces))]);
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
  checkSeriesList(me, series, "{ name, x, y }", () => ["x", "y"]);
  for (const { name, x, y, error, draw = "line" } of series) {
    checkOneOf(me, `draw of series "${name}"`, draw, ["line", "points", "both"]);
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
