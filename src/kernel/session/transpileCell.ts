import { blankSourceFile } from "./blankSpace.js";

import ts = require("typescript");

import type { Ask } from "./magicsAsks.js";
import { transpileDeclarations } from "./transpileDeclarations.js";
import { applyEdits, blank, type CellMap, lineStarts, type MapStep, positionAt } from "./transpileEdits.js";
import { transpileModules } from "./transpileModules.js";
import type { CellNames } from "./transpileNames.js";
import { type TrailingObject, trailingObject } from "./transpileObject.js";
import { type Parsed, transpileParse } from "./transpileParse.js";
import { transpilePosition } from "./transpilePosition.js";

/** A cell ready for `Runtime.evaluate {replMode: true, awaitPromise: true}`, or why it cannot be. */
export type Prepared =
  /** `asks`: what the type checker is to be asked first; `answerAsks` puts the answers in the JavaScript. */
  | { kind: "code"; javascript: string; map?: CellMap; asks?: readonly Ask[] }
  | { kind: "error"; ename: string; evalue: string; line: number; column: number };

/**
 * TypeScript of one cell to JavaScript. Types are blanked in place, so lines and columns stay; the compiler prints a cell anew, with a map,
 * only where it holds what is more than types (enum, namespace, `using`, decorators, parameter properties, JSX).
 *
 * @param source what was typed
 * @param names how the names of earlier cells were declared; the cell's own are entered
 */
export function transpileCell(source: string, names: CellNames, parsed: Parsed = transpileParse(source)): Prepared {
  const object = trailingObject(source, parsed);
  if (object) return transpileWrapped(source, object, names);
  if (parsed.errors.length) return syntaxError(parsed);
  const { file } = parsed;
  const modules = transpileModules(file, names);
  let unsupported = modules.needsCompiler;
  const blanked = unsupported
    ? source
    : blankSourceFile(file, (node) => {
        const inPlace = ts.isImportEqualsDeclaration(node) || ts.isExportAssignment(node);
        if (!inPlace) unsupported = true;
      });
  if (unsupported) return compile(file, names, modules);
  const declarations = transpileDeclarations(file, names, modules.imported);
  const { text, step } = applyEdits(blanked, [...modules.edits, ...declarations.edits], declarations.hoists);
  declarations.commit();
  return step ? { kind: "code", javascript: text, map: { steps: [step] } } : { kind: "code", javascript: text };
}

function compile(file: ts.SourceFile, names: CellNames, modules: ReturnType<typeof transpileModules>): Prepared {
  const edited = applyEdits(file.text, modules.edits);
  const output = ts.transpileModule(edited.text, {
    fileName: file.fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      jsx: ts.JsxEmit.React,
      experimentalDecorators: false,
      verbatimModuleSyntax: true,
      sourceMap: true,
      inlineSources: false,
    },
  });
  const javascript = output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
  const printed = transpileParse(javascript);
  // The compiler's mark of a module without exports, `export {};`.
  const marks = printed.file.statements.filter(ts.isExportDeclaration).map((s) => {
    const start = s.getStart(printed.file);
    return { start, end: s.end, text: blank(javascript.slice(start, s.end)) };
  });
  const fresh = new Set(file.statements.flatMap((s) => (isReplaced(s, file) ? [s.name.text] : [])));
  const declarations = transpileDeclarations(printed.file, names, modules.imported, fresh);
  const final = applyEdits(javascript, [...marks, ...declarations.edits], declarations.hoists);
  declarations.commit();
  const compiled: MapStep = { compiled: JSON.parse(output.sourceMapText!) };
  const steps = [final.step, compiled, edited.step].filter((step) => step !== undefined);
  return { kind: "code", javascript: final.text, map: { steps } };
}

/** True for an enum or namespace that does not extend a class or function of the same cell. */
function isReplaced(
  statement: ts.Statement,
  file: ts.SourceFile,
): statement is (ts.EnumDeclaration | ts.ModuleDeclaration) & { name: ts.Identifier } {
  if (!(ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) || !ts.isIdentifier(statement.name)) return false;
  const name = statement.name.text;
  return !file.statements.some((s) => (ts.isClassDeclaration(s) || ts.isFunctionDeclaration(s)) && s.name?.text === name);
}

/** The cell with parentheses around what looks like a block and is meant as an object. */
function transpileWrapped(source: string, { start, end }: TrailingObject, names: CellNames): Prepared {
  const { text, step } = applyEdits(source, [
    { start, end: start, text: ";(" },
    { start: end, end, text: "\n)" },
  ]);
  return throughSteps(transpileCell(text, names), step ? [step] : []);
}

/** A cell prepared from an edited text, with its positions led back through the edits, last step first. */
export function throughSteps(prepared: Prepared, steps: readonly MapStep[]): Prepared {
  if (!steps.length) return prepared;
  if (prepared.kind === "code") return { ...prepared, map: { steps: [...(prepared.map?.steps ?? []), ...steps] } };
  return { ...prepared, ...transpilePosition({ steps }, prepared.line, prepared.column) };
}

function syntaxError({ file, errors }: Parsed): Prepared {
  const first = errors[0];
  const evalue = ts.flattenDiagnosticMessageText(first.messageText, "\n");
  return { kind: "error", ename: "SyntaxError", evalue, ...positionAt(lineStarts(file.text), first.start) };
}
