import type { Annotation } from "./plotly.js";
import { STAMP_SIZE } from "./style.js";
import { stringWidth } from "./svg/fonts.js";

const TEXT = "quick mode";

/** By this name a figure made of figures finds the stamps of its parts. */
export const STAMP_NAME = "infoplane-mode";

export function stampWidth(): number {
  return stringWidth(TEXT, STAMP_SIZE) + 8;
}

/** Says at the upper right of a figure that it was computed in quick mode. */
export function quickStamp(x = 1, y = 1): Annotation {
  return {
    ...{ name: STAMP_NAME, text: TEXT, xref: "paper", yref: "paper", x, y, xanchor: "right", yanchor: "bottom", yshift: 4 },
    ...{ font: { size: STAMP_SIZE, color: "#a04000" }, bgcolor: "#fff4e5", bordercolor: "#e0a060", borderpad: 2 },
  };
}
