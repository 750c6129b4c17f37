import { inspect } from "node:util";
import type { ErrorReply } from "../threadMessages.js";
import { type Place, traceback } from "../traceback.js";

/** What is known of the cells that ran: their TypeScript, and a source map where lines or columns moved. */
export interface CellSource {
  source: string;
  map?: object;
}

/** Follows a position of a cell's JavaScript to its TypeScript; undefined when the map does not know it. 1-based. */
export type Follow = (map: object, line: number, column: number) => { line: number; column: number } | undefined;

/** Everything from here on called the cell. */
const CALLER = /^\s+at (Session\.post|.*\(node:inspector)/;
const INTERNAL = /\(?node:internal\//;
const OWN = new URL("..", import.meta.url).href;
const IN_CELL = /(In\[[^\]]*\]):(\d+):(\d+)/;

/**
 * An error as Jupyter wants it, positions as the user typed them: frames of cells point into their TypeScript, the kernel's own are left out, causes follow.
 *
 * @param at where V8 refused to compile, for a syntax error, which has no frame in its cell
 */
export function describeError(
  error: unknown,
  cells: ReadonlyMap<string, CellSource>,
  follow: Follow,
  at?: { cell: string; line: number; column: number },
): ErrorReply {
  if (!isErrorLike(error)) {
    const shown = inspect(error);
    return { ename: "Uncaught", evalue: shown, traceback: traceback("Uncaught", shown, undefined, []) };
  }
  const ename = text(error.name) || "Error";
  const evalue = text(error.message);
  const frames = framesOf(error, cells, follow);
  if (at && error instanceof SyntaxError && !frames.some((frame) => IN_CELL.test(frame)))
    frames.unshift(`    at ${followed(`${at.cell}:${at.line}:${at.column}`, cells, follow)}`);
  return { ename, evalue, traceback: [...traceback(ename, evalue, placeOf(frames, cells), frames), ...rest(error, cells, follow, 3)] };
}

/** Causes, the errors of an AggregateError, and own properties such as `code`. */
function rest(error: ErrorLike, cells: ReadonlyMap<string, CellSource>, follow: Follow, depth: number): string[] {
  const lines: string[] = [];
  const own = Object.entries(error).filter(([key]) => !["name", "message", "stack", "cause", "errors"].includes(key));
  if (own.length > 0 && own.length <= 20)
    lines.push(`  ${inspect(Object.fromEntries(own), { depth: 1, maxStringLength: 200, maxArrayLength: 10 })}`);
  const nested: [string, unknown][] = error.cause === undefined ? [] : [["cause", error.cause]];
  if (Array.isArray(error.errors)) nested.push(...error.errors.slice(0, 5).map((e, i): [string, unknown] => [`errors[${i}]`, e]));
  for (const [label, inner] of nested) {
    if (depth === 0 || !isErrorLike(inner)) lines.push(`[${label}]: ${inspect(inner, { depth: 1 })}`);
    else {
      lines.push(`[${label}]: ${text(inner.name)}: ${text(inner.message)}`, ...framesOf(inner, cells, follow).slice(0, 10));
      lines.push(...rest(inner, cells, follow, depth - 1));
    }
  }
  return lines;
}

interface ErrorLike {
  name: unknown;
  message: unknown;
  stack?: unknown;
  cause?: unknown;
  errors?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  if (value instanceof Error) return true;
  return (
    typeof value === "object" && value !== null && "message" in value && "name" in value && typeof (value as ErrorLike).stack === "string"
  );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}

function framesOf(error: ErrorLike, cells: ReadonlyMap<string, CellSource>, follow: Follow): string[] {
  let stack: unknown;
  try {
    stack = error.stack; // a getter of the user's may throw
  } catch {
    return [];
  }
  if (typeof stack !== "string") return [];
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  if (first < 0) return [];
  const frames = lines.slice(first).filter((line) => /^\s+at /.test(line));
  const end = frames.findIndex((line) => CALLER.test(line));
  const users = (end < 0 ? frames : frames.slice(0, end)).filter((line) => !INTERNAL.test(line) && !line.includes(OWN));
  return users.map((line) => followed(line, cells, follow));
}

function followed(frame: string, cells: ReadonlyMap<string, CellSource>, follow: Follow): string {
  return frame.replace(new RegExp(IN_CELL, "g"), (all, cell: string, line: string, column: string) => {
    const map = cells.get(cell)?.map;
    const original = map && follow(map, Number(line), Number(column));
    return original ? `${cell}:${original.line}:${original.column}` : all;
  });
}

function placeOf(frames: readonly string[], cells: ReadonlyMap<string, CellSource>): Place | undefined {
  for (const frame of frames) {
    const [, cell, line, column] = IN_CELL.exec(frame) ?? [];
    const source = cell === undefined ? undefined : cells.get(cell)?.source;
    if (source !== undefined) return { cell, line: Number(line), column: Number(column), source };
  }
  return undefined;
}
