import type { Axis, Layout, Trace } from "../plotly.js";
import { majorTicks, minorTicks, type Tick } from "./ticks.js";

/** An axis with its place on the picture. */
export interface DrawnAxis {
  /** As traces name it: x, x2, y3. */
  readonly id: string;
  readonly letter: "x" | "y";
  readonly spec: Axis;
  readonly log: boolean;
  /** Pixels of the two ends of the range; of a y axis the first is the lower one, so the larger number. */
  readonly start: number;
  readonly end: number;
  /** Linearised, as the layout gives it. */
  readonly range: readonly [number, number];
  /** NaN for a gap, and for what a log axis cannot show. */
  pixel(value: number | null | undefined): number;
  /** From a linearised value. */
  place(linear: number): number;
  readonly ticks: readonly Tick[];
  readonly minor: readonly number[];
}

/** The axes of a layout by the names that traces use. */
export function drawnAxes(layout: Layout, data: readonly Trace[]): Map<string, DrawnAxis> {
  const axes = new Map<string, DrawnAxis>();
  for (const key of Object.keys(layout)) {
    const match = /^([xy])axis(\d*)$/.exec(key);
    if (!match) continue;
    const id = match[1] + match[2];
    axes.set(id, drawnAxis(id, layout[key] as Axis, layout, data));
  }
  for (const axis of axes.values()) {
    const other = axis.spec.scaleanchor ? axes.get(axis.spec.scaleanchor) : undefined;
    if (!other) continue;
    const { id, spec } = equalUnits(axis, other);
    axes.set(id, drawnAxis(id, spec, layout, data));
  }
  return axes;
}

function drawnAxis(id: string, given: Axis, layout: Layout, data: readonly Trace[]): DrawnAxis {
  const letter = id[0] as "x" | "y";
  const spec = given.overlaying && !given.domain ? { ...given, domain: axisOf(layout, given.overlaying).domain } : given;
  const log = spec.type === "log";
  const range = spec.range ?? rangeOfData(id, log, data);
  const [low, high] = spec.domain ?? [0, 1];
  const { l, r, t, b } = layout.margin;
  const along = letter === "x" ? layout.width - l - r : layout.height - t - b;
  const start = letter === "x" ? l + low * along : t + (1 - low) * along;
  const end = letter === "x" ? l + high * along : t + (1 - high) * along;
  const place = (linear: number): number => start + ((linear - range[0]) / (range[1] - range[0])) * (end - start);
  return {
    ...{ id, letter, spec, log, start, end, range, place },
    pixel: (value) => {
      if (value === null || value === undefined || Number.isNaN(value) || (log && value <= 0)) return Number.NaN;
      return place(log ? Math.log10(value) : value);
    },
    ticks: spec.ticks === "" && spec.showticklabels === false ? [] : majorTicks(spec, letter, range, Math.abs(end - start)),
    minor: minorTicks(spec, range),
  };
}

/** Of two axes the one with more pixels per unit, widened about its middle until both have the same. */
function equalUnits(a: DrawnAxis, b: DrawnAxis): { id: string; spec: Axis } {
  const perUnit = ({ start, end, range }: DrawnAxis): number => Math.abs((end - start) / (range[1] - range[0]));
  const [wide, other] = perUnit(a) > perUnit(b) ? [a, b] : [b, a];
  const factor = perUnit(wide) / perUnit(other);
  const middle = (wide.range[0] + wide.range[1]) / 2;
  const half = ((wide.range[1] - wide.range[0]) / 2) * factor;
  return { id: wide.id, spec: { ...wide.spec, range: [middle - half, middle + half] } };
}

/** The axis that a trace names: "y2" stands in the layout as yaxis2. */
export function axisOf(layout: Layout, id: string): Axis {
  return (layout[`${id[0]}axis${id.slice(1)}`] as Axis | undefined) ?? {};
}

/** For layouts that leave the range to plotly: the data and 5 % on both sides. */
function rangeOfData(id: string, log: boolean, data: readonly Trace[]): [number, number] {
  const letter = id[0] as "x" | "y";
  let low = Infinity;
  let high = -Infinity;
  for (const trace of data) {
    if ((trace[`${letter}axis`] ?? letter) !== id) continue;
    const values = letter === "x" ? trace.x : trace.type === "histogram" ? [0, trace.x.length] : trace.y;
    for (const value of values) {
      if (value === null || (log && value <= 0)) continue;
      const linear = log ? Math.log10(value) : value;
      low = Math.min(low, linear);
      high = Math.max(high, linear);
    }
  }
  if (!(low <= high)) return [0, 1];
  const margin = low === high ? 1 : 0.05 * (high - low);
  return [low - margin, high + margin];
}
