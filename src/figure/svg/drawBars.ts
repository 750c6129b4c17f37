import type { BarTrace, HistogramTrace, Trace } from "../plotly.js";
import type { DrawnAxis } from "./drawnAxis.js";
import { errorBars } from "./drawScatter.js";
import { cut, escapeXml } from "./richText.js";

/** A bar in the values of its axes. */
interface Bar {
  readonly left: number;
  readonly right: number;
  readonly base: number;
  readonly top: number;
}

/** The bars of one trace; those side by side (barmode "group") have their offset in the trace. */
export function drawBars(trace: BarTrace, x: DrawnAxis, y: DrawnAxis, index: number): string {
  const bars = trace.x.map((value, i): Bar | undefined => {
    const height = trace.y[i];
    if (value === null || height === null || height === undefined) return undefined;
    const width = at(trace.width, i) ?? 0.8;
    const left = value + (at(trace.offset, i) ?? -width / 2);
    const base = at(trace.base, i) ?? 0;
    return { left, right: left + width, base, top: base + height };
  });
  const error = trace.error_y && trace.error_y.visible !== false ? errorBars(middles(bars), trace.error_y, x, y, "y") : "";
  return withOpacity(trace, rectangles(bars, trace.marker, x, y, index) + error);
}

/** Counts as plotly does: value v belongs to the bin with start + k·size ≤ v < start + (k + 1)·size. */
export function drawHistogram(trace: HistogramTrace, x: DrawnAxis, y: DrawnAxis, index: number): string {
  const heights = histogramHeights(trace);
  const { start, size } = trace.xbins;
  const bars = heights.map((top, k) => ({ left: start + k * size, right: start + (k + 1) * size, base: 0, top }));
  return withOpacity(trace, rectangles(bars, trace.marker, x, y, index));
}

export function histogramHeights({ x, xbins, histnorm = "" }: HistogramTrace): number[] {
  const counts = new Array<number>(Math.max(1, Math.round((xbins.end - xbins.start) / xbins.size))).fill(0);
  let total = 0;
  for (const value of x) {
    const k = value === null ? -1 : Math.floor((value - xbins.start) / xbins.size);
    if (k < 0 || k >= counts.length) continue;
    counts[k]++;
    total++;
  }
  const scale = histnorm === "" ? 1 : histnorm === "probability" ? 1 / total : 1 / (total * xbins.size);
  return counts.map((count) => count * scale);
}

/** Patterns of the bars, so that they can be told apart in grey; once per document. */
export function patternDefinitions(data: readonly Trace[]): string {
  return data
    .map((trace, index) => {
      if (trace.type !== "bar" && trace.type !== "histogram") return "";
      const { pattern } = trace.marker ?? {};
      if (!pattern?.shape) return "";
      const s = pattern.size ?? 8;
      const lines = { "/": `M0,${s}L${s},0`, "\\": `M0,0L${s},${s}`, x: `M0,${s}L${s},0M0,0L${s},${s}`, "-": `M0,${s / 2}H${s}` };
      const more = { "|": `M${s / 2},0V${s}`, "+": `M0,${s / 2}H${s}M${s / 2},0V${s}`, ".": `M${s / 2 - 1},${s / 2}h2` };
      const d = { ...lines, ...more }[pattern.shape];
      const fill = pattern.bgcolor ?? "#ffffff";
      const box = `id="pattern${index}" width="${s}" height="${s}" patternUnits="userSpaceOnUse"`;
      const stroke = `stroke="${escapeXml(pattern.fgcolor ?? "#ffffff")}" stroke-width="1.5"`;
      return `<pattern ${box}><rect width="${s}" height="${s}" fill="${escapeXml(fill)}"/><path d="${d}" fill="none" ${stroke}/></pattern>`;
    })
    .join("");
}

export function barFill(trace: BarTrace | HistogramTrace, i: number, index: number): string {
  if (trace.marker?.pattern?.shape) return `url(#pattern${index})`;
  const color = trace.marker?.color;
  return escapeXml((Array.isArray(color) ? color[i] : (color as string | undefined)) ?? "#0072B2");
}

function rectangles(bars: readonly (Bar | undefined)[], marker: BarTrace["marker"], x: DrawnAxis, y: DrawnAxis, index: number): string {
  const line = marker?.line;
  const stroke = line?.width ? ` stroke="${escapeXml(line.color ?? "#444444")}" stroke-width="${cut(line.width)}"` : "";
  return bars
    .map((bar, i) => {
      if (!bar) return "";
      const [left, right, top] = [x.pixel(bar.left), x.pixel(bar.right), y.pixel(bar.top)];
      const base = y.pixel(bar.base);
      const foot = Number.isNaN(base) ? y.start : base; // a bar on a log axis stands on its lower end
      if (Number.isNaN(left) || Number.isNaN(right) || Number.isNaN(top)) return "";
      const fill = barFill({ type: "bar", x: [], y: [], marker }, i, index);
      const box = `x="${cut(Math.min(left, right))}" y="${cut(Math.min(top, foot))}" width="${cut(Math.abs(right - left))}"`;
      return `<rect ${box} height="${cut(Math.abs(foot - top))}" fill="${fill}"${stroke}/>`;
    })
    .join("");
}

function middles(bars: readonly (Bar | undefined)[]): { x: (number | null)[]; y: BarTrace["y"] } {
  return { x: bars.map((bar) => (bar ? (bar.left + bar.right) / 2 : null)), y: bars.map((bar) => bar?.top ?? null) };
}

function withOpacity(trace: Trace, body: string): string {
  return trace.opacity !== undefined && trace.opacity < 1 ? `<g opacity="${cut(trace.opacity)}">${body}</g>` : body;
}

function at(value: number | readonly (number | null)[] | undefined, i: number): number | undefined {
  return typeof value === "number" ? value : (value?.[i] ?? undefined);
}
