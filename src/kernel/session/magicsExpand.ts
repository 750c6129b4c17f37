import { type Ask, unanswered } from "./magicsAsks.js";
import { applyEdits, type Edit, lineStarts, type MapStep, positionAt } from "./transpileEdits.js";
import { transpileParse } from "./transpileParse.js";

/** A cell with its magics written as calls of `$magic`, or the magic that does not exist. */
export type Expanded =
  /** The steps lead back to the cell, last first. */
  { kind: "code"; text: string; steps: MapStep[]; asks: Ask[] } | { kind: "error"; evalue: string; line: number; column: number };

const LINE_MAGICS = ["time", "who", "sh", "check"];
const CELL_MAGICS = ["time", "html", "markdown", "bash"];
const LEVELS = ["off", "warn", "error"];
const KNOWN = `There are ${[...LINE_MAGICS.map((m) => `%${m}`), ...CELL_MAGICS.map((m) => `%%${m}`)].join(", ")}, !command and name?.`;
const LINE =
  /^[ \t]*(?:%(?<name>[A-Za-z]\w*)(?<rest>[^\n]*)|!(?<command>[^\n]+)|(?<before>\?{0,2})(?<asked>[A-Za-z_$][\w$.]*)(?<after>\?{0,2})[ \t;]*)$/;

/** True if a cell that is not TypeScript holds a magic. */
export function isMagic(source: string): boolean {
  return /^\s*%%[A-Za-z]/.test(source) || magicLines(source).length > 0;
}

/**
 * Expands the magics of a cell that does not parse as TypeScript, each on its own line.
 *
 * @param names that cells declared, for `%who`
 * @returns undefined if the cell holds none
 */
export function expandMagics(source: string, names: readonly string[]): Expanded | undefined {
  const cell = /^\s*%%([A-Za-z]\w*)([^\n]*)(\n|$)/.exec(source);
  if (cell) return expandCell(source, cell[1], cell[0].length, cell.index + cell[0].indexOf("%%"), names);
  const lines = magicLines(source);
  if (!lines.length) return undefined;
  const edits: Edit[] = [];
  const asks: Ask[] = [];
  for (const { start, end, groups } of lines) {
    const replaced = expandLine(source, start, end, groups, names, asks);
    if ("evalue" in replaced) return { kind: "error", ...replaced, ...positionAt(lineStarts(source), start) };
    edits.push(replaced);
  }
  const { text, step } = applyEdits(source, edits);
  const steps = step ? [step] : [];
  const times = lines.filter(({ groups }) => groups.name === "time").map(({ start }) => start);
  return times.length ? timed(text, steps, times, asks) : { kind: "code", text, steps, asks };
}

/** A cell without its magics, of the same length, so that its types can be looked at; undefined if what is left is not TypeScript. */
export function blankMagics(source: string): string | undefined {
  const cell = /^\s*%%([A-Za-z]\w*)/.exec(source);
  if (cell && cell[1] !== "time") return undefined;
  const start = cell ? source.indexOf("%%") : 0;
  const text = cell ? source.slice(0, start) + " ".repeat(6) + source.slice(start + 6) : source;
  const edits = magicLines(text).map(({ start, end, groups }) => {
    const keep = groups.name === "time" ? (groups.rest ?? "") : "";
    return { start, end, text: keep.padStart(end - start) };
  });
  const left = applyEdits(text, edits).text;
  return transpileParse(left).errors.length ? undefined : left;
}

function expandCell(source: string, name: string, bodyStart: number, start: number, names: readonly string[]): Expanded {
  const body = source.slice(bodyStart);
  if (name === "time") {
    const { text, step } = applyEdits(source, [
      { start, end: start + 2 + name.length, text: "var {} = $magic.begin();" },
      { start: source.length, end: source.length, text: "\n;var {} = $magic.end();" },
    ]);
    const steps = step ? [step] : [];
    const inner = transpileParse(text).errors.length ? expandMagics(text, names) : undefined;
    return inner?.kind === "code" ? { ...inner, steps: [...inner.steps, ...steps] } : { kind: "code", text, steps, asks: [] };
  }
  if (!CELL_MAGICS.includes(name))
    return { kind: "error", evalue: `%%${name}: no such magic. ${KNOWN}`, ...positionAt(lineStarts(source), start) };
  const text = JSON.stringify(body);
  return { kind: "code", text: name === "bash" ? `await $magic.bash(${text});` : `$magic.${name}(${text});`, steps: [], asks: [] };
}

type Groups = Record<string, string | undefined>;

function expandLine(
  source: string,
  start: number,
  end: number,
  groups: Groups,
  names: readonly string[],
  asks: Ask[],
): Edit | { evalue: string } {
  const { name, rest = "", command, before, asked, after } = groups;
  const edit = (text: string): Edit => ({ start, end, text });
  if (command !== undefined) return edit(`await $magic.sh(${JSON.stringify(command.trim())});`);
  if (asked !== undefined) {
    const detail = before === "??" || after === "??" ? 1 : 0;
    const code = `${source.slice(0, start)}${asked};\n${source.slice(end)}`;
    asks.push({ code, offset: start + asked.length, detail });
    return edit(`await $magic.page(${JSON.stringify(asked)}, ${unanswered(asks.length - 1)}, () => ${asked});`);
  }
  switch (name) {
    case "time":
      return { start, end: end - rest.length, text: " ".repeat(end - rest.length - start) };
    case "who":
      return edit(`$magic.who([${names.map((n) => `[${JSON.stringify(n)}, () => ${n}]`).join(", ")}]);`);
    case "sh":
      return rest.trim()
        ? edit(`await $magic.sh(${JSON.stringify(rest.trim())});`)
        : { evalue: "%sh: a command is required, as in %sh ls." };
    case "check":
      return LEVELS.includes(rest.trim())
        ? edit(`$magic.check(${JSON.stringify(rest.trim())});`)
        : { evalue: `%check: off, warn or error is required; got "${rest.trim()}".` };
    default:
      return { evalue: `%${name}: no such magic. ${KNOWN}` };
  }
}

/** `%time` goes around one statement, which may end lines later. */
function timed(text: string, steps: readonly MapStep[], times: readonly number[], asks: Ask[]): Expanded {
  const { file } = transpileParse(text);
  const around: Edit[] = [];
  for (const time of times) {
    const start = time + shiftAt(steps[0], time);
    const statement = file.statements.find((s) => s.getStart(file) >= start);
    if (!statement) continue;
    const first = statement.getStart(file);
    around.push({ start: first, end: first, text: "var {} = $magic.begin(); " });
    around.push({ start: statement.end, end: statement.end, text: " ;var {} = $magic.end();" });
  }
  const outer = applyEdits(text, around);
  return { kind: "code", text: outer.text, steps: [...(outer.step ? [outer.step] : []), ...steps], asks };
}

/** How far the text at an offset was moved. */
function shiftAt(step: MapStep | undefined, offset: number): number {
  if (!step || !("stretches" in step)) return 0;
  const stretch = step.stretches.findLast(([, original]) => original <= offset);
  return stretch ? stretch[0] - stretch[1] : 0;
}

interface MagicLine {
  readonly start: number;
  readonly end: number;
  readonly groups: Groups;
}

/** Lines that are magics and do not stand inside a template literal or a comment. */
function magicLines(source: string): MagicLine[] {
  const found: MagicLine[] = [];
  let start = 0;
  for (const line of source.split("\n")) {
    const groups = LINE.exec(line)?.groups;
    const asks = groups?.asked === undefined || groups.before || groups.after;
    if (groups && asks && !insideText(source.slice(0, start))) found.push({ start, end: start + line.length, groups });
    start += line.length + 1;
  }
  return found;
}

const OPEN = new Set([1160, 1010]);

/** True if a text ends inside a template literal or a comment. */
function insideText(before: string): boolean {
  return transpileParse(before).errors.some((e) => OPEN.has(e.code));
}

/** The magics that fit at a place where a magic may stand. */
export function magicMatches(code: string, offset: number): { matches: string[]; start: number } | undefined {
  const lineStart = code.lastIndexOf("\n", offset - 1) + 1;
  const typed = /^[ \t]*(%{1,2}\w*)$/.exec(code.slice(lineStart, offset))?.[1];
  if (typed === undefined) return undefined;
  const first = code.slice(0, lineStart).trim() === "";
  const all = [...LINE_MAGICS.map((m) => `%${m}`), ...(first ? CELL_MAGICS.map((m) => `%%${m}`) : [])];
  return { matches: all.filter((m) => m.startsWith(typed)), start: offset - typed.length };
}
