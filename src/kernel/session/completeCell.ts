import ts = require("typescript");

import type { CellService } from "./languageService.js";
import { magicMatches } from "./magicsExpand.js";

/** What can stand at a place of a cell; `start` to `end` (UTF-16 offsets) is replaced by the match that is chosen. */
export interface Completion {
  readonly matches: string[];
  readonly start: number;
  readonly end: number;
  /** `_jupyter_types_experimental`: text, kind and place of each match, for front ends that show kinds. */
  readonly metadata: { _jupyter_types_experimental?: { text: string; type: string; start: number; end: number }[] };
}

const PREFERENCES: ts.GetCompletionsAtPositionOptions = {
  includeCompletionsForModuleExports: false,
  includeCompletionsWithInsertText: false,
  includeCompletionsForImportStatements: false,
};
const MOST = 1000;

/** Members, names of earlier cells and of the language, and module specifiers that fit at `offset`; the likeliest first. */
export function completeCell(service: CellService, code: string, offset: number): Completion {
  const magic = magicMatches(code, offset);
  if (magic) return withTypes(magic.matches, magic.start, offset, () => "magic");
  const { path, shift } = service.draft(code, "In[*]", true);
  const found = service.service.getCompletionsAtPosition(path, offset + shift, PREFERENCES);
  const specifier = moduleSpecifier(code, offset);
  if (!found && specifier === undefined) return { matches: [], start: offset, end: offset, metadata: {} };
  const word =
    specifier === undefined ? /[\p{ID_Continue}$#]*$/u.exec(code.slice(0, offset))![0] : specifier.slice(specifier.lastIndexOf("/") + 1);
  const start = offset - word.length;
  const end = offset + (specifier === undefined ? /^[\p{ID_Continue}$]*/u.exec(code.slice(offset))![0].length : 0);
  const own = specifier !== undefined && !specifier.includes("/") ? ["infoplane", "tslab"] : [];
  const kinds = new Map<string, string>(own.map((name) => [name, "module"]));
  const lower = word.toLowerCase();
  const sorted = [...(found?.entries ?? [])].sort((a, b) => order(a.sortText, b.sortText) || order(a.name, b.name));
  for (const { name, kind } of sorted) if (!kinds.has(name)) kinds.set(name, kind);
  const fitting = [...kinds.keys()].filter((name) => name.toLowerCase().startsWith(lower));
  const exact = fitting.filter((name) => name.startsWith(word));
  const matches = (exact.length ? exact : fitting).slice(0, MOST); // another case only where nothing fits as typed
  return withTypes(matches, start, end, (name) => jupyterKind(kinds.get(name)!));
}

function withTypes(matches: string[], start: number, end: number, kind: (name: string) => string): Completion {
  return {
    matches,
    start,
    end,
    metadata: { _jupyter_types_experimental: matches.map((text) => ({ text, type: kind(text), start, end })) },
  };
}

/** The text of the module specifier that the cursor stands in; undefined elsewhere. */
function moduleSpecifier(code: string, offset: number): string | undefined {
  const line = code.slice(code.lastIndexOf("\n", offset - 1) + 1, offset);
  return /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"']*)$/.exec(line)?.[1];
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The kinds that front ends have icons for. */
function jupyterKind(kind: string): string {
  switch (kind) {
    case ts.ScriptElementKind.functionElement:
    case ts.ScriptElementKind.localFunctionElement:
    case ts.ScriptElementKind.memberFunctionElement:
      return "function";
    case ts.ScriptElementKind.classElement:
    case ts.ScriptElementKind.localClassElement:
      return "class";
    case ts.ScriptElementKind.interfaceElement:
    case ts.ScriptElementKind.typeElement:
      return "type";
    case ts.ScriptElementKind.memberVariableElement:
    case ts.ScriptElementKind.memberGetAccessorElement:
    case ts.ScriptElementKind.memberSetAccessorElement:
      return "property";
    case ts.ScriptElementKind.constElement:
    case ts.ScriptElementKind.letElement:
    case ts.ScriptElementKind.variableElement:
    case ts.ScriptElementKind.parameterElement:
    case ts.ScriptElementKind.localVariableElement:
    case ts.ScriptElementKind.alias:
      return "instance";
    case ts.ScriptElementKind.scriptElement:
    case ts.ScriptElementKind.directory:
    case ts.ScriptElementKind.externalModuleName:
    case ts.ScriptElementKind.moduleElement:
      return "module";
    default:
      return kind === "" ? "text" : kind;
  }
}
