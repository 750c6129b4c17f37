import { blankSourceFile } from "./blankSpace.js";

import ts = require("typescript");

import { applyEdits, blank, type CellMap, type Edit } from "./transpileEdits.js";
import { transpileParse } from "./transpileParse.js";
import { usedNames } from "./transpileUsedNames.js";

/**
 * A local TypeScript file to JavaScript: types blanked in place, or printed by the compiler with a map where it holds more than types.
 *
 * @throws {SyntaxError} with file, line and column
 */
export function transpileModule(source: string, path: string): { javascript: string; map?: CellMap } {
  const { file, errors } = transpileParse(source, path.replace(/\.[mc]?tsx?$/, ""));
  if (errors.length) {
    const { line, character } = file.getLineAndCharacterOfPosition(errors[0].start);
    throw new SyntaxError(`${path}:${line + 1}:${character + 1}: ${ts.flattenDiagnosticMessageText(errors[0].messageText, "\n")}`);
  }
  let unsupported = file.languageVariant === ts.LanguageVariant.JSX || needsCompiler(file);
  const javascript = unsupported
    ? ""
    : blankSourceFile(file, () => {
        unsupported = true;
      });
  if (!unsupported) return { javascript: applyEdits(javascript, unusedImports(file)).text };
  const output = ts.transpileModule(source, {
    fileName: file.fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      jsx: ts.JsxEmit.React,
      sourceMap: true,
    },
  });
  const text = output.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
  return { javascript: text, map: { steps: [{ compiled: JSON.parse(output.sourceMapText!) }] } };
}

/** What the compiler would leave out: names that stand only in types may have no value in the module they come from. */
function unusedImports(file: ts.SourceFile): Edit[] {
  const used = usedNames(file);
  const edits: Edit[] = [];
  const remove = (node: ts.Node, end = node.end): void => {
    const start = node.getStart(file);
    edits.push({ start, end, text: blank(file.text.slice(start, end)) });
  };
  for (const statement of file.statements) {
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (!clause || clause.isTypeOnly) continue;
    const named = clause.namedBindings;
    const elements = named && ts.isNamedImports(named) ? named.elements : [];
    const others = [clause.name, named && ts.isNamespaceImport(named) ? named.name : undefined].filter((n) => n !== undefined);
    if (![...others, ...elements.map((e) => e.name)].some((n) => used.has(n.text))) remove(statement);
    else for (const [i, e] of elements.entries()) if (!used.has(e.name.text) && !e.isTypeOnly) remove(e, elements[i + 1]?.getStart(file));
  }
  return edits;
}

/** Decorators, `using` and auto-accessors are JavaScript that the oldest supported engine does not know. */
function needsCompiler(node: ts.Node): boolean {
  if (node.kind === ts.SyntaxKind.Decorator || node.kind === ts.SyntaxKind.AccessorKeyword) return true;
  if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using) return true;
  return ts.forEachChild(node, (child) => needsCompiler(child) || undefined) ?? false;
}
