import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { natsToBits, type Unit } from "../core/units.js";
import { type AxisOptions, axis, paddedRange } from "./axis.js";
import { colourAt, SYMBOLS, VIRIDIS } from "./colours.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import type { ColourBar, ScatterTrace, Trace } from "./plotly.js";
import { decadeLabel } from "./svg/ticks.js";
import { valueBar } from "./valueBar.js";

/** One layer of one network at one epoch. */
export interface PlanePoint {
  readonly epoch: number;
  readonly layer: number;
  /** I(X;T) in nats. */
  readonly ixt: number;
  /** I(T;Y) in nats. */
  readonly ity: number;
  /** Which of several networks; paths join points of one network only. */
  readonly repetition?: number;
}

export interface InformationPlaneOptions extends FigureOptions {
  /** Default "nats". */
  readonly unit?: Unit;
  /** "layers": a line per epoch through its layers. "epochs": a line per layer through its epochs. Default "layers". */
  readonly connect?: "layers" | "epochs" | "none";
  readonly x?: AxisOptions;
  readonly y?: AxisOptions;
}

const KNOWN = ["key", "title", "mode", "alt", "width", "height", "legend", "unit", "connect", "x", "y"];

/**
 * The information plane: I(T;Y) against I(X;T), coloured by the logarithm of the epoch, one symbol per layer.
 *
 * @param points in nats; `unit` says what is drawn
 * @throws {DomainError} no points, or a value that is not finite
 */
export function informationPlane(points: readonly PlanePoint[], options: InformationPlaneOptions = {}): Figure {
  const me = "informationPlane";
  checkKnownOptions(me, options, KNOWN);
  const { unit = "nats", connect = "layers" } = options;
  checkOneOf(me, "unit", unit, ["nats", "bits"]);
  checkOneOf(me, "connect", connect, ["layers", "epochs", "none"]);
  checkPoints(me, points);
  const inUnit = unit === "bits" ? natsToBits : (nats: number): number => nats;
  const drawn = points.map((p) => ({ ...p, ixt: inUnit(p.ixt), ity: inUnit(p.ity) }));
  const layers = [...new Set(points.map((p) => p.layer))].sort((a, b) => a - b);
  const colours = epochColours(points.map((p) => p.epoch));
  const traces: Trace[] = [
    ...paths(drawn, connect, colours),
    ...layers.map((layer, i): Trace => {
      const own = drawn.filter((p) => p.layer === layer);
      return {
        ...{ type: "scatter", mode: "markers", name: `layer ${layer}`, legendgroup: `layer ${layer}` },
        ...{ x: own.map((p) => p.ixt), y: own.map((p) => p.ity), customdata: own.map((p) => p.epoch) },
        hovertemplate: `epoch %{customdata}<br>(%{x}, %{y}) ${unit}<extra>layer ${layer}</extra>`,
        marker: {
          ...{ symbol: SYMBOLS[i % SYMBOLS.length], size: 8, color: own.map((p) => colours.value(p.epoch)) },
          ...{ colorscale: VIRIDIS, cmin: colours.min, cmax: colours.max, line: { color: "#ffffff", width: 0.6 } },
          ...(i === 0 ? { showscale: true, colorbar: colours.bar } : {}),
        },
      };
    }),
  ];
  const x = options.x?.range ?? paddedRange([0, ...drawn.map((p) => p.ixt)], "linear");
  const y = options.y?.range ?? paddedRange([0, ...drawn.map((p) => p.ity)], "linear");
  return frame({
    ...{ me, options, traces, size: [720, 500] },
    axes: {
      xaxis: axis({ ...options.x, label: `${options.x?.label ?? "I(X;T)"} (${unit})` }, "linear", x, { anchor: "y" }),
      yaxis: axis({ ...options.y, label: `${options.y?.label ?? "I(T;Y)"} (${unit})` }, "linear", y, { anchor: "x" }),
    },
    alt: `Information plane, I(T;Y) against I(X;T) in ${unit}: ${layers.length} ${layers.length === 1 ? "layer" : "layers"} at ${new Set(points.map((p) => p.epoch)).size} epochs, coloured by epoch.`,
  });
}

interface EpochColours {
  value(epoch: number): number;
  readonly min: number;
  readonly max: number;
  readonly bar: ColourBar;
}

/** Decimal logarithm of the epoch; of epoch + 1 where there is an epoch 0. */
function epochColours(epochs: readonly number[]): EpochColours {
  const first = epochs.reduce((a, b) => Math.min(a, b));
  const last = epochs.reduce((a, b) => Math.max(a, b));
  const shift = first > 0 ? 0 : 1;
  const value = (epoch: number): number => Math.log10(epoch + shift);
  const [min, max] = first === last ? [value(first) - 0.5, value(first) + 0.5] : [value(first), value(last)];
  const decades: number[] = [];
  for (let p = 0; p <= max + 1e-9; p++) if (value(10 ** p) >= min - 1e-9 && value(10 ** p) <= max + 1e-9) decades.push(p);
  const shown = decades.length >= 2 ? decades.map((p) => 10 ** p) : [...new Set([first, Math.round((first + last) / 2), last])];
  const labels = decades.length >= 2 ? decades.map(decadeLabel) : shown.map(String);
  const zero = shift === 1 && decades.length >= 2;
  return {
    ...{ value, min, max },
    bar: {
      ...valueBar("epoch"),
      tickvals: [...(zero ? [value(0)] : []), ...shown.map(value)],
      ticktext: [...(zero ? ["0"] : []), ...labels],
    },
  };
}

type Drawn = PlanePoint;

function paths(points: readonly Drawn[], connect: "layers" | "epochs" | "none", colours: EpochColours): ScatterTrace[] {
  if (connect === "none") return [];
  const across = connect === "layers" ? "layer" : "epoch";
  const along = connect === "layers" ? "epoch" : "layer";
  const groups = new Map<string, Drawn[]>();
  for (const p of points) {
    const key = `${p[along]} ${p.repetition ?? 0}`;
    const list = groups.get(key);
    if (list) list.push(p);
    else groups.set(key, [p]);
  }
  return [...groups.values()]
    .filter((list) => list.length > 1)
    .map((list): ScatterTrace => {
      const sorted = [...list].sort((a, b) => a[across] - b[across]);
      const t = (colours.value(sorted[0].epoch) - colours.min) / (colours.max - colours.min);
      return {
        ...{ type: "scatter", mode: "lines", x: sorted.map((p) => p.ixt), y: sorted.map((p) => p.ity), opacity: 0.35 },
        line: { color: connect === "layers" ? colourAt(VIRIDIS, t) : "#888888", width: 1 },
        ...{ showlegend: false, hoverinfo: "skip", meta: { role: "decoration" } },
      };
    });
}

function checkPoints(me: string, points: readonly PlanePoint[]): void {
  if (points.length === 0) throw new DomainError(`${me}: there must be at least one point { epoch, layer, ixt, ity }; got none.`);
  for (const [i, p] of points.entries())
    for (const name of ["epoch", "layer", "ixt", "ity"] as const)
      if (!Number.isFinite(p[name]) || (name === "epoch" && p[name] < 0))
        throw new DomainError(
          `${me}: ${name} must be a finite number${name === "epoch" ? ", 0 or more" : ""}; got ${p[name]} in point ${i} (epoch ${p.epoch}, layer ${p.layer}).`,
        );
}
