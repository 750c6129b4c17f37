import { inspect } from "node:util";

const LONGEST = 50_000;

/** A value as plain text: `util.inspect` without colour, with types and sizes, long output cut with how much is missing. */
export function displayText(value: unknown): string {
  return cutText(prefix(value) + safeInspect(value));
}

/** Text of at most {@link LONGEST} characters, which says how many were cut. */
export function cutText(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}\n… ${text.length - LONGEST} of ${text.length} characters cut`;
}

/** One cell of a table: numbers to six digits, everything on one short line. */
export function displayCell(value: unknown, longest = 200): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString().replace(/T00:00:00\.000Z$/, "");
  const text = typeof value === "string" ? value : value === undefined ? "" : safeInspect(value, true);
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}

function safeInspect(value: unknown, oneLine = false): string {
  const options = { depth: oneLine ? 1 : 4, colors: false, maxArrayLength: oneLine ? 6 : 100, maxStringLength: 10_000 };
  try {
    return inspect(value, { ...options, breakLength: oneLine ? Infinity : 100, compact: oneLine ? true : 3 });
  } catch (error) {
    return `${Object.prototype.toString.call(value)} (cannot be shown: ${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Shape in front of nested arrays of numbers, and length in front of long arrays, which `inspect` leaves out. */
function prefix(value: unknown): string {
  if (!Array.isArray(value)) return "";
  const shape = shapeOf(value);
  if (shape.length > 1) return `Array ${shape.join("×")} `;
  return value.length > 100 ? `Array(${value.length}) ` : "";
}

/** The shape of a rectangular nested array; one number if it is flat or ragged. */
function shapeOf(value: readonly unknown[]): number[] {
  const first = value[0];
  if (!isArrayLike(first)) return [value.length];
  const same = value.every((row) => isArrayLike(row) && row.length === first.length);
  if (!same || first.length === 0) return [value.length];
  const inner = shapeOf(Array.from(first as ArrayLike<unknown>));
  return [value.length, ...inner];
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
