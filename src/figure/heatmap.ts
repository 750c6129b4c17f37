import { checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { type AxisOptions, axis, paddedRange } from "./axis.js";
import { DIVERGING, VIRIDIS } from "./colours.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import { valueBar } from "./valueBar.js";

export interface HeatmapOptions extends Omit<FigureOptions, "legend"> {
  /** Middles (one per column) or edges (one more) of the columns. Default 0, 1, 2 ... */
  readonly xValues?: ArrayLike<number>;
  /** The same for the rows; row 0 is drawn at the bottom. */
  readonly yValues?: ArrayLike<number>;
  readonly x?: Omit<AxisOptions, "scale" | "range">;
  readonly y?: Omit<AxisOptions, "scale" | "range">;
  /** What the colours are, with the unit. */
  readonly label?: string;
  /** Values of the first and the last colour. Default: the extremes; with `palette: "diverging"` the same distance on both sides of 0. */
  readonly range?: readonly [number, number];
  readonly palette?: "sequential" | "diverging";
  readonly colourBar?: boolean;
}

const KNOWN = [
  ...["key", "title", "mode", "alt", "width", "height"],
  ...["xValues", "yValues", "x", "y", "label", "range", "palette", "colourBar"],
];

/**
 * A matrix as colours, with a colour bar. NaN stays empty.
 *
 * @param values rows along y, columns along x
 * @throws {ShapeError} xValues or yValues have neither one value per cell nor one more
 * @throws {DomainError} no finite value, or xValues or yValues that do not rise
 */
export function heatmap(values: Matrix, options: HeatmapOptions = {}): Figure {
  const me = "heatmap";
  checkKnownOptions(me, options, KNOWN);
  checkMatrix(me, "values", values);
  checkNotEmpty(me, "values", values);
  const { palette = "sequential", colourBar = true } = options;
  checkOneOf(me, "palette", palette, ["sequential", "diverging"]);
  const finite = Array.from(values.data).filter(Number.isFinite);
  if (finite.length === 0)
    throw new DomainError(`${me}: values must hold at least one finite number; got none in ${values.rows}×${values.cols}.`);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const [zmin, zmax] = options.range ?? (palette === "diverging" ? [-largest, largest] : paddedRange(finite, "linear", 0));
  const x = edges(me, "xValues", options.xValues, values.cols);
  const y = edges(me, "yValues", options.yValues, values.rows);
  const z = Array.from({ length: values.rows }, (_, i) => Array.from(values.data.subarray(i * values.cols, (i + 1) * values.cols)));
  const colorscale = palette === "diverging" ? DIVERGING : VIRIDIS;
  return frame({
    ...{ me, options, size: [620, 480] },
    traces: [
      {
        type: "heatmap",
        name: "",
        x,
        y,
        z,
        zmin,
        zmax,
        colorscale,
        showscale: colourBar,
        ...(colourBar ? { colorbar: valueBar(options.label) } : {}),
      },
    ],
    axes: {
      xaxis: axis(options.x ?? {}, "linear", [x[0], x.at(-1)!], { anchor: "y", showgrid: false }),
      yaxis: axis(options.y ?? {}, "linear", [y[0], y.at(-1)!], { anchor: "x", showgrid: false }),
    },
    alt: `${options.label ?? "Values"} as colours, ${values.rows} rows (${options.y?.label ?? "y"}) by ${values.cols} columns (${options.x?.label ?? "x"}), from ${Number(zmin.toPrecision(4))} to ${Number(zmax.toPrecision(4))}.`,
  });
}

function edges(me: string, name: string, given: ArrayLike<number> | undefined, cells: number): number[] {
  const values = given ? Array.from(given) : Array.from({ length: cells }, (_, i) => i);
  if (values.length !== cells && values.length !== cells + 1)
    throw new ShapeError(`${me}: ${name} must be ${cells} middles or ${cells + 1} edges; got ${values.length} values.`);
  const falls = values.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && value <= values[i - 1]));
  if (falls >= 0) throw new DomainError(`${me}: ${name} must be finite and rise; got ${values[falls]} at index ${falls}.`);
  if (values.length === cells + 1) return values;
  const half = (i: number): number => (cells === 1 ? 0.5 : (values[i + 1] - values[i]) / 2);
  const inner = values.slice(1).map((value, i) => (value + values[i]) / 2);
  return [values[0] - half(0), ...inner, values[cells - 1] + half(Math.max(0, cells - 2))];
}
