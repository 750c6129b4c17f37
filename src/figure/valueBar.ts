import type { ColourBar } from "./plotly.js";
import { FONT_SIZE, TICK_SIZE } from "./style.js";

/** A colour bar along the right side of the frame. */
export function valueBar(label: string | undefined): ColourBar {
  return {
    ...(label ? { title: { text: label, side: "right", font: { size: FONT_SIZE } } } : {}),
    ...{ tickfont: { size: TICK_SIZE }, ticks: "outside", ticklen: 4, outlinewidth: 1, outlinecolor: "#444444", tickcolor: "#444444" },
    ...{ x: 1, xpad: 12, y: 0.5, len: 1, ypad: 0, thickness: 16 },
  };
}
