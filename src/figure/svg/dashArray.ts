import type { Dash } from "../plotly.js";
import { cut } from "./richText.js";

/** The SVG attribute for a dash, in plotly's lengths for a line of this width. */
export function dashAttribute(dash: Dash | undefined, width: number): string {
  const w = Math.max(width, 3);
  const lengths = {
    solid: [],
    dot: [w, w],
    dash: [3 * w, 3 * w],
    longdash: [5 * w, 5 * w],
    dashdot: [3 * w, w, w, w],
    longdashdot: [5 * w, 2 * w, w, 2 * w],
  }[dash ?? "solid"];
  return lengths.length ? ` stroke-dasharray="${lengths.map(cut).join(" ")}"` : "";
}
