import { checkInteger, checkKnownOptions } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { type AxisOptions, axis, paddedRange } from "./axis.js";
import { checkSeriesList } from "./checkSeriesList.js";
import { DASHES, PALETTE, withOpacity } from "./colours.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import type { ScatterTrace } from "./plotly.js";

/** Values, or counts that were made elsewhere: `counts[i]` of the bin from `edges[i]` to `edges[i + 1]`. */
export type Histogram = { readonly name: string; readonly colour?: string } & (
  | { readonly values: ArrayLike<number> }
  | { readonly counts: ArrayLike<number>; readonly edges: ArrayLike<number> }
);

export interface HistogramOptions extends FigureOptions {
  /** Equal bins over the range of all values, or over a given range. Default 40. */
  readonly bins?: number | { readonly start: number; readonly end: number; readonly count: number };
  /** Area 1 under each outline. Default true; otherwise counts. */
  readonly density?: boolean;
  readonly x?: Omit<AxisOptions, "scale">;
  readonly y?: Omit<AxisOptions, "scale">;
}

const KNOWN = ["key", "title", "mode", "alt", "width", "height", "legend", "bins", "density", "x", "y"];

/**
 * Histograms over each other, as filled outlines with a dash of their own. All values share one set of bins; each bin holds its lower end, the last
 * both.
 *
 * @throws {DomainError} no series, a value that is not finite or lies outside given bins, no values
 * @throws {ShapeError} edges that are not one more than counts
 */
export function histogram(series: readonly Histogram[], options: HistogramOptions = {}): Figure {
  const me = "histogram";
  checkKnownOptions(me, options, KNOWN);
  const { density = true } = options;
  checkSeriesList(me, series, "{ name, values }", (s) => ("counts" in s ? ["counts", "edges"] : ["values"]));
  const common = commonEdges(me, series, options.bins ?? 40);
  const outlines = series.map((s) => ("values" in s ? counted(me, s, common) : given(me, s)));
  const traces = outlines.map(({ edges, counts }, i): ScatterTrace => {
    const { name, colour = PALETTE[i % PALETTE.length] } = series[i];
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (!(total > 0)) throw new DomainError(`${me}: series "${name}" has no values; leave it out.`);
    const heights = counts.map((count, k) => (density ? count / (total * (edges[k + 1] - edges[k])) : count));
    return {
      ...{ type: "scatter", mode: "lines", name, x: [edges[0], ...edges], y: [0, ...heights, 0] },
      line: { color: colour, width: 1.5, shape: "hv", dash: DASHES[i % DASHES.length] },
      ...{ fill: "tozeroy", fillcolor: withOpacity(colour, 0.25) },
      ...(series.length === 1 ? { showlegend: false } : {}),
    };
  });
  const top = Math.max(...traces.flatMap((trace) => trace.y.map(Number)));
  return frame({
    ...{ me, options, traces },
    axes: {
      xaxis: axis(
        options.x ?? {},
        "linear",
        options.x?.range ??
          paddedRange(
            outlines.flatMap((o) => o.edges),
            "linear",
            0.02,
          ),
        { anchor: "y" },
      ),
      yaxis: axis({ label: density ? "density" : "count", ...options.y }, "linear", options.y?.range ?? [0, 1.05 * top], { anchor: "x" }),
    },
    alt: `Histogram of ${options.x?.label ?? "values"}: ${series.map((s) => s.name).join(", ")}.`,
  });
}

interface Counts {
  readonly edges: number[];
  readonly counts: number[];
}

function commonEdges(me: string, series: readonly Histogram[], bins: NonNullable<HistogramOptions["bins"]>): number[] {
  const count = typeof bins === "number" ? bins : bins.count;
  checkInteger(me, "bins", count, 1, 10_000);
  let [low, high] = [Infinity, -Infinity];
  for (const s of series) {
    if (!("values" in s)) continue;
    for (let i = 0; i < s.values.length; i++) {
      if (!Number.isFinite(s.values[i]))
        throw new DomainError(`${me}: values of series "${s.name}" must be finite; got ${s.values[i]} at index ${i}.`);
      low = Math.min(low, s.values[i]);
      high = Math.max(high, s.values[i]);
    }
  }
  if (typeof bins !== "number") [low, high] = [bins.start, bins.end];
  else if (low === high) [low, high] = [low - 0.5, high + 0.5];
  if (typeof bins !== "number" && !(low < high)) throw new DomainError(`${me}: bins.start must be below bins.end; got ${low} and ${high}.`);
  return Array.from({ length: count + 1 }, (_, k) => (k === count ? high : low + ((high - low) * k) / count));
}

function counted(me: string, s: { name: string; values: ArrayLike<number> }, edges: readonly number[]): Counts {
  const bins = edges.length - 1;
  const counts = new Array<number>(bins).fill(0);
  const [low, high] = [edges[0], edges[bins]];
  for (let i = 0; i < s.values.length; i++) {
    const value = s.values[i];
    if (value < low || value > high)
      throw new DomainError(
        `${me}: value ${value} of series "${s.name}" lies outside the bins, ${low} to ${high}; widen bins.start and bins.end.`,
      );
    counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++;
  }
  return { edges: [...edges], counts };
}

function given(me: string, s: { name: string; counts: ArrayLike<number>; edges: ArrayLike<number> }): Counts {
  if (s.edges.length !== s.counts.length + 1)
    throw new ShapeError(
      `${me}: series "${s.name}" must have one more edge than counts; got ${s.edges.length} edges and ${s.counts.length} counts.`,
    );
  return { edges: Array.from(s.edges), counts: Array.from(s.counts) };
}
