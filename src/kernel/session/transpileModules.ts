import ts = require("typescript");

import { blank, type Edit } from "./transpileEdits.js";
import type { CellNames } from "./transpileNames.js";
import { isAmbient } from "./transpileParse.js";
import { usedNames } from "./transpileUsedNames.js";

/** What a cell imports: names bound, and the edits that replace imports, `import()`, `import.meta` and `export`. */
export interface ModuleEdits {
  readonly edits: Edit[];
  readonly imported: string[];
  /** True if the cell holds what types alone do not explain: enum, namespace, `using`, decorators, parameter properties, JSX. */
  readonly needsCompiler: boolean;
}

/**
 * Rewrites in place, with the same number of lines, what `Runtime.evaluate` does not know: static imports become awaited calls of `$import`,
 * `import(` becomes `$load (`, `import.meta` becomes `$importMeta`, and `export` disappears.
 *
 * @param names sides of earlier names, so that an import may redeclare them
 */
export function transpileModules(file: ts.SourceFile, names: CellNames): ModuleEdits {
  const edits: Edit[] = [];
  const imported: string[] = [];
  let needsCompiler = file.languageVariant === ts.LanguageVariant.JSX;

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && node.kind !== ts.SyntaxKind.ExpressionWithTypeArguments) return;
    switch (node.kind) {
      case ts.SyntaxKind.InterfaceDeclaration:
      case ts.SyntaxKind.TypeAliasDeclaration:
      case ts.SyntaxKind.ImportDeclaration:
      case ts.SyntaxKind.ExportDeclaration:
        return;
      case ts.SyntaxKind.EnumDeclaration:
      case ts.SyntaxKind.ModuleDeclaration:
        if (isAmbient(node)) return;
        needsCompiler = true;
        break;
      case ts.SyntaxKind.Decorator:
      case ts.SyntaxKind.AccessorKeyword:
        needsCompiler = true;
        break;
      case ts.SyntaxKind.Parameter:
        if (ts.isParameterPropertyDeclaration(node, node.parent)) needsCompiler = true;
        break;
      case ts.SyntaxKind.VariableDeclarationList:
        if ((node.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using) needsCompiler = true;
        break;
      case ts.SyntaxKind.ImportKeyword:
        if (ts.isCallExpression(node.parent)) edits.push({ start: node.getStart(file), end: node.end, text: "$load " });
        return;
      case ts.SyntaxKind.MetaProperty:
        if ((node as ts.MetaProperty).keywordToken === ts.SyntaxKind.ImportKeyword)
          edits.push({ start: node.getStart(file), end: node.end, text: "$importMeta" });
        return;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);

  const used = file.statements.some(ts.isImportDeclaration) ? usedNames(file) : new Set<string>();
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    const replace = (code: string): void => {
      const old = file.text.slice(start, statement.end);
      edits.push({ start, end: statement.end, text: code.padEnd(old.length) + old.replace(/[^\r\n]/g, "") });
    };
    const remove = (): void => {
      edits.push({ start, end: statement.end, text: `;${blank(file.text.slice(start + 1, statement.end))}` });
    };
    if (ts.isImportDeclaration(statement)) {
      const bindings = importBindings(statement);
      if (!bindings) remove();
      else replace(importCode(statement, bindings, used, names));
      imported.push(...(bindings ?? []).map((b) => b.local));
    } else if (ts.isImportEqualsDeclaration(statement)) {
      const reference = statement.moduleReference;
      const local = statement.name.text;
      const keyword = names.side(local) ?? "let";
      if (statement.isTypeOnly) remove();
      else if (ts.isExternalModuleReference(reference))
        replace(`${keyword} ${local} = $import.require(${reference.expression.getText(file)});`);
      else replace(`${keyword} ${local} = ${reference.getText(file)};`);
      if (!statement.isTypeOnly) imported.push(local);
    } else if (ts.isExportDeclaration(statement)) {
      const specifier = statement.isTypeOnly ? undefined : statement.moduleSpecifier;
      if (specifier) replace(`let {} = await $import(${specifier.getText(file)}, []${attributesCode(statement)});`);
      else remove();
    } else if (ts.isExportAssignment(statement)) {
      const end = statement.expression.getStart(file);
      edits.push({ start, end, text: `0,${blank(file.text.slice(start + 2, end))}` });
    } else if (ts.canHaveModifiers(statement) && !isAmbient(statement) && !isType(statement)) {
      const exports = (ts.getModifiers(statement) ?? []).filter(
        (m) => m.kind === ts.SyntaxKind.ExportKeyword || m.kind === ts.SyntaxKind.DefaultKeyword,
      );
      const anonymous = (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && !statement.name;
      for (const [i, m] of exports.entries()) {
        const text = blank(m.getText(file));
        edits.push({ start: m.getStart(file), end: m.end, text: anonymous && i === 0 ? `0,${text.slice(2)}` : text });
      }
    }
  }
  return { edits, imported, needsCompiler };
}

/** Statements that are blanked as a whole, with the semicolon that the line before may need. */
function isType(statement: ts.Statement): boolean {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
}

interface Binding {
  /** "*" for the whole namespace. */
  readonly name: string;
  readonly local: string;
}

/** What an import binds; undefined for one that only brings types, as `import { type A } from "a"`. */
function importBindings(node: ts.ImportDeclaration): Binding[] | undefined {
  const clause = node.importClause;
  if (!clause) return [];
  if (clause.isTypeOnly) return undefined;
  const found: Binding[] = clause.name ? [{ name: "default", local: clause.name.text }] : [];
  const named = clause.namedBindings;
  if (named && ts.isNamespaceImport(named)) found.push({ name: "*", local: named.name.text });
  if (named && ts.isNamedImports(named)) {
    if (!clause.name && named.elements.length && named.elements.every((e) => e.isTypeOnly)) return undefined;
    for (const e of named.elements) if (!e.isTypeOnly) found.push({ name: (e.propertyName ?? e.name).text, local: e.name.text });
  }
  return found;
}

function importCode(node: ts.ImportDeclaration, bindings: readonly Binding[], used: ReadonlySet<string>, names: CellNames): string {
  const specifier = node.moduleSpecifier.getText();
  const required = bindings.filter((b) => b.name !== "*" && used.has(b.local)).map((b) => b.name);
  const call = `await $import(${specifier}, ${JSON.stringify(required)}${attributesCode(node)})`;
  const statements: string[] = [];
  for (const side of ["let", "var"] as const) {
    const mine = bindings.filter((b) => (names.side(b.local) ?? "let") === side);
    const whole = mine.filter((b) => b.name === "*");
    const parts = mine.filter((b) => b.name !== "*").map((b) => (b.name === b.local ? b.local : `${JSON.stringify(b.name)}: ${b.local}`));
    const declarators = [...whole.map((b) => `${b.local} = ${call}`), ...(parts.length ? [`{ ${parts.join(", ")} } = ${call}`] : [])];
    if (declarators.length) statements.push(`${side} ${declarators.join(", ")};`);
  }
  return statements.length ? statements.join(" ") : `let {} = ${call};`;
}

function attributesCode(node: ts.ImportDeclaration | ts.ExportDeclaration): string {
  const pairs = node.attributes?.elements.map((e) => `${e.name.getText()}: ${e.value.getText()}`) ?? [];
  return pairs.length ? `, { ${pairs.join(", ")} }` : "";
}
