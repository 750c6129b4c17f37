import { checkKnownOptions } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { type AxisOptions, axis, paddedRange } from "./axis.js";
import { PALETTE } from "./colours.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import type { BarTrace } from "./plotly.js";
import { type Reference, referenceLabel, referenceShape } from "./references.js";

/** One bar per category. NaN leaves its place empty. */
export interface BarGroup {
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Half lengths of error bars. */
  readonly error?: ArrayLike<number>;
  readonly colour?: string;
}

export interface BarsOptions extends FigureOptions {
  readonly x?: Pick<AxisOptions, "label">;
  /** The label says the unit: values are drawn as they are given. */
  readonly y?: AxisOptions;
  readonly references?: readonly Reference[];
}

const KNOWN = ["key", "title", "mode", "alt", "width", "height", "legend", "x", "y", "references"];
const PATTERNS = ["", "/", "\\", "x", "-", "+", "."] as const;

/**
 * Bars side by side: a group of bars for each category, one of each series. Patterns tell them apart in grey.
 *
 * @param categories what the groups are, from left to right
 * @throws {DomainError} no categories or no series, a value at or below zero on a log axis
 * @throws {ShapeError} a series without one value per category
 */
export function bars(categories: readonly string[], series: readonly BarGroup[], options: BarsOptions = {}): Figure {
  const me = "bars";
  checkKnownOptions(me, options, KNOWN);
  const { references = [] } = options;
  const scale = options.y?.scale ?? "linear";
  if (categories.length === 0 || series.length === 0)
    throw new DomainError(`${me}: there must be at least one category and one series; got ${categories.length} and ${series.length}.`);
  for (const s of series) checkGroup(me, s, categories, scale);
  const width = 0.8 / series.length;
  const traces = series.map((s, i): BarTrace => {
    const colour = s.colour ?? PALETTE[i % PALETTE.length];
    return {
      ...{ type: "bar", name: s.name, x: categories.map((_, k) => k), y: Array.from(s.values), width, offset: -0.4 + i * width },
      marker: {
        ...{ color: colour, line: { color: "#ffffff", width: 1 } },
        ...(i > 0 ? { pattern: { shape: PATTERNS[i % PATTERNS.length], size: 7, fgcolor: "#ffffff", bgcolor: colour } } : {}),
      },
      ...(s.error ? { error_y: { type: "data", array: Array.from(s.error), color: "#222222", thickness: 1.2, width: 4 } as const } : {}),
      ...(series.length === 1 ? { showlegend: false } : {}),
    };
  });
  const ends = series.flatMap((s) => Array.from(s.values, (value, i) => [value + (s.error?.[i] ?? 0), value - (s.error?.[i] ?? 0)]).flat());
  const shown = [...ends.filter((value) => scale === "linear" || value > 0), ...references.map(({ y }) => y)];
  const axes = {
    xaxis: axis(
      { ...options.x, ticks: { values: categories.map((_, k) => k), labels: categories } },
      "linear",
      [-0.6, categories.length - 0.4],
      {
        ...{ anchor: "y", showgrid: false, ticklen: 3 },
      },
    ),
    yaxis: axis(options.y ?? {}, scale, options.y?.range ?? rangeFromZero(shown, scale), { anchor: "x" }),
  };
  const shapes = references.map(({ y }) => ({ ...referenceShape(y), layer: "above" as const }));
  const alt = `${options.y?.label ?? "Values"} of ${series.map((s) => s.name).join(", ")} for ${categories.join(", ")}.`;
  const build = (annotations: Parameters<typeof frame>[0]["annotations"]): Figure =>
    frame({ me, options, traces, axes, shapes, annotations, alt, layout: { barmode: "overlay", bargap: 0.2 } });
  const { layout } = build([]);
  return references.length
    ? build(
        references.map((reference) => ({
          ...referenceLabel(reference, reference.y, scale, layout, traces),
          bgcolor: "rgba(255,255,255,0.8)",
        })),
      )
    : build([]);
}

function rangeFromZero(values: readonly number[], scale: "linear" | "log"): [number, number] {
  if (scale === "log") {
    const [low, high] = paddedRange(values, "log", 0.08);
    return [10 ** Math.floor(Math.log10(low)), high];
  }
  const [low, high] = paddedRange([0, ...values], "linear", 0.07);
  return [values.some((value) => value < 0) ? low : 0, values.some((value) => value > 0) ? high : 0];
}

function checkGroup(me: string, s: BarGroup, categories: readonly string[], scale: "linear" | "log"): void {
  for (const key of ["values", "error"] as const)
    if (s[key] && s[key].length !== categories.length)
      throw new ShapeError(`${me}: ${key} of series "${s.name}" must be one per category, ${categories.length}; got ${s[key].length}.`);
  if (!Array.from(s.values).some(Number.isFinite)) throw new DomainError(`${me}: series "${s.name}" has no finite value; leave it out.`);
  const i = scale === "log" ? Array.from(s.values).findIndex((value) => value <= 0) : -1;
  if (i >= 0)
    throw new DomainError(
      `${me}: a logarithmic y axis shows positive values only; series "${s.name}" has ${s.values[i]} for ${categories[i]}. Use a linear axis.`,
    );
}
