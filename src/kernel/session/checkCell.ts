import ts = require("typescript");

import type { CellService } from "./languageService.js";
import { lineStarts, positionAt } from "./transpileEdits.js";

/** A type error, where it stands in the cell as typed; line and column from 1. */
export interface CellDiagnostic {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly code: number;
}

const ASSIGNED_IMPORT = 2632;
const ASSIGNED_CONSTANT = 2588;
/** `{ a, b }` at the end of a cell is an object; the compiler sees a block with an idle comma. */
const IDLE_COMMA = 2695;

/** Type errors of a cell among the cells that ran. */
export function checkCell(service: CellService, source: string, cell: string): CellDiagnostic[] {
  if (/^\s*\/\/\s*@ts-nocheck\b/.test(source)) return [];
  const { path, shift } = service.draft(source, cell, false);
  const found = [...service.service.getSyntacticDiagnostics(path), ...service.service.getSemanticDiagnostics(path)];
  const starts = lineStarts(source);
  return found.flatMap((d) => {
    const offset = (d.start ?? 0) - shift;
    if (d.category !== ts.DiagnosticCategory.Error || offset < 0 || offset > source.length || d.code === IDLE_COMMA) return [];
    const message = ts.flattenDiagnosticMessageText(d.messageText, "\n");
    if (d.code !== ASSIGNED_IMPORT) return [{ ...positionAt(starts, offset), message, code: d.code }];
    const name = source.slice(offset, offset + (d.length ?? 0));
    return [{ ...positionAt(starts, offset), message: `Cannot assign to '${name}' because it is a constant.`, code: ASSIGNED_CONSTANT }];
  });
}
