import { coverage } from "./placeLegend.js";
import type { Annotation, Layout, Shape, Trace } from "./plotly.js";
import { TICK_SIZE } from "./style.js";
import { richTextWidth } from "./svg/richText.js";

/** A horizontal line with its name written on it. */
export interface Reference {
  /** In nats where the axis has a unit of information. */
  readonly y: number;
  readonly label: string;
}

/** A vertical line, for example at an epoch that another panel shows, with its name at the top. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

/** @param y as drawn, in the unit of the axis */
export function referenceShape(y: number): Shape {
  const line = { color: "#555555", width: 1.2, dash: "dash" } as const;
  return { type: "line", xref: "x domain", x0: 0, x1: 1, yref: "y", y0: y, y1: y, layer: "below", line };
}

export function markShape({ x }: Mark): Shape {
  const line = { color: "#777777", width: 1, dash: "dot" } as const;
  return { type: "line", xref: "x", x0: x, x1: x, yref: "y domain", y0: 0, y1: 1, layer: "below", line };
}

export function markLabel({ x, label }: Mark, scale: "linear" | "log"): Annotation {
  return {
    ...{ text: label, xref: "x", yref: "y domain", x: scale === "log" ? Math.log10(x) : x, y: 1, xanchor: "left", yanchor: "top" },
    ...{ xshift: 2, yshift: -1, font: { size: TICK_SIZE, color: "#333333" } },
  };
}

/** The name of a reference above its line, at the end where it covers less. */
export function referenceLabel(
  { label }: Reference,
  y: number,
  scale: "linear" | "log",
  layout: Layout,
  traces: readonly Trace[],
): Annotation {
  const { l, r, t, b } = layout.margin;
  const [low, high] = (layout.yaxis as { range: [number, number] }).range;
  const linear = scale === "log" ? Math.log10(y) : y;
  const bottom = t + (1 - (linear - low) / (high - low)) * (layout.height - t - b) - 1;
  const width = richTextWidth(label, TICK_SIZE) + 4;
  const covered = (xanchor: "left" | "right"): number => {
    const left = xanchor === "left" ? l + 6 : layout.width - r - 6 - width;
    return coverage({ ...layout, shapes: [] }, traces, { left, right: left + width, top: bottom - 16, bottom });
  };
  const xanchor = covered("left") <= covered("right") ? "left" : "right";
  return {
    ...{ text: label, xref: "x domain", yref: "y", x: xanchor === "left" ? 0 : 1, y: linear, xanchor, yanchor: "bottom" },
    ...{ xshift: xanchor === "left" ? 6 : -6, yshift: 1, font: { size: TICK_SIZE, color: "#333333" } },
  };
}
