import type { Axis, Layout, Trace } from "./plotly.js";
import { FONT_SIZE } from "./style.js";
import { labelSize } from "./svg/drawAxis.js";
import { type DrawnAxis, drawnAxes } from "./svg/drawnAxis.js";
import { LINE_SPACING, richTextWidth } from "./svg/richText.js";

const APART = 10;

/**
 * Takes ticks away from axes that are too short for their labels: plotly would turn such labels. Ticks that were given stay.
 */
export function fitTicks(layout: Layout, traces: readonly Trace[]): Layout {
  const changed: Record<string, Axis> = {};
  for (const id of drawnAxes(layout, traces).keys()) {
    const key = `${id[0]}axis${id.slice(1)}`;
    let spec = layout[key] as Axis;
    if (spec.tickmode === "array" || spec.showticklabels === false || spec.visible === false) continue;
    for (let tries = 0; tries < 8; tries++) {
      const drawn = drawnAxes({ ...layout, [key]: spec }, traces).get(id)!;
      if (drawn.ticks.length <= 2 || fits(drawn, layout)) break;
      spec = drawn.log
        ? { ...spec, dtick: Number(spec.dtick ?? 1) + 1, minor: { ticks: "" } }
        : { ...spec, nticks: drawn.ticks.length - 1 };
    }
    changed[key] = spec;
  }
  return { ...layout, ...changed };
}

function fits(axis: DrawnAxis, layout: Layout): boolean {
  const size = labelSize(axis, layout);
  const half = (label: string): number =>
    (axis.letter === "x" ? richTextWidth(label, size) + APART : LINE_SPACING * Math.min(size, FONT_SIZE)) / 2;
  for (let i = 1; i < axis.ticks.length; i++) {
    const [a, b] = [axis.ticks[i - 1], axis.ticks[i]];
    if (Math.abs(axis.place(b.at) - axis.place(a.at)) < half(a.label) + half(b.label)) return false;
  }
  return true;
}
