import { colourAt, DASHES, PALETTE, SYMBOLS, VIRIDIS, withOpacity } from "./colours.js";
import type { Dash, ScatterTrace, Trace } from "./plotly.js";

/** A curve. NaN leaves a gap. */
export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  /** In nats where the axis has a unit of information. */
  readonly y: ArrayLike<number>;
  /** Half width of a band about the curve or, for points, of their error bars: e.g. one standard error, in the unit of y. */
  readonly error?: ArrayLike<number>;
  /** Points alone, a line alone, or both. Default: see `markers`. */
  readonly draw?: "line" | "points" | "both";
  readonly colour?: string;
  readonly dash?: Dash;
  /** "right": on a second y axis, labelled by `y2`, drawn as it is given whatever the unit. */
  readonly side?: "left" | "right";
}

const MODES = { line: "lines", points: "markers", both: "lines+markers" } as const;

/** How the series of one figure are told apart, and drawn where they do not say it themselves. */
export interface CurveStyle {
  readonly palette: "categorical" | "sequential";
  readonly markers: boolean;
  readonly inUnit: (nats: number) => number;
  readonly log: boolean;
}

/** The band, if there are errors, and the curve. Points have error bars in place of a band. */
export function curve(s: Series, i: number, count: number, { palette, markers, inUnit, log }: CurveStyle): Trace[] {
  const draw = s.draw ?? (markers ? "both" : "line");
  const sequential = (): string => colourAt(VIRIDIS, count === 1 ? 0 : (0.9 * i) / (count - 1));
  const colour = s.colour ?? (palette === "sequential" ? sequential() : PALETTE[i % PALETTE.length]);
  const dash = s.dash ?? (draw === "both" ? "solid" : DASHES[i % DASHES.length]);
  const y = Array.from(s.y, inUnit);
  const error = s.error && Array.from(s.error, inUnit);
  const place = s.side === "right" ? { yaxis: "y2" } : {};
  const main: ScatterTrace = {
    ...{ type: "scatter", mode: MODES[draw], name: s.name, legendgroup: s.name, ...place },
    ...{ x: Array.from(s.x), y },
    ...(draw === "points" ? {} : { line: { color: colour, width: 2, dash } }),
    ...(draw !== "line" ? { marker: { symbol: SYMBOLS[i % SYMBOLS.length], size: 7, color: colour } } : {}),
    ...(error
      ? { error_y: { type: "data", array: error, visible: draw === "points", color: colour, thickness: 1.2, width: 3 } as const }
      : {}),
  };
  if (!error || draw === "points") return [main];
  return [
    { ...band(Array.from(s.x), y, error, log), ...place, name: s.name, legendgroup: s.name, fillcolor: withOpacity(colour, 0.2) },
    main,
  ];
}

/** One closed outline per run of finite points; on a log axis it ends where the lower edge would leave the axis. */
function band(x: readonly number[], y: readonly number[], error: readonly number[], log: boolean): ScatterTrace {
  const outline: { x: (number | null)[]; y: (number | null)[] } = { x: [], y: [] };
  let run: number[] = [];
  const close = (): void => {
    if (run.length > 1) {
      const back = [...run].reverse();
      const low = (i: number): number => (log && y[i] - error[i] <= 0 ? y[i] / 1e6 : y[i] - error[i]);
      outline.x.push(...run.map((i) => x[i]), ...back.map((i) => x[i]), null);
      outline.y.push(...run.map((i) => y[i] + error[i]), ...back.map(low), null);
    }
    run = [];
  };
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i]) && Number.isFinite(y[i]) && Number.isFinite(error[i])) run.push(i);
    else close();
  }
  close();
  const rest = { showlegend: false, hoverinfo: "skip", meta: { role: "band" } } as const;
  return { type: "scatter", mode: "none", ...outline, fill: "toself", ...rest };
}
