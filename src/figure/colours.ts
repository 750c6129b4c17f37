import type { ColourScale, Dash, Symbol2d } from "./plotly.js";

/** Okabe and Ito's colours without the yellow, which is too pale for lines: told apart by people with any common colour blindness. */
export const PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"] as const;

/** So that series can also be told apart in grey. */
export const DASHES: readonly Dash[] = ["solid", "dash", "dot", "dashdot"];
export const SYMBOLS: readonly Symbol2d[] = ["circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x"];

/** Matplotlib's viridis at eleven stops: its lightness grows evenly, so it also reads in grey. */
export const VIRIDIS: ColourScale = [
  [0, "#440154"],
  [0.1, "#482475"],
  [0.2, "#414487"],
  [0.3, "#355f8d"],
  [0.4, "#2a788e"],
  [0.5, "#21918c"],
  [0.6, "#22a884"],
  [0.7, "#44bf70"],
  [0.8, "#7ad151"],
  [0.9, "#bddf26"],
  [1, "#fde725"],
];

/** Blue over white to red, for values of both signs about a neutral middle. */
export const DIVERGING: ColourScale = [
  [0, "#2166ac"],
  [0.25, "#92c5de"],
  [0.5, "#f7f7f7"],
  [0.75, "#f4a582"],
  [1, "#b2182b"],
];

/** The colour at `t` between 0 and 1 (clamped), interpolated in sRGB as plotly does. */
export function colourAt(scale: ColourScale, t: number): string {
  const at = Math.min(1, Math.max(0, t));
  let i = 1;
  while (i < scale.length - 1 && scale[i][0] < at) i++;
  const [[low, from], [high, to]] = [scale[i - 1], scale[i]];
  const f = high === low ? 0 : (at - low) / (high - low);
  const channel = (k: number): string => {
    const [a, b] = [from, to].map((hex) => Number.parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16));
    return Math.round(a + f * (b - a))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(1)}${channel(2)}`;
}

/** `#rrggbb` with an opacity, as CSS and plotly read it. */
export function withOpacity(hex: string, opacity: number): string {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}
