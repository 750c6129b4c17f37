import type { ColourBar, ColourScale, Layout, Trace } from "../plotly.js";
import { cut, richTextWidth, svgText } from "./richText.js";
import { majorTicks } from "./ticks.js";

/** The colour bar of a trace, with what it shows. */
export interface Bar {
  readonly bar: ColourBar;
  readonly scale: ColourScale;
  readonly range: readonly [number, number];
}

export function colourBarOf(trace: Trace): Bar | undefined {
  if (trace.visible === false) return undefined;
  if (trace.type === "heatmap" && trace.showscale !== false)
    return { bar: trace.colorbar ?? {}, scale: trace.colorscale, range: [trace.zmin, trace.zmax] };
  const marker = trace.type === "scatter" ? trace.marker : undefined;
  if (!marker?.showscale || !marker.colorscale) return undefined;
  return { bar: marker.colorbar ?? {}, scale: marker.colorscale, range: [marker.cmin ?? 0, marker.cmax ?? 1] };
}

/** Ticks on the right, title on the right (turned) or on top. */
export function drawColourBar({ bar, scale, range }: Bar, index: number, layout: Layout, ink: string): string {
  const { l, r, t, b } = layout.margin;
  const [width, height] = [layout.width - l - r, layout.height - t - b];
  const thickness = bar.thickness ?? 16;
  const length = (bar.len ?? 1) * height;
  const left = l + (bar.x ?? 1.02) * width + (bar.xpad ?? 10);
  const top = t + (1 - (bar.y ?? 0.5)) * height - length / 2;
  const stops = scale.map(([offset, colour]) => `<stop offset="${cut(offset)}" stop-color="${colour}"/>`).join("");
  const box = `x="${cut(left)}" y="${cut(top)}" width="${cut(thickness)}" height="${cut(length)}"`;
  const parts = [
    `<defs><linearGradient id="scale${index}" x1="0" y1="1" x2="0" y2="0">${stops}</linearGradient></defs>`,
    `<rect ${box} fill="url(#scale${index})" stroke="#444444" stroke-width="1"/>`,
  ];
  const size = bar.tickfont?.size ?? layout.font?.size ?? 12;
  const right = left + thickness;
  let widest = 0;
  for (const { at, label } of colourBarTicks(bar, range, length)) {
    const y = top + length * (1 - (at - range[0]) / (range[1] - range[0]));
    parts.push(`<path d="M${cut(right)},${cut(y)}h4" stroke="#444444" stroke-width="1"/>`);
    parts.push(svgText(label, { x: right + 7, y, size, color: ink, xanchor: "left", yanchor: "middle" }));
    widest = Math.max(widest, richTextWidth(label, size));
  }
  if (bar.title?.text) {
    const titleSize = bar.title.font?.size ?? size;
    if (bar.title.side === "right") {
      const at = { x: right + 7 + widest + 0.55 * titleSize, y: top + length / 2 };
      parts.push(svgText(bar.title.text, { ...at, size: titleSize, color: ink, xanchor: "center", yanchor: "middle", angle: -90 }));
    } else parts.push(svgText(bar.title.text, { x: left, y: top - 6, size: titleSize, color: ink, xanchor: "left", yanchor: "bottom" }));
  }
  return `<g>${parts.join("")}</g>`;
}

export function colourBarTicks(bar: ColourBar, range: readonly [number, number], length: number): { at: number; label: string }[] {
  const { tickvals, ticktext } = bar;
  return majorTicks(tickvals ? { tickmode: "array", tickvals, ticktext } : {}, "y", range, length);
}
