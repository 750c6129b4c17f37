import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { axis } from "./axis.js";
import { checkSeriesList } from "./checkSeriesList.js";
import type { DiagramArrow, DiagramBox, DiagramCircle, DiagramPart, DiagramPoint, DiagramSide, DiagramText } from "./diagramParts.js";
import type { Figure } from "./figure.js";
import { type FigureOptions, frame } from "./frame.js";
import type { Annotation, Dash, ScatterTrace } from "./plotly.js";
import { FONT_SIZE } from "./style.js";
import { plainText, richTextHeight, richTextWidth } from "./svg/richText.js";

/** The size follows from the parts. */
export interface DiagramOptions extends Pick<FigureOptions, "key" | "title" | "mode" | "alt"> {}

type Outlined = DiagramBox | DiagramCircle;

const INK = "#333333";
/** Length and half width of an arrow head. */
const HEAD = [9, 3.8] as const;
const GAP = 5;
const FIELDS: Record<DiagramPart["kind"], readonly string[]> = {
  box: ["kind", "name", "x", "y", "width", "height", "label", "labelAt", "fill", "colour", "dash"],
  circle: ["kind", "name", "x", "y", "radius", "label", "labelAt", "fill", "colour", "dash"],
  arrow: ["kind", "from", "to", "fromSide", "toSide", "heads", "label", "labelSide", "colour", "dash"],
  line: ["kind", "points", "width", "colour", "dash"],
  text: ["kind", "x", "y", "label", "anchor", "colour"],
};
const KINDS = Object.keys(FIELDS) as DiagramPart["kind"][];
const SIDES = ["left", "right", "top", "bottom"] as const;

/**
 * A schematic of boxes, circles, arrows, lines and texts, one over the other in their order. Places are pixels, x to the right and y upwards from
 * any origin. Nothing in it is computed, so it carries no stamp of quick mode unless `mode` asks for it.
 *
 * @throws {DomainError} no parts, a part or name that is unknown, a length that is not positive, a label that is wider than its box
 */
export function diagram(parts: readonly DiagramPart[], options: DiagramOptions = {}): Figure {
  const me = "diagram";
  checkKnownOptions(me, options, ["key", "title", "mode", "alt"]);
  checkSeriesList(me, parts, "{ kind, ... }", () => []);
  const named = new Map<string, Outlined>();
  for (const [i, part] of parts.entries()) checkPart(me, part, i, named);
  const traces: ScatterTrace[] = [];
  const notes: Note[] = [];
  for (const part of parts) {
    if (part.kind === "text") notes.push(textNote(part));
    else if (part.kind === "line") traces.push(stroke(part.points, part, part.width ?? 1.6));
    else if (part.kind === "arrow") {
      const drawn = drawArrow(me, part, named);
      traces.push(...drawn.traces);
      if (drawn.note) notes.push(drawn.note);
    } else {
      traces.push({ ...stroke(outline(part), part, 1.4), fill: "toself", fillcolor: part.fill ?? "#ffffff" });
      if (part.label) notes.push(outlineNote(part, part.label));
    }
  }
  const [x, y] = [reach(traces, notes, "x"), reach(traces, notes, "y")];
  const hidden = { visible: false, showgrid: false } as const;
  const sized = (width: number, height: number): Figure =>
    frame({
      ...{ me, traces, annotations: notes.map((note) => note.annotation), size: [width, height], alt: describe(parts) },
      options: { mode: "full", ...options, legend: "none" },
      axes: {
        xaxis: axis({}, "linear", x, { anchor: "y", scaleanchor: "y", ...hidden }),
        yaxis: axis({}, "linear", y, { anchor: "x", ...hidden }),
      },
    });
  const { l, r, t, b } = sized(400, 400).layout.margin;
  return sized(Math.ceil(x[1] - x[0]) + l + r, Math.ceil(y[1] - y[0]) + t + b); // one unit is one pixel
}

function checkPart(me: string, part: DiagramPart, i: number, named: Map<string, Outlined>): void {
  const who = `${me}, part ${i}`;
  checkOneOf(who, "kind", part.kind, KINDS);
  checkKnownOptions(who, part, FIELDS[part.kind]);
  const finite = (name: string, value: unknown): void => {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new DomainError(`${who}: ${name} must be a finite number; got ${value}.`);
  };
  if (part.kind === "arrow") {
    for (const side of [part.fromSide, part.toSide, part.labelSide]) if (side !== undefined) checkOneOf(who, "side", side, SIDES);
    return;
  }
  if (part.kind === "line") {
    if (!Array.isArray(part.points) || part.points.length < 2) throw new DomainError(`${who}: points must be two or more [x, y].`);
    for (const point of part.points) for (const value of point) finite("points", value);
    return;
  }
  finite("x", part.x);
  finite("y", part.y);
  if (part.kind === "text") return;
  for (const [name, value] of part.kind === "box"
    ? ([
        ["width", part.width],
        ["height", part.height],
      ] as const)
    : ([["radius", part.radius]] as const))
    if (!(value > 0 && value < Infinity)) throw new DomainError(`${who}: ${name} must be a positive finite number; got ${value}.`);
  const [room] = halves(part).map((half) => 2 * half);
  const needed = part.label && (part.labelAt ?? "middle") === "middle" ? Math.ceil(richTextWidth(part.label, FONT_SIZE)) : 0;
  if (needed > room)
    throw new DomainError(
      `${who}: the label "${plainText(part.label!)}" is ${needed} pixels wide and its ${part.kind} ${room}. Make it wider, break the label with <br>, or set labelAt to "above" or "below".`,
    );
  if (part.name === undefined) return;
  if (named.has(part.name)) throw new DomainError(`${who}: every name must be given once; "${part.name}" came again.`);
  named.set(part.name, part);
}

function halves(part: Outlined): [number, number] {
  return part.kind === "box" ? [part.width / 2, part.height / 2] : [part.radius, part.radius];
}

function outline(part: Outlined): DiagramPoint[] {
  const { x, y } = part;
  const [w, h] = halves(part);
  if (part.kind === "circle")
    return Array.from({ length: 65 }, (_, i) => [x + w * Math.cos((Math.PI * i) / 32), y + h * Math.sin((Math.PI * i) / 32)]);
  return [
    [x - w, y - h],
    [x + w, y - h],
    [x + w, y + h],
    [x - w, y + h],
    [x - w, y - h],
  ];
}

function stroke(points: readonly DiagramPoint[], look: { readonly colour?: string; readonly dash?: Dash }, width: number): ScatterTrace {
  return {
    ...{ type: "scatter", mode: "lines", x: points.map((p) => p[0]), y: points.map((p) => p[1]) },
    line: { color: look.colour ?? INK, width, ...(look.dash && look.dash !== "solid" ? { dash: look.dash } : {}) },
    ...{ showlegend: false, hoverinfo: "skip", meta: { role: "decoration" } },
  };
}

function drawArrow(me: string, arrow: DiagramArrow, named: ReadonlyMap<string, Outlined>): { traces: ScatterTrace[]; note?: Note } {
  const from = endOf(me, arrow.from, named);
  const to = endOf(me, arrow.to, named);
  // where one end is given by a side, the other is aimed at it
  const [aimFrom, aimTo] = [onSide(from, arrow.fromSide), onSide(to, arrow.toSide)];
  const start = arrow.fromSide ? aimFrom : onOutline(from, aimTo);
  const tip = arrow.toSide ? aimTo : onOutline(to, aimFrom);
  const [dx, dy] = [tip[0] - start[0], tip[1] - start[1]];
  const length = Math.hypot(dx, dy);
  if (!(length > HEAD[0]))
    throw new DomainError(`${me}: an arrow must be longer than ${HEAD[0]} pixels; got ${length} from ${arrow.from} to ${arrow.to}.`);
  const back = (end: DiagramPoint, by: number): DiagramPoint => [end[0] - (by * dx) / length, end[1] - (by * dy) / length];
  const head = (end: DiagramPoint, sign: 1 | -1): ScatterTrace => {
    const [x, y] = back(end, sign * HEAD[0]);
    const [across, along] = [(-HEAD[1] * dy) / length, (HEAD[1] * dx) / length];
    const corners: DiagramPoint[] = [end, [x + across, y + along], [x - across, y - along], end];
    return { ...stroke(corners, { colour: arrow.colour }, 0), fill: "toself", fillcolor: arrow.colour ?? INK };
  };
  const { heads = "to" } = arrow;
  const inside = HEAD[0] - 1; // the line ends within the head, so that its blunt end does not show at the tip
  const line = [heads === "both" ? back(start, -inside) : start, heads === "none" ? tip : back(tip, inside)];
  const traces = [stroke(line, arrow, 1.4), ...(heads === "none" ? [] : [head(tip, 1)]), ...(heads === "both" ? [head(start, -1)] : [])];
  if (!arrow.label) return { traces };
  const side = arrow.labelSide ?? (Math.abs(dx) >= Math.abs(dy) ? "top" : "right");
  return { traces, note: noteBeside(arrow.label, [(start[0] + tip[0]) / 2, (start[1] + tip[1]) / 2], side) };
}

function endOf(me: string, end: string | DiagramPoint, named: ReadonlyMap<string, Outlined>): Outlined | DiagramPoint {
  if (typeof end === "string") {
    const part = named.get(end);
    if (part) return part;
    throw new DomainError(`${me}: an arrow refers to "${end}"; the names are ${[...named.keys()].join(", ") || "(none)"}.`);
  }
  if (Array.isArray(end) && end.length === 2 && end.every(Number.isFinite)) return end;
  throw new DomainError(`${me}: an arrow goes from and to a name or a point [x, y]; got ${JSON.stringify(end)}.`);
}

/** The middle of a side; without one, the centre. */
function onSide(end: Outlined | DiagramPoint, side: DiagramSide | undefined): DiagramPoint {
  if (!("kind" in end)) return end;
  const { x, y } = end;
  const [w, h] = halves(end);
  if (side === "left" || side === "right") return [side === "left" ? x - w : x + w, y];
  return [x, side === "top" ? y + h : side === "bottom" ? y - h : y];
}

/** Where the line from the centre toward a point crosses the outline. */
function onOutline(end: Outlined | DiagramPoint, toward: DiagramPoint): DiagramPoint {
  if (!("kind" in end)) return end;
  const { x, y } = end;
  const [w, h] = halves(end);
  const [dx, dy] = [toward[0] - x, toward[1] - y];
  const share = end.kind === "circle" ? w / Math.hypot(dx, dy) : Math.min(w / Math.abs(dx), h / Math.abs(dy));
  return Number.isFinite(share) ? [x + share * dx, y + share * dy] : [x, y];
}

interface Note {
  readonly annotation: Annotation;
  /** Left, right, lower and upper edge. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

function outlineNote(part: Outlined, label: string): Note {
  const h = halves(part)[1];
  if (part.labelAt === "above") return noteBeside(label, [part.x, part.y + h], "top");
  if (part.labelAt === "below") return noteBeside(label, [part.x, part.y - h], "bottom");
  return note(label, [part.x, part.y], "center", "middle");
}

function textNote({ label, x, y, anchor = "center", colour }: DiagramText): Note {
  return note(label, [x, y], anchor, "middle", colour);
}

function noteBeside(label: string, [x, y]: DiagramPoint, side: DiagramSide): Note {
  if (side === "top") return note(label, [x, y + GAP], "center", "bottom");
  if (side === "bottom") return note(label, [x, y - GAP], "center", "top");
  return side === "left" ? note(label, [x - GAP, y], "right", "middle") : note(label, [x + GAP, y], "left", "middle");
}

function note(
  text: string,
  [x, y]: DiagramPoint,
  xanchor: "left" | "center" | "right",
  yanchor: "top" | "middle" | "bottom",
  color = INK,
): Note {
  const [width, height] = [richTextWidth(text, FONT_SIZE), richTextHeight(text, FONT_SIZE)];
  const left = x - { left: 0, center: width / 2, right: width }[xanchor];
  const low = y - { bottom: 0, middle: height / 2, top: height }[yanchor];
  const annotation: Annotation = { text, xref: "x", yref: "y", x, y, xanchor, yanchor, font: { size: FONT_SIZE, color } };
  return { annotation, x: [left, left + width], y: [low, low + height] };
}

/** What is drawn along one axis, and a little more. */
function reach(traces: readonly ScatterTrace[], notes: readonly Note[], letter: "x" | "y"): [number, number] {
  const values = [...traces.flatMap((trace) => trace[letter] as number[]), ...notes.flatMap((n) => [...n[letter]])];
  const [low, high] = [Math.min(...values) - 6, Math.max(...values) + 6];
  const missing = Math.max(0, 100 - (high - low)) / 2;
  return [low - missing, high + missing];
}

function describe(parts: readonly DiagramPart[]): string {
  const called = new Map(
    parts.flatMap((p) => ("name" in p && p.name && p.label ? [[p.name, plainText(p.label)]] : []) as [string, string][]),
  );
  const things = parts.flatMap((p) => (p.kind !== "arrow" && p.kind !== "line" && p.label ? [plainText(p.label)] : []));
  const arrows = parts.flatMap((p) => {
    if (p.kind !== "arrow") return [];
    const [from, to] = [p.from, p.to].map((end) => (typeof end === "string" ? (called.get(end) ?? end) : ""));
    const label = p.label ? ` (${plainText(p.label)})` : "";
    return from && to ? [`${from} to ${to}${label}`] : label ? [label.slice(2, -1)] : [];
  });
  return `A diagram of ${things.join(", ") || "lines"}.${arrows.length ? ` Arrows: ${arrows.join(", ")}.` : ""}`;
}
