import type { ErrorReply } from "../threadMessages.js";
import { type Place, traceback } from "../traceback.js";
import { nameOfError, tracebackOf } from "./displayTraceback.js";
import { errorHint } from "./magicsHint.js";
import type { CellMap } from "./transpileEdits.js";

/** What is known of a cell that ran: its TypeScript, and a map where lines or columns moved. */
export interface CellSource {
  source: string;
  map?: CellMap;
}

/**
 * An error as Jupyter wants it: what happened, the line of the cell with a mark, the frames, the causes. Positions are those of the TypeScript.
 *
 * @param at where V8 refused to compile: a syntax error has no frame in its cell
 */
export function describeError(
  error: unknown,
  cells: ReadonlyMap<string, CellSource>,
  at?: { cell: string; line: number; column: number },
): ErrorReply {
  const maps = { get: (cell: string) => cells.get(cell)?.map };
  const { ename, evalue } = nameOfError(error);
  const lines = linesOf(error, maps, didNotCompile(error) ? at : undefined);
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  const place = placeOf(lines, cells);
  const hint = errorHint(ename, evalue, place?.source ?? "");
  const frames = first < 0 ? [] : lines.slice(first);
  return { ename, evalue, traceback: traceback(ename, evalue, place, hint === undefined ? frames : [...frames, `Hint: ${hint}`]) };
}

/** Newer V8s give a place for errors of running code too, where a promise was settled. */
function didNotCompile(error: unknown): boolean {
  return error instanceof SyntaxError && !/^\s+at .*In\[/m.test(String(error.stack));
}

function linesOf(...of: Parameters<typeof tracebackOf>): string[] {
  try {
    return tracebackOf(...of);
  } catch {
    return []; // a getter of the user's threw
  }
}

function placeOf(lines: readonly string[], cells: ReadonlyMap<string, CellSource>): Place | undefined {
  for (const text of lines) {
    const [, cell, line, column] = /(In\[[^\]]*\]):(\d+):(\d+)/.exec(text) ?? [];
    const source = cell === undefined ? undefined : cells.get(cell)?.source;
    if (source !== undefined) return { cell, line: Number(line), column: Number(column), source };
  }
  return undefined;
}
