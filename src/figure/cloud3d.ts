import { checkKnownOptions, checkMatrix } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { axis } from "./axis.js";
import { PALETTE } from "./colours.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import { panels } from "./panels.js";
import type { Annotation, ScatterTrace } from "./plotly.js";
import { scatter } from "./scatter.js";
import { FONT_SIZE } from "./style.js";

/** Points in space, for example the activations of a layer with three neurons for one class. */
export interface Cloud {
  readonly name: string;
  /** n × 3. */
  readonly points: Matrix;
  readonly colour?: string;
}

export interface Cloud3dOptions extends FigureOptions {
  /** Of the three axes. Default T1, T2, T3. */
  readonly labels?: readonly [string, string, string];
  /** The same for all three axes. Default: what holds all points. */
  readonly range?: readonly [number, number];
  /** Where the eye is, in degrees: turned about the third axis, and raised above the plane of the first two. */
  readonly view?: { readonly azimuth: number; readonly elevation: number };
  /** Also the projections on the three coordinate planes. Default true. */
  readonly planes?: boolean;
}

const KNOWN = ["key", "title", "mode", "alt", "width", "height", "legend", "labels", "range", "view", "planes"];
const SUBSCRIPTS = ["T<sub>1</sub>", "T<sub>2</sub>", "T<sub>3</sub>"] as const;

type Vector = readonly [number, number, number];

/**
 * A cloud of points in space: an orthographic view of it in a box, and what falls on the three coordinate planes.
 *
 * @throws {ShapeError} points that are not n × 3
 * @throws {DomainError} no points, a point outside a given range, or values that are not finite
 */
export function cloud3d(clouds: readonly Cloud[], options: Cloud3dOptions = {}): Figure {
  const me = "cloud3d";
  checkKnownOptions(me, options, KNOWN);
  const { labels = SUBSCRIPTS, view = { azimuth: -60, elevation: 25 }, planes = true } = options;
  const range = rangeOf(me, clouds, options.range);
  const { title, key, alt, mode, width, height, legend } = options;
  const shared = { ...(mode ? { mode } : {}) };
  const names = clouds.map((cloud) => `${cloud.name} (${cloud.points.rows} points)`).join(", ");
  const description = alt ?? `Points in space seen from azimuth ${view.azimuth}°, elevation ${view.elevation}°: ${names}.`;
  const viewOptions = planes ? shared : { ...shared, ...drop({ title, key, width, height, legend }) };
  const seen = fixedView(clouds, range, labels, view, { ...viewOptions, alt: description }, planes);
  if (!planes) return seen;
  const plane = (i: 0 | 1 | 2, j: 0 | 1 | 2): Figure =>
    scatter(
      clouds.map((cloud, k) => ({ name: cloud.name, x: coordinate(cloud, i), y: coordinate(cloud, j), colour: colourOf(cloud, k) })),
      { ...shared, x: { label: labels[i], range }, y: { label: labels[j], range } },
    );
  return panels(
    [
      [seen, plane(0, 1)],
      [plane(0, 2), plane(1, 2)],
    ],
    {
      ...shared,
      ...drop({ title, key, width: width ?? 760, height: height ?? 660 }),
      alt: description,
      ...(legend === "none" ? { legend } : {}),
    },
  );
}

function fixedView(
  clouds: readonly Cloud[],
  range: readonly [number, number],
  labels: readonly string[],
  { azimuth, elevation }: { readonly azimuth: number; readonly elevation: number },
  options: FigureOptions,
  withPlanes: boolean,
): Figure {
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  const right: Vector = [-Math.sin(a), Math.cos(a), 0];
  const up: Vector = [-Math.sin(e) * Math.cos(a), -Math.sin(e) * Math.sin(a), Math.cos(e)];
  const eye: Vector = [Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)];
  const unit = (value: number): number => (2 * (value - range[0])) / (range[1] - range[0]) - 1;
  const project = (v: Vector): [number, number] => [dot(v, right), dot(v, up)];
  const count = Math.max(...clouds.map((cloud) => cloud.points.rows));
  const points = clouds.map((cloud, k): ScatterTrace => {
    const at = Array.from({ length: cloud.points.rows }, (_, i) =>
      project([0, 1, 2].map((c) => unit(cloud.points.data[3 * i + c])) as unknown as Vector),
    );
    return {
      ...{ type: "scatter", mode: "markers", name: cloud.name, x: at.map((p) => p[0]), y: at.map((p) => p[1]) },
      marker: { symbol: "circle", size: count > 2000 ? 2.5 : 4, color: colourOf(cloud, k) },
      ...(clouds.length === 1 ? { showlegend: false } : {}),
      ...(withPlanes ? { meta: { role: "decoration" as const } } : {}),
    };
  });
  const { behind, front, axes } = boxEdges(eye);
  const edge = ([from, to]: readonly [Vector, Vector], color: string, width: number): ScatterTrace => ({
    ...{ type: "scatter", mode: "lines", x: [project(from)[0], project(to)[0]], y: [project(from)[1], project(to)[1]] },
    ...{ line: { color, width }, showlegend: false, hoverinfo: "skip", meta: { role: "decoration" } },
  });
  const notes = axes.map(([from, to], c): Annotation => {
    const [x, y] = project([0, 1, 2].map((k) => 0.5 * (from[k] + to[k])) as unknown as Vector);
    const away = 0.2 / Math.max(0.05, Math.hypot(x, y));
    return {
      text: labels[c],
      xref: "x",
      yref: "y",
      x: x * (1 + away),
      y: y * (1 + away),
      xanchor: "center",
      yanchor: "middle",
      font: { size: FONT_SIZE },
    };
  });
  const reach = 1.85; // the box fits for every direction: half its diagonal is 1.74
  const hidden = { visible: false, showgrid: false } as const;
  return frame({
    ...{ me: "cloud3d", options, size: [460, 430], annotations: notes, alt: options.alt! },
    traces: [
      ...behind.map((e) => edge(e, "#cccccc", 1)),
      ...points,
      ...front.map((e) => edge(e, "#bbbbbb", 1)),
      ...axes.map((e) => edge(e, "#444444", 1.2)),
    ],
    axes: {
      xaxis: axis({}, "linear", [-reach, reach], { anchor: "y", scaleanchor: "y", ...hidden }),
      yaxis: axis({}, "linear", [-reach, reach], { anchor: "x", ...hidden }),
    },
  });
}

type Edge = readonly [Vector, Vector];

/** The twelve edges of the cube: those that meet in the corner farthest from the eye, the rest, and of the rest one lower edge per axis for its name. */
function boxEdges(eye: Vector): { behind: Edge[]; front: Edge[]; axes: Edge[] } {
  const far = eye.map((c) => (c > 0 ? -1 : 1)) as unknown as Vector;
  const behind: Edge[] = [];
  const front: Edge[] = [];
  for (let c = 0; c < 3; c++)
    for (const p of [-1, 1])
      for (const q of [-1, 1]) {
        const [i, j] = [0, 1, 2].filter((k) => k !== c);
        const at = (end: number): Vector => [0, 1, 2].map((k) => (k === c ? end : k === i ? p : q)) as unknown as Vector;
        (p === far[i] && q === far[j] ? behind : front).push([at(-1), at(1)]);
      }
  const low = -1;
  const axes: Edge[] = [
    [
      [-1, -far[1], low],
      [1, -far[1], low],
    ],
    [
      [-far[0], -1, low],
      [-far[0], 1, low],
    ],
    [
      [far[0], -far[1], -1],
      [far[0], -far[1], 1],
    ],
  ];
  return { behind, front, axes };
}

function rangeOf(me: string, clouds: readonly Cloud[], given: readonly [number, number] | undefined): readonly [number, number] {
  if (clouds.length === 0) throw new DomainError(`${me}: there must be at least one cloud { name, points }; got none.`);
  let [low, high] = [Infinity, -Infinity];
  for (const { name, points } of clouds) {
    checkMatrix(me, `points of "${name}"`, points);
    if (points.cols !== 3 || points.rows === 0)
      throw new ShapeError(`${me}: points of "${name}" must be n×3 with n ≥ 1; got ${points.rows}×${points.cols}.`);
    for (let i = 0; i < points.data.length; i++) {
      const value = points.data[i];
      if (!Number.isFinite(value))
        throw new DomainError(`${me}: points of "${name}" must be finite; got ${value} in row ${Math.floor(i / 3)}.`);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (given && (low < given[0] || high > given[1]))
    throw new DomainError(`${me}: all points must lie in range, ${given[0]} to ${given[1]}; they reach from ${low} to ${high}.`);
  if (given) return given;
  const pad = low === high ? 0.5 : 0.04 * (high - low);
  return [low - pad, high + pad];
}

function coordinate({ points }: Cloud, c: number): Float64Array {
  return Float64Array.from({ length: points.rows }, (_, i) => points.data[3 * i + c]);
}

function colourOf(cloud: Cloud, k: number): string {
  return cloud.colour ?? PALETTE[k % PALETTE.length];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function drop<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
