import { originalPositionFor, type SourceMapInput, TraceMap } from "@jridgewell/trace-mapping";
import { type CellMap, originalOffset, positionAt } from "./transpileEdits.js";

/**
 * Where a position in a cell's JavaScript stands in what was typed.
 *
 * @param map of the cell; undefined if nothing moved
 * @param line from 1
 * @param column from 1, in UTF-16 units
 */
export function transpilePosition(map: CellMap | undefined, line: number, column: number): { line: number; column: number } {
  let at = { line, column };
  for (const step of map?.steps ?? []) {
    if ("compiled" in step) {
      const found = originalPositionFor(new TraceMap(step.compiled as SourceMapInput), { line: at.line, column: at.column - 1 });
      if (found.line !== null) at = { line: found.line, column: found.column + 1 };
    } else {
      const start = step.resultLines[Math.min(at.line, step.resultLines.length) - 1];
      at = positionAt(step.originalLines, originalOffset(step.stretches, start + at.column - 1));
    }
  }
  return at;
}
