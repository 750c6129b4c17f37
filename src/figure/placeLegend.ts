import type { Layout, Legend, Trace } from "./plotly.js";
import { drawnAxes } from "./svg/drawnAxis.js";

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const INSET = 8;

/**
 * A corner inside the frame where a box of this size covers no point and no line, if there is one.
 *
 * @param always the least covered corner if none is free
 */
export function placeLegend(
  layout: Layout,
  traces: readonly Trace[],
  { width, height }: { width: number; height: number },
  always: boolean,
): Partial<Legend> | undefined {
  const { l, r, t, b } = layout.margin;
  const [w, h] = [layout.width - l - r, layout.height - t - b];
  if (!always && (width > 0.5 * w || height > 0.7 * h)) return undefined;
  let best: { covered: number; place: Partial<Legend> } | undefined;
  for (const xanchor of ["right", "left"] as const)
    for (const yanchor of ["top", "bottom"] as const) {
      const left = xanchor === "left" ? l + INSET : l + w - INSET - width;
      const top = yanchor === "top" ? t + INSET : t + h - INSET - height;
      const box = { left: left - 3, right: left + width + 3, top: top - 3, bottom: top + height + 3 };
      const covered = coverage(layout, traces, box);
      const x = xanchor === "left" ? INSET / w : 1 - INSET / w;
      const y = yanchor === "top" ? 1 - INSET / h : INSET / h;
      if (!best || covered < best.covered) best = { covered, place: { x, y, xanchor, yanchor } };
    }
  return best && (always || best.covered === 0) ? best.place : undefined;
}

/** A horizontal line has its name above it. */
const NAME_HEIGHT = 18;

/** How many sample points of the drawing (points, and every few pixels of the lines between them) and of horizontal lines lie in the box. */
export function coverage(layout: Layout, traces: readonly Trace[], box: Box): number {
  const axes = drawnAxes(layout, traces);
  const hit = (x: number, y: number): number => (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom ? 1 : 0);
  let count = 0;
  for (const shape of layout.shapes ?? []) {
    const y = axes.get(shape.yref)?.pixel(shape.y0) ?? Number.NaN;
    if (shape.y0 === shape.y1 && y >= box.top && y - NAME_HEIGHT <= box.bottom) count += 10;
  }
  for (const trace of traces) {
    if (trace.visible === false || trace.type === "histogram") continue;
    const x = axes.get(trace.xaxis ?? "x");
    const y = axes.get(trace.yaxis ?? "y");
    if (!x || !y) continue;
    if (trace.type === "heatmap") return Infinity;
    let [px, py] = [Number.NaN, Number.NaN];
    for (let i = 0; i < trace.x.length; i++) {
      const [nx, ny] = [x.pixel(trace.x[i]), y.pixel(trace.y[i])];
      count += hit(nx, ny);
      const down = trace.type === "bar" ? y.start : (lowEnd(trace, i, y.pixel) ?? Number.NaN);
      for (let at = Math.min(ny, down); at < Math.max(ny, down); at += 4) count += hit(nx, at);
      const lines = trace.type === "scatter" && (trace.mode.includes("lines") || trace.fill !== undefined);
      const steps = lines ? Math.ceil(Math.hypot(nx - px, ny - py) / 4) : 0;
      for (let s = 1; s < steps; s++) count += hit(px + ((nx - px) * s) / steps, py + ((ny - py) * s) / steps);
      [px, py] = [nx, ny];
    }
  }
  return count;
}

function lowEnd(trace: Trace, i: number, pixel: (value: number | null) => number): number | undefined {
  if (trace.type !== "scatter") return undefined;
  if (trace.fill === "tozeroy") return pixel(0);
  const error = trace.error_y?.array[i];
  return typeof error === "number" ? pixel(trace.y[i]! - error) : undefined;
}
