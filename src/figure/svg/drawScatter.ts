import { colourAt, VIRIDIS } from "../colours.js";
import type { ErrorBars, ScatterTrace, Symbol2d } from "../plotly.js";
import { dashAttribute } from "./dashArray.js";
import type { DrawnAxis } from "./drawnAxis.js";
import { markerPath } from "./marker.js";
import { cut, escapeXml } from "./richText.js";

type Point = readonly [number, number];

/** Fill, error bars, line and markers of one trace, in plotly's order. `before` is the trace that `fill: "tonexty"` reaches to. */
export function drawScatter(trace: ScatterTrace, x: DrawnAxis, y: DrawnAxis, before: ScatterTrace | undefined): string {
  const parts: string[] = [];
  const pieces = piecesOf(trace, x, y);
  const faint = trace.opacity !== undefined && trace.opacity < 1;
  if (trace.fill && trace.fill !== "none") {
    const back = trace.fill === "tonexty" && before ? piecesOf(before, x, y) : [];
    for (const [i, piece] of pieces.entries()) {
      const closing = back[i] ? [...back[i]].reverse() : trace.fill === "tozeroy" ? zeroLine(piece, y) : [];
      const outline = [...stepped(piece, trace.line?.shape), ...closing];
      parts.push(`<path d="${path(outline)}Z" fill="${escapeXml(trace.fillcolor ?? "rgba(0,0,0,0.2)")}"/>`);
    }
  }
  if (trace.error_y && trace.error_y.visible !== false) parts.push(errorBars(trace, trace.error_y, x, y, "y"));
  if (trace.error_x && trace.error_x.visible !== false) parts.push(errorBars(trace, trace.error_x, x, y, "x"));
  if (trace.mode.includes("lines")) {
    const width = trace.line?.width ?? 2;
    const d = pieces.map((piece) => path(stepped(piece, trace.line?.shape))).join("");
    const opacity = faint && lineOnly(trace) ? ` stroke-opacity="${cut(trace.opacity!)}"` : "";
    const stroke = `stroke="${escapeXml(trace.line?.color ?? "#000000")}" stroke-width="${cut(width)}"${opacity}`;
    if (d) parts.push(`<path d="${d}" fill="none" ${stroke} stroke-linejoin="round"${dashAttribute(trace.line?.dash, width)}/>`);
  }
  if (trace.mode.includes("markers")) parts.push(markers(trace, x, y));
  const body = parts.join("");
  return faint && !lineOnly(trace) ? `<g opacity="${cut(trace.opacity!)}">${body}</g>` : body;
}

/** A line alone needs no group of its own to be faint; a group costs a layer of pixels, 60 of them a quarter of a second. */
function lineOnly(trace: ScatterTrace): boolean {
  return trace.mode === "lines" && (trace.fill ?? "none") === "none" && !trace.error_x && !trace.error_y;
}

/** Runs of points between gaps. */
function piecesOf(trace: ScatterTrace, x: DrawnAxis, y: DrawnAxis): Point[][] {
  const pieces: Point[][] = [[]];
  for (let i = 0; i < trace.x.length; i++) {
    const point: Point = [x.pixel(trace.x[i]), y.pixel(trace.y[i])];
    if (Number.isNaN(point[0]) || Number.isNaN(point[1])) {
      if (pieces.at(-1)!.length) pieces.push([]);
    } else pieces.at(-1)!.push(point);
  }
  return pieces.filter((piece) => piece.length > 0);
}

function stepped(piece: readonly Point[], shape: "linear" | "hv" | "vh" | "hvh" = "linear"): Point[] {
  if (shape === "linear") return [...piece];
  const out: Point[] = [piece[0]];
  for (let i = 1; i < piece.length; i++) {
    const [[x0, y0], [x1, y1]] = [piece[i - 1], piece[i]];
    if (shape === "hv") out.push([x1, y0]);
    else if (shape === "vh") out.push([x0, y1]);
    else out.push([(x0 + x1) / 2, y0], [(x0 + x1) / 2, y1]);
    out.push([x1, y1]);
  }
  return out;
}

function zeroLine(piece: readonly Point[], y: DrawnAxis): Point[] {
  const zero = y.log ? y.start : y.place(0);
  return [
    [piece.at(-1)![0], zero],
    [piece[0][0], zero],
  ];
}

function path(points: readonly Point[]): string {
  return points.length ? `M${points.map(([px, py]) => `${cut(px)},${cut(py)}`).join("L")}` : "";
}

/** From so many points on one path holds them all: a tenth of the size and the time. */
const MANY = 500;

function markers(trace: ScatterTrace, x: DrawnAxis, y: DrawnAxis): string {
  const { marker = {} } = trace;
  const size = marker.size ?? 6;
  const alike =
    !Array.isArray(marker.color) && (marker.symbol ?? "circle") === "circle" && !marker.line?.width && (marker.opacity ?? 1) === 1;
  if (alike && trace.x.length >= MANY) return dots(trace, x, y, size);
  const parts: string[] = [];
  for (let i = 0; i < trace.x.length; i++) {
    const [px, py] = [x.pixel(trace.x[i]), y.pixel(trace.y[i])];
    if (Number.isNaN(px) || Number.isNaN(py)) continue;
    const symbol = Array.isArray(marker.symbol) ? marker.symbol[i] : ((marker.symbol as Symbol2d | undefined) ?? "circle");
    parts.push(drawMarker(px, py, symbol, size, markerColour(trace, i), marker.line));
  }
  const opacity = marker.opacity ?? 1;
  return opacity < 1 ? `<g fill-opacity="${cut(opacity)}" stroke-opacity="${cut(opacity)}">${parts.join("")}</g>` : parts.join("");
}

function dots(trace: ScatterTrace, x: DrawnAxis, y: DrawnAxis, size: number): string {
  const r = cut(size / 2);
  const parts: string[] = [];
  for (let i = 0; i < trace.x.length; i++) {
    const [px, py] = [x.pixel(trace.x[i]), y.pixel(trace.y[i])];
    if (!Number.isNaN(px) && !Number.isNaN(py))
      parts.push(`M${cut(px - size / 2)},${cut(py)}a${r},${r} 0 1,1 ${cut(size)},0a${r},${r} 0 1,1 ${cut(-size)},0`);
  }
  return `<path d="${parts.join("")}" fill="${escapeXml(markerColour(trace, 0))}"/>`;
}

export function drawMarker(
  px: number,
  py: number,
  symbol: Symbol2d,
  size: number,
  colour: string,
  line?: { readonly color?: string; readonly width?: number },
): string {
  const open = symbol.endsWith("-open");
  const width = open ? (line?.width ?? 1) : (line?.width ?? 0);
  const stroke = width > 0 ? ` stroke="${escapeXml(open ? colour : (line?.color ?? "#444444"))}" stroke-width="${cut(width)}"` : "";
  const at = `transform="translate(${cut(px)} ${cut(py)})"`;
  return `<path d="${markerPath(symbol, size)}" ${at} fill="${open ? "none" : escapeXml(colour)}"${stroke}/>`;
}

/** The colour of point i: one for all, one for each, or a number on the colour scale. */
export function markerColour(trace: ScatterTrace, i: number): string {
  const { color, colorscale = VIRIDIS, cmin = 0, cmax = 1 } = trace.marker ?? {};
  const own = Array.isArray(color) ? color[i] : (color as string | undefined);
  if (typeof own === "number") return colourAt(colorscale, (own - cmin) / (cmax - cmin));
  return own ?? trace.line?.color ?? "#000000";
}

/** Bars with caps; on a log axis an end at or below zero is cut at the axis. */
export function errorBars(
  trace: { readonly x: ScatterTrace["x"]; readonly y: ScatterTrace["y"] },
  error: ErrorBars,
  x: DrawnAxis,
  y: DrawnAxis,
  along: "x" | "y",
): string {
  const cap = error.width ?? 3;
  const parts: string[] = [];
  const [axis, values] = along === "y" ? [y, trace.y] : [x, trace.x];
  for (let i = 0; i < trace.x.length; i++) {
    const [px, py] = [x.pixel(trace.x[i]), y.pixel(trace.y[i])];
    const up = error.array[i];
    const down = error.arrayminus?.[i] ?? up;
    if (Number.isNaN(px) || Number.isNaN(py) || up === null || up === undefined || down === null || down === undefined) continue;
    const low = axis.pixel(values[i]! - down);
    const [from, to] = [Number.isNaN(low) ? axis.start : low, axis.pixel(values[i]! + up)];
    parts.push(
      along === "y"
        ? `M${cut(px)},${cut(from)}V${cut(to)}M${cut(px - cap)},${cut(to)}h${cut(2 * cap)}M${cut(px - cap)},${cut(from)}h${cut(2 * cap)}`
        : `M${cut(from)},${cut(py)}H${cut(to)}M${cut(to)},${cut(py - cap)}v${cut(2 * cap)}M${cut(from)},${cut(py - cap)}v${cut(2 * cap)}`,
    );
  }
  if (!parts.length) return "";
  return `<path d="${parts.join("")}" fill="none" stroke="${escapeXml(error.color ?? "#444444")}" stroke-width="${cut(error.thickness ?? 1)}"/>`;
}
