import { colourAt } from "../colours.js";
import type { HeatmapTrace } from "../plotly.js";
import type { DrawnAxis } from "./drawnAxis.js";
import { cut } from "./richText.js";

/** Pixels by which a cell reaches into the next: where rounding leaves less, a row of background pixels shows between them. */
const OVERLAP = 0.02;

/** One rectangle per run of equal colour in a row; a gap stays empty. */
export function drawHeatmap(trace: HeatmapTrace, x: DrawnAxis, y: DrawnAxis): string {
  const { z, zmin, zmax, colorscale } = trace;
  const parts: string[] = [];
  for (const [row, values] of z.entries()) {
    const [a, b] = [y.pixel(trace.y[row]), y.pixel(trace.y[row + 1])];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    const colours = values.map((value) => (value === null ? undefined : colourAt(colorscale, (value - zmin) / (zmax - zmin))));
    for (let from = 0, to = 1; from < colours.length; from = to, to = from + 1) {
      while (to < colours.length && colours[to] === colours[from]) to++;
      const [left, right] = [x.pixel(trace.x[from]), x.pixel(trace.x[to])];
      if (colours[from] === undefined || Number.isNaN(left) || Number.isNaN(right)) continue;
      const box = `x="${cut(Math.min(left, right))}" y="${cut(Math.min(a, b))}" width="${cut(Math.abs(right - left) + OVERLAP)}"`;
      parts.push(`<rect ${box} height="${cut(Math.abs(b - a) + OVERLAP)}" fill="${colours[from]}"/>`);
    }
  }
  // without antialiasing at the edges there are no hair lines between cells
  return `<g shape-rendering="crispEdges">${parts.join("")}</g>`;
}
