import type { Axis } from "../plotly.js";

export interface Tick {
  /** Linearised: the value itself, or its decimal logarithm on a log axis. */
  readonly at: number;
  readonly label: string;
}

/** Font size of "10" with an exponent over that of the axis: plotly enlarges the labels of decades by it. */
export const DECADE_LABEL_SCALE = 1.25;

/**
 * Where plotly puts ticks, and what it writes beside them, for the settings that our layouts use: given values, decades, or round steps of
 * 1, 2 and 5.
 *
 * @param range linearised
 * @param pixels length of the axis
 */
export function majorTicks(axis: Axis, letter: "x" | "y", range: readonly [number, number], pixels: number): Tick[] {
  const log = axis.type === "log";
  const inside = ({ at }: Tick): boolean =>
    at >= Math.min(...range) - 1e-9 * Math.abs(range[1] - range[0]) && at <= Math.max(...range) + 1e-9 * Math.abs(range[1] - range[0]);
  if (axis.tickmode === "array")
    return (axis.tickvals ?? [])
      .map((value, i) => ({ at: log ? Math.log10(value) : value, label: axis.ticktext?.[i] ?? String(value) }))
      .filter(inside);
  if (log) return decades(range, typeof axis.dtick === "number" ? axis.dtick : 1);
  const step = typeof axis.dtick === "number" ? axis.dtick : roundStep(Math.abs(range[1] - range[0]), letter, pixels, axis.nticks);
  return multiples(range, step).map((at) => ({ at, label: numberLabel(at, step, range, axis.exponentformat === "power") }));
}

/** Ticks without labels at 2 ... 9 times each power of ten, where the axis asks for them. */
export function minorTicks(axis: Axis, range: readonly [number, number]): number[] {
  if (axis.type !== "log" || axis.minor?.ticks !== "outside" || axis.minor.dtick !== "D1") return [];
  const [low, high] = [Math.min(...range), Math.max(...range)];
  const found: number[] = [];
  for (let decade = Math.floor(low); decade <= high; decade++)
    for (let digit = 2; digit <= 9; digit++) {
      const at = decade + Math.log10(digit);
      if (at >= low && at <= high) found.push(at);
    }
  return found;
}

/** 1, 2 or 5 times a power of ten, so that there is a tick about every 80 (x) or 40 (y) pixels, or at most `most` of them. */
export function roundStep(span: number, letter: "x" | "y", pixels: number, most?: number): number {
  const count = most ?? Math.min(9, Math.max(4, pixels / (letter === "y" ? 40 : 80))) + 1;
  const rough = span / count;
  const base = 10 ** Math.floor(Math.log10(rough));
  const mantissa = rough / base;
  return base * (mantissa < 1 + 1e-9 ? 1 : mantissa < 2 ? 2 : mantissa < 5 ? 5 : 10);
}

function multiples(range: readonly [number, number], step: number): number[] {
  const [low, high] = [Math.min(...range), Math.max(...range)];
  const found: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(k * step);
  return found;
}

function decades(range: readonly [number, number], step: number): Tick[] {
  return multiples(range, step).map((p) => ({ at: p, label: decadeLabel(Math.round(p)) }));
}

/** 1, 10, 10², as plotly writes powers of ten. */
export function decadeLabel(power: number): string {
  if (power === 0) return "1";
  if (power === 1) return "10";
  return `10<sup>${power < 0 ? "\u2212" : ""}${Math.abs(power)}</sup>`;
}

function numberLabel(value: number, step: number, range: readonly [number, number], power: boolean): string {
  const largest = Math.max(Math.abs(range[0]), Math.abs(range[1]));
  const exponent = Math.floor(Math.log10(largest) + 0.01);
  if (Math.abs(value) < step * 1e-6) return "0";
  if (!power || Math.abs(exponent) <= 3) return signed(trimmed(value, step));
  return `${signed(trimmed(value / 10 ** exponent, step / 10 ** exponent))}×10<sup>${signed(String(exponent))}</sup>`;
}

function trimmed(value: number, step: number): string {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(step) + 0.01));
  const text = value.toFixed(Math.min(decimals, 20));
  const [whole, fraction] = (text.includes(".") ? text.replace(/\.?0+$/, "") : text).split(".");
  const grouped = whole.replace("-", "").length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole; // as plotly does from 10,000 on
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function signed(text: string): string {
  return text.startsWith("-") ? `\u2212${text.slice(1)}` : text;
}
