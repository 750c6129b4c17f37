import type { Symbol2d } from "../plotly.js";
import { cut } from "./richText.js";

/** An SVG path for a marker about the origin; the shapes and proportions are plotly's. */
export function markerPath(symbol: Symbol2d, size: number): string {
  const r = size / 2;
  const name = symbol.replace("-open", "");
  const points = (list: readonly (readonly [number, number])[]): string => `M${list.map(([x, y]) => `${cut(x)},${cut(y)}`).join("L")}Z`;
  switch (name) {
    case "square":
      return points([
        [-r, -r],
        [r, -r],
        [r, r],
        [-r, r],
      ]);
    case "diamond": {
      const d = 1.3 * r;
      return points([
        [d, 0],
        [0, d],
        [-d, 0],
        [0, -d],
      ]);
    }
    case "triangle-up":
    case "triangle-down": {
      const half = (2 * r) / Math.sqrt(3);
      const up = name === "triangle-up" ? 1 : -1;
      return points([
        [-half, (up * r) / 2],
        [half, (up * r) / 2],
        [0, -up * r],
      ]);
    }
    case "cross":
      return cross(0.4 * r, 1.2 * r, 0);
    case "x":
      return cross(0.4 * r, 1.2 * r, Math.PI / 4);
    default:
      return `M${cut(r)},0A${cut(r)},${cut(r)} 0 1,1 ${cut(-r)},0A${cut(r)},${cut(r)} 0 1,1 ${cut(r)},0Z`;
  }
}

/** Two bars of half width `thin` and half length `long`, turned by `angle`. */
function cross(thin: number, long: number, angle: number): string {
  const corners: [number, number][] = [
    [long, thin],
    [thin, thin],
    [thin, long],
    [-thin, long],
    [-thin, thin],
    [-long, thin],
    [-long, -thin],
    [-thin, -thin],
    [-thin, -long],
    [thin, -long],
    [thin, -thin],
    [long, -thin],
  ];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return `M${corners.map(([x, y]) => `${cut(c * x - s * y)},${cut(s * x + c * y)}`).join("L")}Z`;
}
