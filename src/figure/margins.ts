import type { Layout, Trace } from "./plotly.js";
import { FONT_SIZE, TICK_SIZE } from "./style.js";
import { labelDepth } from "./svg/drawAxis.js";
import { colourBarOf, colourBarTicks } from "./svg/drawColourBar.js";
import { drawnAxes } from "./svg/drawnAxis.js";
import { LINE_SPACING, richTextHeight, richTextWidth } from "./svg/richText.js";

/**
 * Room for ticks, labels, axis titles and colour bars, from the widths of their texts at the size that the layout has now. A figure that
 * changes its margins by the answer asks a second time.
 *
 * @param top room for the title
 * @param beside room on the right for a legend
 */
export function margins(layout: Layout, traces: readonly Trace[], top: number, beside: number): Layout["margin"] {
  const axes = drawnAxes(layout, traces);
  let [l, b] = [14, 14];
  let r = 16;
  for (const drawn of axes.values()) {
    const { spec, letter } = drawn;
    const titleDepth = spec.title?.text ? (spec.title.standoff ?? 8) + richTextHeight(spec.title.text, FONT_SIZE) : 0;
    const depth = Math.ceil(labelDepth(drawn, layout) + titleDepth + 8);
    if (letter === "x") {
      b = Math.max(b, depth);
      const last = drawn.ticks.at(-1);
      if (last) r = Math.max(r, Math.ceil(richTextWidth(last.label, TICK_SIZE) / 2 + drawn.place(last.at) - drawn.end + 4));
    } else if (spec.side !== "right") l = Math.max(l, depth);
  }
  r = Math.max(r, rightDepth(layout, traces) + 8) + beside;
  return { l, r: Math.ceil(r), t: Math.ceil(top), b };
}

/** What stands on the right of the frame: a second y axis, a colour bar. */
export function rightDepth(layout: Layout, traces: readonly Trace[]): number {
  let depth = 0;
  for (const drawn of drawnAxes(layout, traces).values())
    if (drawn.letter === "y" && drawn.spec.side === "right") {
      const title = drawn.spec.title?.text ? (drawn.spec.title.standoff ?? 8) + LINE_SPACING * FONT_SIZE : 0;
      depth = Math.max(depth, labelDepth(drawn, layout) + title);
    }
  for (const trace of traces) {
    const found = colourBarOf(trace);
    if (!found) continue;
    const { bar, range } = found;
    const labels = colourBarTicks(bar, range, layout.height - layout.margin.t - layout.margin.b);
    const label = Math.max(0, ...labels.map((tick) => richTextWidth(tick.label, TICK_SIZE)));
    depth = Math.max(depth, 2 * (bar.xpad ?? 10) + (bar.thickness ?? 16) + 7 + label + (bar.title ? 2 * FONT_SIZE : 0));
  }
  return Math.ceil(depth);
}
