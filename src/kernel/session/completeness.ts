import { isMagic } from "./magicsExpand.js";
import { trailingObject } from "./transpileObject.js";
import { transpileParse } from "./transpileParse.js";

/** Whether Enter should run a cell or start another line. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid" | "unknown";
  /** What the next line of an incomplete cell should begin with. */
  readonly indent?: string;
}

const UNTERMINATED_TEMPLATE = 1160;
const UNTERMINATED_COMMENT = 1010;
const UNTERMINATED_STRING = 1002;

/** A cell is incomplete if the parser stops only because the text ends. */
export function completeness(code: string): Completeness {
  const parsed = transpileParse(code);
  const first = parsed.errors[0];
  if (!first || isMagic(code) || trailingObject(code, parsed)) return { status: "complete" };
  const atEnd = first.start >= lastToken(code);
  if (first.code === UNTERMINATED_STRING) return { status: "invalid" };
  if (!atEnd && first.code !== UNTERMINATED_TEMPLATE && first.code !== UNTERMINATED_COMMENT) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(code) };
}

/** Where the text ends without its trailing space and comments of one line. */
function lastToken(code: string): number {
  return code.replace(/(\s|\/\/[^\n]*)*$/, "").length;
}

function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1)!;
  const indent = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) || /=>\s*$/.test(line) ? `${indent}  ` : indent;
}
