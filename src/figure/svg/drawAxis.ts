import type { Layout } from "../plotly.js";
import type { DrawnAxis } from "./drawnAxis.js";
import { cut, escapeXml, LINE_SPACING, richTextWidth, svgText } from "./richText.js";
import { DECADE_LABEL_SCALE } from "./ticks.js";

/** Space between the end of a tick and its label. */
export const LABEL_GAP = 3;

/** Where the line of an axis stands: the pixel on the other axis, and the same of the opposite side of the frame. */
function sides(axis: DrawnAxis, axes: ReadonlyMap<string, DrawnAxis>): { at: number; opposite: number; outward: 1 | -1 } {
  const other = axes.get(axis.spec.anchor ?? (axis.letter === "x" ? "y" : "x"))!;
  const far = axis.letter === "x" ? axis.spec.side === "top" : axis.spec.side === "right";
  const outward = axis.letter === "x" ? (far ? -1 : 1) : far ? 1 : -1;
  return { at: far ? other.end : other.start, opposite: far ? other.start : other.end, outward };
}

export function drawGrid(axis: DrawnAxis, axes: ReadonlyMap<string, DrawnAxis>): string {
  if (axis.spec.showgrid !== true || axis.spec.visible === false) return "";
  const { at, opposite } = sides(axis, axes);
  const d = axis.ticks.map((tick) => stroke(axis, axis.place(tick.at), at, opposite)).join("");
  return d ? `<path d="${d}" fill="none" stroke="${escapeXml(axis.spec.gridcolor ?? "#eeeeee")}" stroke-width="1"/>` : "";
}

/** Line, ticks, labels and title. */
export function drawAxis(axis: DrawnAxis, axes: ReadonlyMap<string, DrawnAxis>, layout: Layout, ink: string): string {
  const { spec } = axis;
  if (spec.visible === false) return "";
  const { at, opposite, outward } = sides(axis, axes);
  const colour = escapeXml(spec.linecolor ?? "#444444");
  const width = spec.linewidth ?? 1;
  const long = spec.ticks === "outside" ? (spec.ticklen ?? 5) : 0;
  const edge = at + outward * width;
  const lines = [
    spec.showline ? line(axis, at + (outward * width) / 2, width) : "",
    spec.showline && spec.mirror ? line(axis, opposite - (outward * width) / 2, width) : "",
    ...(long ? axis.ticks.map((tick) => stroke(axis, axis.place(tick.at), edge, edge + outward * long)) : []),
    ...axis.minor.map((minor) => stroke(axis, axis.place(minor), edge, edge + outward * (spec.minor?.ticklen ?? 3))),
  ].join("");
  const parts = lines ? [`<path d="${lines}" fill="none" stroke="${colour}" stroke-width="${cut(width)}"/>`] : [];
  const size = labelSize(axis, layout);
  if (spec.showticklabels !== false)
    for (const tick of axis.ticks) {
      const along = axis.place(tick.at);
      const away = (axis.letter === "x" ? edge : at) + outward * (long + LABEL_GAP);
      const anchors =
        axis.letter === "x"
          ? ({ x: along, y: away, xanchor: "center", yanchor: outward > 0 ? "top" : "bottom" } as const)
          : ({ x: away, y: along, xanchor: outward > 0 ? "left" : "right", yanchor: "middle" } as const);
      parts.push(svgText(tick.label, { ...anchors, size, color: ink }));
    }
  if (spec.title?.text) {
    const titleSize = spec.title.font?.size ?? layout.font?.size ?? 12;
    const away = at + outward * (labelDepth(axis, layout) + (spec.title.standoff ?? 8) - (axis.letter === "x" ? 4 : 0));
    const middle = (axis.start + axis.end) / 2;
    const half = (outward > 0 ? 0.45 : 0.65) * titleSize;
    parts.push(
      axis.letter === "x"
        ? svgText(spec.title.text, {
            ...{ x: middle, y: away, size: titleSize, color: ink, xanchor: "center" },
            yanchor: outward > 0 ? "top" : "bottom",
          })
        : svgText(spec.title.text, {
            ...{ x: away + outward * half, y: middle, size: titleSize, color: ink },
            ...{ xanchor: "center", yanchor: "middle", angle: -90 },
          }),
    );
  }
  return parts.join("");
}

/** From the axis line to the outer edge of its labels, in pixels. */
export function labelDepth(axis: DrawnAxis, layout: Layout): number {
  const { spec } = axis;
  const long = spec.ticks === "outside" ? (spec.ticklen ?? 5) : 0;
  if (spec.showticklabels === false || axis.ticks.length === 0) return long;
  const size = labelSize(axis, layout);
  if (axis.letter === "x") {
    const lines = Math.max(...axis.ticks.map((tick) => tick.label.split(/<br>/i).length));
    return long + LABEL_GAP + lines * LINE_SPACING * size;
  }
  return long + LABEL_GAP + Math.max(...axis.ticks.map((tick) => richTextWidth(tick.label, size)));
}

/** Font size of the tick labels. */
export function labelSize(axis: DrawnAxis, layout: Layout): number {
  const size = axis.spec.tickfont?.size ?? layout.font?.size ?? 12;
  return axis.log && axis.spec.tickmode !== "array" ? size * DECADE_LABEL_SCALE : size;
}

/** The lines of the frame lie outside it and meet at its corners. */
function line(axis: DrawnAxis, at: number, width: number): string {
  const more = axis.end > axis.start ? width : -width;
  const [from, to] = [axis.start - more, axis.end + more];
  return axis.letter === "x" ? `M${cut(from)},${cut(at)}H${cut(to)}` : `M${cut(at)},${cut(from)}V${cut(to)}`;
}

function stroke(axis: DrawnAxis, along: number, from: number, to: number): string {
  return axis.letter === "x" ? `M${cut(along)},${cut(from)}V${cut(to)}` : `M${cut(from)},${cut(along)}H${cut(to)}`;
}
