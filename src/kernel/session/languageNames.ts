import ts = require("typescript");

import { assignedNames } from "./transpileDeclarations.js";
import { boundNames, transpileParse } from "./transpileParse.js";

/** What one cell means for the types of later cells. */
export interface CellTypes {
  /** Names declared at the top, values and types. */
  readonly declared: ReadonlySet<string>;
  /** Those of them that may be assigned: `let` and `var`. */
  readonly variables: ReadonlySet<string>;
  /** Those that the cell already exports by itself. */
  readonly exported: ReadonlySet<string>;
  /** Every identifier in the cell. */
  readonly mentioned: ReadonlySet<string>;
  /** Names that the cell assigns to. */
  readonly assigned: ReadonlySet<string>;
}

/** The names that a cell declares, mentions and assigns. */
export function languageNames(source: string): CellTypes {
  const { file } = transpileParse(source);
  const declared = new Set<string>();
  const variables = new Set<string>();
  const exported = new Set<string>();
  const mentioned = new Set<string>();
  for (const statement of file.statements) {
    const own = declaredBy(statement);
    for (const name of own) declared.add(name);
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      for (const e of statement.exportClause.elements) exported.add(e.name.text);
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const kinds = new Set(modifiers.map((m) => m.kind));
    if (kinds.has(ts.SyntaxKind.ExportKeyword) && !kinds.has(ts.SyntaxKind.DefaultKeyword)) for (const name of own) exported.add(name);
  }
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    if (ts.isVariableDeclarationList(node) && !inFunction && !(node.flags & ts.NodeFlags.Const)) {
      const block = node.flags & ts.NodeFlags.BlockScoped;
      const atTop = ts.isVariableStatement(node.parent) && node.parent.parent === file;
      const names = node.declarations.flatMap((d) => boundNames(d.name));
      if (atTop || !block)
        for (const name of names) {
          declared.add(name);
          variables.add(name);
        }
    }
    ts.forEachChild(node, (child) => visit(child, inFunction || ts.isFunctionLike(node) || ts.isModuleBlock(node)));
  };
  visit(file, false);
  return { declared, variables, exported, mentioned, assigned: assignedNames(file) };
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap((d) => boundNames(d.name));
  if (ts.isImportEqualsDeclaration(statement)) return [statement.name.text];
  if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    const rest = !named ? [] : ts.isNamespaceImport(named) ? [named.name.text] : named.elements.map((e) => e.name.text);
    return [...(clause?.name ? [clause.name.text] : []), ...rest];
  }
  const declaration =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  return declaration && statement.name && ts.isIdentifier(statement.name) && statement.name.text !== "global" ? [statement.name.text] : [];
}
