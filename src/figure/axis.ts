import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Axis } from "./plotly.js";
import { FONT_SIZE, TICK_SIZE } from "./style.js";
import { DECADE_LABEL_SCALE } from "./svg/ticks.js";

export interface AxisOptions {
  readonly label?: string;
  readonly scale?: "linear" | "log";
  /** First and last value shown, in the unit of the axis; of a log axis also the values themselves. */
  readonly range?: readonly [number, number];
  /** Ticks at these values, with these labels. */
  readonly ticks?: { readonly values: readonly number[]; readonly labels?: readonly string[] };
}

/** The axes among the options of a figure: a text where a label is meant would be lost in silence. */
export function checkAxes(me: string, options: object): void {
  for (const name of ["x", "y", "y2"]) {
    const given = (options as Record<string, unknown>)[name];
    if (given === undefined) continue;
    if (typeof given !== "object" || given === null)
      throw new DomainError(`${me}: ${name} must be an object such as { label: "epoch", scale: "log" }; got ${JSON.stringify(given)}.`);
    checkKnownOptions(`${me}, ${name}`, given, ["label", "scale", "range", "ticks"]);
    const { scale } = given as AxisOptions;
    if (scale !== undefined) checkOneOf(me, `${name}.scale`, scale, ["linear", "log"]);
  }
}

/** One axis in our look. */
export function axis(options: AxisOptions, scale: "linear" | "log", range: readonly [number, number], more: Partial<Axis> = {}): Axis {
  const { label, ticks } = options;
  const log = scale === "log";
  return {
    type: scale,
    range: log ? [Math.log10(range[0]), Math.log10(range[1])] : range,
    ...(label ? { title: { text: label, standoff: 8, font: { size: FONT_SIZE } } } : {}),
    ...tickSettings(ticks, log, range),
    ...{ ticks: "outside", ticklen: 5, showline: true, mirror: true, linecolor: "#444444", linewidth: 1, tickcolor: "#444444" },
    ...{ showgrid: true, gridcolor: "#eeeeee", zeroline: false, tickangle: 0 },
    ...more,
  };
}

function tickSettings(ticks: AxisOptions["ticks"], log: boolean, range: readonly [number, number]): Partial<Axis> {
  const tickfont = { size: TICK_SIZE };
  if (ticks) return { tickmode: "array", tickvals: ticks.values, ticktext: ticks.labels ?? ticks.values.map(String), tickfont };
  const largest = Math.max(Math.abs(range[0]), Math.abs(range[1]));
  if (!log) return { tickfont, exponentformat: largest >= 1e6 || largest < 1e-3 ? "power" : "none" };
  const [low, high] = [Math.log10(range[0]), Math.log10(range[1])];
  const decades = Math.floor(high + 1e-9) - Math.ceil(low - 1e-9) + 1;
  if (decades < 2) return { tickmode: "array", ...roundValues(range), tickfont };
  const dtick = Math.ceil(decades / 8);
  // plotly sets powers of ten 1.25 times as large as other labels
  const settings = { dtick, exponentformat: "power", tickfont: { size: TICK_SIZE / DECADE_LABEL_SCALE } };
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
