import type { Layout } from "../plotly.js";
import { cut, svgText } from "./richText.js";

/** What a picture can show of a slider: where it stands, and what it says there. */
export function drawSlider(layout: Layout, ink: string): string {
  const [slider] = layout.sliders ?? [];
  if (!slider) return "";
  const { active, steps, pad, currentvalue, x, len } = slider;
  const { l, r, b } = layout.margin;
  const top = layout.height - b + pad.t;
  const left = l + x * (layout.width - l - r);
  const width = len * (layout.width - l - r);
  const at = left + 10 + (steps.length > 1 ? active / (steps.length - 1) : 0) * (width - 20);
  const text = `${currentvalue.prefix}${steps[active].label}`;
  const rail = top + 31;
  return [
    svgText(text, { x: left, y: top + 13, size: layout.font?.size ?? 12, color: ink, xanchor: "left", yanchor: "middle" }),
    `<rect x="${cut(left)}" y="${cut(rail)}" width="${cut(width)}" height="5" rx="2" fill="#f8fafc" stroke="#bec8d9"/>`,
    `<circle cx="${cut(at)}" cy="${cut(rail + 2.5)}" r="10" fill="#f8fafc" stroke="#bec8d9"/>`,
  ].join("");
}
