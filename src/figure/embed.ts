import type { Figure } from "./figure.js";
import type { Annotation, Axis, ColourBar, Layout, Shape, Trace } from "./plotly.js";
import { STAMP_NAME } from "./quickStamp.js";

/** Pixels from the upper left corner of the picture. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The parts of a figure, moved into another. */
export interface Embedded {
  readonly traces: Trace[];
  readonly axes: Record<string, Axis>;
  readonly shapes: Shape[];
  readonly annotations: Annotation[];
}

/**
 * Moves what a figure draws to a place in a larger picture: domains and paper coordinates are scaled, axes numbered on. Its title, legend and stamp
 * stay behind.
 *
 * @param place where its plotting area goes
 * @param into the layout of the larger picture; only its size and margins are read
 * @param used how many x and y axes there are already
 */
export function embed({ data, layout }: Figure, place: Place, into: Layout, used: { x: number; y: number }): Embedded {
  const { l, r, t, b } = into.margin;
  const toX = (v: number): number => (place.left + v * place.width - l) / (into.width - l - r);
  const toY = (v: number): number => 1 - (place.top + (1 - v) * place.height - t) / (into.height - t - b);
  const rename = (ref: string): string =>
    ref.replace(/^([xy])(\d*)/, (_, letter: "x" | "y", number: string) => {
      const n = (number ? Number(number) : 1) + used[letter];
      return `${letter}${n === 1 ? "" : n}`;
    });
  const move = (ref: string, v: number, to: (v: number) => number): [string, number] =>
    ref === "paper" ? ["paper", to(v)] : [rename(ref), v];
  const bar = (colorbar: ColourBar = {}): ColourBar => {
    const { x = 1.02, y = 0.5, len = 1 } = colorbar;
    return { ...colorbar, x: toX(x), y: toY(y), len: (len * place.height) / (into.height - t - b) };
  };
  const axes: Record<string, Axis> = {};
  for (const [key, value] of Object.entries(layout)) {
    const match = /^([xy])axis(\d*)$/.exec(key);
    if (!match) continue;
    const spec = value as Axis;
    const to = match[1] === "x" ? toX : toY;
    const id = rename(match[1] + match[2]);
    const [from, until] = spec.domain ?? [0, 1];
    axes[`${id[0]}axis${id.slice(1)}`] = {
      ...spec,
      domain: [to(from), to(until)],
      anchor: rename(spec.anchor ?? (match[1] === "x" ? "y" : "x")),
      ...(spec.overlaying ? { overlaying: rename(spec.overlaying) } : {}),
      ...(spec.scaleanchor ? { scaleanchor: rename(spec.scaleanchor) } : {}),
      ...(spec.matches ? { matches: rename(spec.matches) } : {}),
    };
  }
  return {
    axes,
    traces: data.map((trace): Trace => {
      const moved = { ...trace, xaxis: rename(trace.xaxis ?? "x"), yaxis: rename(trace.yaxis ?? "y") } as Trace;
      if (moved.type === "heatmap") return { ...moved, colorbar: bar(moved.colorbar) };
      if (moved.type === "scatter" && moved.marker?.showscale)
        return { ...moved, marker: { ...moved.marker, colorbar: bar(moved.marker.colorbar) } };
      return moved;
    }),
    shapes: (layout.shapes ?? []).map((shape) => {
      const [xref, x0] = move(shape.xref, shape.x0, toX);
      const [yref, y0] = move(shape.yref, shape.y0, toY);
      return { ...shape, xref, yref, x0, y0, x1: move(shape.xref, shape.x1, toX)[1], y1: move(shape.yref, shape.y1, toY)[1] };
    }),
    annotations: (layout.annotations ?? [])
      .filter(({ name }) => name !== STAMP_NAME)
      .map((note) => {
        const [xref, x] = move(note.xref, note.x, toX);
        const [yref, y] = move(note.yref, note.y, toY);
        return { ...note, xref, yref, x, y };
      }),
  };
}

/** How many axes of each letter a layout has; the number of the last, as axes are numbered without gaps. */
export function countAxes(layout: Readonly<Record<string, unknown>>): { x: number; y: number } {
  const count = (letter: string): number => Object.keys(layout).filter((key) => new RegExp(`^${letter}axis\\d*$`).test(key)).length;
  return { x: count("x"), y: count("y") };
}
