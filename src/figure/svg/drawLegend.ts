import type { Layout, ScatterTrace, Symbol2d, Trace } from "../plotly.js";
import { dashAttribute } from "./dashArray.js";
import { barFill } from "./drawBars.js";
import { drawMarker, markerColour } from "./drawScatter.js";
import { entryHeight, LEGEND, legendEntries, legendSize } from "./legendBox.js";
import { cut, escapeXml, LINE_SPACING, svgText } from "./richText.js";

/** The legend where the layout puts it, in paper coordinates. */
export function drawLegend(layout: Layout, data: readonly Trace[], ink: string): string {
  const entries = legendEntries(data);
  const { legend = {} } = layout;
  if (layout.showlegend === false || entries.length === 0) return "";
  const size = legend.font?.size ?? layout.font?.size ?? 12;
  const title = legend.title?.text;
  const { width, height } = legendSize(entries, size, title);
  const { l, r, t, b } = layout.margin;
  const x = l + (legend.x ?? 1.02) * (layout.width - l - r) - { left: 0, center: width / 2, right: width }[legend.xanchor ?? "left"];
  const yTop = t + (1 - (legend.y ?? 1)) * (layout.height - t - b);
  const y = yTop - { top: 0, middle: height / 2, bottom: height }[legend.yanchor ?? "top"];
  const border = legend.borderwidth
    ? ` stroke="${escapeXml(legend.bordercolor ?? "#444444")}" stroke-width="${cut(legend.borderwidth)}"`
    : "";
  const box = `<rect x="${cut(x)}" y="${cut(y)}" width="${cut(width)}" height="${cut(height)}"`;
  const parts = [`${box} fill="${escapeXml(legend.bgcolor ?? "#ffffff")}"${border}/>`];
  let top = y + LEGEND.gap;
  if (title) {
    const at = { x: x + LEGEND.gap, y: top + (LINE_SPACING * size) / 2 };
    parts.push(svgText(title, { ...at, size, color: ink, xanchor: "left", yanchor: "middle" }));
    top += LINE_SPACING * size + LEGEND.between;
  }
  for (const { trace, index, text } of entries) {
    const middle = top + entryHeight(size) / 2;
    parts.push(symbol(trace, index, x + LEGEND.gap, middle, legend.itemsizing === "constant"));
    const at = { x: x + LEGEND.symbol + 2 * LEGEND.gap, y: middle };
    parts.push(svgText(text, { ...at, size, color: ink, xanchor: "left", yanchor: "middle" }));
    top += entryHeight(size);
  }
  return parts.join("");
}

function symbol(trace: Trace, index: number, x: number, y: number, constant: boolean): string {
  if (trace.type === "heatmap") return "";
  if (trace.type !== "scatter") {
    const opacity = trace.opacity !== undefined && trace.opacity < 1 ? ` opacity="${cut(trace.opacity)}"` : "";
    return `<rect x="${cut(x + 9)}" y="${cut(y - 6)}" width="12" height="12" fill="${barFill(trace, 0, index)}"${opacity}/>`;
  }
  return scatterSymbol(trace, x, y, constant);
}

function scatterSymbol(trace: ScatterTrace, x: number, y: number, constant: boolean): string {
  const parts: string[] = [];
  if (trace.fill && trace.fill !== "none" && trace.mode === "none")
    parts.push(`<rect x="${cut(x)}" y="${cut(y - 6)}" width="30" height="12" fill="${escapeXml(trace.fillcolor ?? "#cccccc")}"/>`);
  const filled = trace.fill !== undefined && trace.fill !== "none" && trace.mode === "lines";
  const line = filled ? y - 2 : y; // plotly centres the line and the strip of colour below it
  if (filled) parts.push(`<rect x="${cut(x)}" y="${cut(line)}" width="30" height="6" fill="${escapeXml(trace.fillcolor ?? "#cccccc")}"/>`);
  if (trace.mode.includes("lines")) {
    const width = trace.line?.width ?? 2;
    const stroke = `stroke="${escapeXml(trace.line?.color ?? "#000000")}" stroke-width="${cut(width)}"`;
    parts.push(`<path d="M${cut(x)},${cut(line)}h30" fill="none" ${stroke}${dashAttribute(trace.line?.dash, width)}/>`);
  }
  if (trace.mode.includes("markers")) {
    const { marker = {} } = trace;
    const shape = Array.isArray(marker.symbol) ? marker.symbol[0] : ((marker.symbol as Symbol2d | undefined) ?? "circle");
    parts.push(
      drawMarker(x + 15, y, shape, constant ? 12 : Math.min(16, Math.max(2, marker.size ?? 6)), markerColour(trace, 0), marker.line),
    );
  }
  const body = parts.join("");
  return trace.opacity !== undefined && trace.opacity < 1 ? `<g opacity="${cut(trace.opacity)}">${body}</g>` : body;
}
