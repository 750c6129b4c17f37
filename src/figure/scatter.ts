import { checkKnownOptions } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { type AxisOptions, axis, paddedRange } from "./axis.js";
import { checkSeriesList } from "./checkSeriesList.js";
import { PALETTE, SYMBOLS, VIRIDIS } from "./colours.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import type { ScatterTrace } from "./plotly.js";
import { valueBar } from "./valueBar.js";

/** Points in a plane. A point with a NaN is left out. */
export interface Points {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Half lengths of error bars. */
  readonly xError?: ArrayLike<number>;
  readonly yError?: ArrayLike<number>;
  readonly colour?: string;
  /** Colours the points by a number each, with a colour bar. */
  readonly values?: ArrayLike<number>;
}

export interface ScatterOptions extends FigureOptions {
  readonly x?: AxisOptions;
  readonly y?: AxisOptions;
  /** Diameter in pixels. Default: 7 for up to 200 points, 4 up to 2000, 2.5 beyond. */
  readonly size?: number;
  readonly opacity?: number;
  /** One unit of x as long as one unit of y. */
  readonly equal?: boolean;
  /** What `values` are. */
  readonly valueLabel?: string;
  readonly valueRange?: readonly [number, number];
}

const KNOWN = [
  ...["key", "title", "mode", "alt", "width", "height", "legend"],
  ...["x", "y", "size", "opacity", "equal", "valueLabel", "valueRange"],
];

/**
 * Points in a plane, one colour and symbol per series, or coloured by a value.
 *
 * @throws {DomainError} no series, a series without a finite point, a value that a log axis cannot show
 * @throws {ShapeError} arrays of one series differ in length
 */
export function scatter(series: readonly Points[], options: ScatterOptions = {}): Figure {
  const me = "scatter";
  checkKnownOptions(me, options, KNOWN);
  checkSeriesList(me, series, "{ name, x, y }", () => ["x", "y"]);
  if (options.equal && (options.x?.scale === "log" || options.y?.scale === "log"))
    throw new DomainError(`${me}: equal needs two linear axes; got a logarithmic one.`);
  for (const s of series) checkPoints(me, s, options);
  const count = Math.max(...series.map((s) => s.x.length));
  const size = options.size ?? (count <= 200 ? 7 : count <= 2000 ? 4 : 2.5);
  const values = series.flatMap((s) => Array.from(s.values ?? []).filter(Number.isFinite));
  const [cmin, cmax] = options.valueRange ?? (values.length ? paddedRange(values, "linear", 0) : [0, 1]);
  let barGiven = false;
  const traces = series.map((s, i): ScatterTrace => {
    const showscale = s.values !== undefined && !barGiven;
    barGiven ||= showscale;
    const colour = s.colour ?? PALETTE[i % PALETTE.length];
    const bars = (error: ArrayLike<number>): ScatterTrace["error_x"] => ({
      ...{ type: "data", array: Array.from(error), color: colour, thickness: 1.2, width: 3 },
    });
    return {
      ...{ type: "scatter", mode: "markers", name: s.name, x: Array.from(s.x), y: Array.from(s.y) },
      ...(series.length === 1 ? { showlegend: false } : {}),
      ...(s.xError ? { error_x: bars(s.xError) } : {}),
      ...(s.yError ? { error_y: bars(s.yError) } : {}),
      marker: {
        ...{ symbol: count > 200 ? "circle" : SYMBOLS[i % SYMBOLS.length], size, opacity: options.opacity ?? 1 },
        ...(s.values
          ? {
              color: Array.from(s.values),
              colorscale: VIRIDIS,
              cmin,
              cmax,
              ...(showscale ? { showscale, colorbar: valueBar(options.valueLabel) } : {}),
            }
          : { color: colour }),
      },
    };
  });
  const range = (letter: "x" | "y"): readonly [number, number] =>
    options[letter]?.range ??
    paddedRange(
      series.flatMap((s) => Array.from(s[letter])),
      options[letter]?.scale ?? "linear",
    );
  return frame({
    ...{ me, options, traces },
    axes: {
      xaxis: axis(options.x ?? {}, options.x?.scale ?? "linear", range("x"), {
        anchor: "y",
        ...(options.equal ? { scaleanchor: "y" } : {}),
      }),
      yaxis: axis(options.y ?? {}, options.y?.scale ?? "linear", range("y"), { anchor: "x" }),
    },
    alt: `${options.y?.label ?? "y"} against ${options.x?.label ?? "x"}: ${series.map((s) => `${s.name} (${s.x.length} points)`).join(", ")}.`,
  });
}

function checkPoints(me: string, s: Points, { x, y }: ScatterOptions): void {
  for (const key of ["y", "xError", "yError", "values"] as const)
    if (s[key] && s[key].length !== s.x.length)
      throw new ShapeError(`${me}: x and ${key} of series "${s.name}" must have the same length; got ${s.x.length} and ${s[key].length}.`);
  if (!Array.from(s.x).some((value, i) => Number.isFinite(value) && Number.isFinite(s.y[i])))
    throw new DomainError(`${me}: series "${s.name}" has no point with finite x and y (length ${s.x.length}); leave it out.`);
  for (const letter of ["x", "y"] as const) {
    if ((letter === "x" ? x : y)?.scale !== "log") continue;
    const i = Array.from(s[letter]).findIndex((value) => value <= 0);
    if (i >= 0)
      throw new DomainError(
        `${me}: a logarithmic ${letter} axis shows positive values only; series "${s.name}" has ${letter} = ${s[letter][i]} at index ${i}. Leave that point out, or use a linear axis.`,
      );
  }
}
