import ts = require("typescript");

import { blank, type Edit, type Hoist } from "./transpileEdits.js";
import type { CellNames } from "./transpileNames.js";
import { boundNames, isAmbient } from "./transpileParse.js";

/** Edits and hoists that let every declaration of a cell redeclare those of earlier cells. */
export interface DeclarationEdits {
  readonly edits: Edit[];
  readonly hoists: Hoist[];
  /** Enters the cell's declarations in the table of names. */
  commit(): void;
}

interface Declared {
  readonly side: "let" | "var";
  readonly constant: boolean;
}

/**
 * Makes the declarations at the top of a cell fit the engine's REPL mode; see {@link CellNames}. `const` is written `let  `, and an assignment
 * to a constant goes to `$const`, which throws what the engine would throw. The rest changes only on a conflict with an earlier cell:
 * `function f` after `const f` becomes a hoisted `let f = function f`, `const f` after `function f` becomes `var`.
 *
 * @param file JavaScript, or TypeScript whose types are blanked in the edited text
 * @param imported names that the cell imports
 * @param fresh names of enums and namespaces: a later cell replaces them, while the compiler's code would extend them
 */
export function transpileDeclarations(
  file: ts.SourceFile,
  names: CellNames,
  imported: readonly string[],
  fresh: ReadonlySet<string> = new Set(),
): DeclarationEdits {
  const edits: Edit[] = [];
  const hoists: Hoist[] = [];
  const declared = new Map<string, Declared>();
  const hoistedNames = new Set<string>();
  const nested = new Set<string>();
  const targets = new Set<ts.Identifier>();
  for (const name of imported) declared.set(name, { side: names.side(name) ?? "let", constant: true });
  const declare = (name: string, wanted: "let" | "var", constant = false): "let" | "var" => {
    const side = names.side(name) ?? declared.get(name)?.side ?? wanted;
    declared.set(name, { side, constant });
    return side;
  };
  const insert = (at: number, text: string): void => void edits.push({ start: at, end: at, text });
  const prepend = (name: string, side: "let" | "var"): void => {
    if (!hoistedNames.has(name)) hoists.push({ before: `${side} ${name}; `, start: 0, end: 0, after: "" });
    hoistedNames.add(name);
  };

  /** A declaration list whose names stand on both sides becomes assignments to names declared in front. */
  const toAssignments = (list: ts.VariableDeclarationList, bound: readonly string[]): void => {
    for (const name of bound) prepend(name, declared.get(name)?.side ?? "let");
    const start = list.getStart(file);
    const keywordEnd = list.declarations[0].getStart(file);
    const inFor = !ts.isVariableStatement(list.parent);
    if (inFor) edits.push({ start, end: keywordEnd, text: blank(file.text.slice(start, keywordEnd)) });
    else {
      edits.push({ start, end: keywordEnd, text: "void (" });
      insert(list.end, ")");
    }
  };

  const variables = (list: ts.VariableDeclarationList, atTop: boolean): void => {
    const block = list.flags & ts.NodeFlags.BlockScoped;
    const bound = list.declarations.flatMap((d) => boundNames(d.name));
    if (block && !atTop) {
      for (const name of bound) nested.add(name);
      return;
    }
    const wanted = block || bound.some((name) => fresh.has(name)) ? "let" : "var";
    const constant = (list.flags & ts.NodeFlags.Const) !== 0;
    const sides = new Set(bound.map((name) => declare(name, wanted, constant)));
    const start = list.getStart(file);
    const length = constant ? 5 : 3;
    if (sides.size > 1 || (!block && sides.has("let") && wanted === "var")) toAssignments(list, bound);
    else {
      const side = [...sides][0] ?? wanted;
      const text = file.text.slice(start, start + length);
      const keyword = side.padEnd(length);
      if (text !== keyword) edits.push({ start, end: start + length, text: keyword });
      // `let x;` starts anew, `var x;` keeps what an earlier cell put there.
      const renewed = side === "var" && wanted === "let";
      if (renewed) for (const d of list.declarations) if (!d.initializer && ts.isVariableStatement(list.parent)) insert(d.end, " = void 0");
    }
  };

  /** In sloppy code a function in a block is also a `var` outside, unless the name is a `let` there; then it stays in its block. */
  const blockFunction = (node: ts.FunctionDeclaration, name: string): void => {
    if (node.asteriskToken || ts.getModifiers(node)?.length) return;
    if ((names.side(name) ?? declared.get(name)?.side) !== "let") declare(name, "var");
    else {
      insert(node.getStart(file), `let ${name} = `);
      insert(node.end, ";");
    }
  };

  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (ts.isTypeNode(node) && node.kind !== ts.SyntaxKind.ExpressionWithTypeArguments) return;
    if (ts.isVariableDeclarationList(node)) {
      if (isAmbient(node.parent)) return;
      const atTop = ts.isVariableStatement(node.parent) && node.parent.parent === file;
      if (inFunction) for (const d of node.declarations) for (const name of boundNames(d.name)) nested.add(name);
      else variables(node, atTop);
      ts.forEachChild(node, (child) => visit(child, inFunction));
      return;
    }
    if (ts.isParameter(node) || (ts.isVariableDeclaration(node) && ts.isCatchClause(node.parent)))
      for (const name of boundNames(node.name)) nested.add(name);
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) {
      const atTop = node.parent === file;
      const name = node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
      if (name && !atTop && !ts.isClassElement(node)) nested.add(name);
      if (name && !atTop && !inFunction && ts.isFunctionDeclaration(node) && node.body) blockFunction(node, name);
      const inside = inFunction || ts.isFunctionLike(node);
      ts.forEachChild(node, (child) => visit(child, inside));
      return;
    }
    if (ts.isClassStaticBlockDeclaration(node)) {
      ts.forEachChild(node, (child) => visit(child, true));
      return;
    }
    collectTargets(node, targets);
    ts.forEachChild(node, (child) => visit(child, inFunction));
  };

  for (const statement of file.statements) {
    visit(statement, false);
    if (isAmbient(statement)) continue;
    const keyword = bodyStart(statement, file);
    if (ts.isFunctionDeclaration(statement) && statement.name && statement.body) {
      const name = statement.name.text;
      if (declare(name, "var") === "let") hoists.push({ before: `let ${name} = `, start: keyword, end: statement.end, after: "; " });
    } else if (ts.isClassDeclaration(statement) && statement.name) {
      const name = statement.name.text;
      if (declare(name, "let") === "var") {
        insert(keyword, `var ${name} = `);
        insert(statement.end, ";");
      }
    }
  }

  for (const target of targets) {
    const name = target.text;
    const constant = declared.get(name)?.constant ?? names.isConstant(name);
    if (!constant || nested.has(name)) continue;
    const shorthand = ts.isShorthandPropertyAssignment(target.parent);
    insert(target.getStart(file), shorthand ? `${name}: $const.` : "$const.");
  }
  const commit = (): void => {
    for (const [name, { side, constant }] of declared) names.declare(name, side, constant);
  };
  return { edits, hoists, commit };
}

/** Where a declaration begins once `export` and `default` are gone. */
function bodyStart(statement: ts.Statement, file: ts.SourceFile): number {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const exports = modifiers.filter((m) => m.kind === ts.SyntaxKind.ExportKeyword || m.kind === ts.SyntaxKind.DefaultKeyword);
  const last = exports.at(-1);
  if (!last) return statement.getStart(file);
  return last.end + /^\s*/.exec(file.text.slice(last.end))![0].length;
}

/** The names that a file assigns to, anywhere. */
export function assignedNames(file: ts.SourceFile): Set<string> {
  const found = new Set<ts.Identifier>();
  const visit = (node: ts.Node): void => {
    collectTargets(node, found);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Set([...found].map((target) => target.text));
}

/** Names that an expression or a loop assigns to. */
function collectTargets(node: ts.Node, found: Set<ts.Identifier>): void {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) targetsOf(node.left, found);
  else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken) targetsOf(node.operand, found);
  } else if ((ts.isForInStatement(node) || ts.isForOfStatement(node)) && !ts.isVariableDeclarationList(node.initializer))
    targetsOf(node.initializer, found);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function targetsOf(node: ts.Expression, found: Set<ts.Identifier>): void {
  if (ts.isIdentifier(node)) found.add(node);
  else if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) targetsOf(node.expression, found);
  else if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) targetsOf(node.expression, found);
  else if (ts.isSpreadElement(node)) targetsOf(node.expression, found);
  else if (ts.isArrayLiteralExpression(node)) for (const e of node.elements) targetsOf(e, found);
  else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) targetsOf(node.left, found);
  else if (ts.isObjectLiteralExpression(node))
    for (const p of node.properties) {
      if (ts.isShorthandPropertyAssignment(p)) found.add(p.name);
      else if (ts.isPropertyAssignment(p)) targetsOf(p.initializer, found);
      else if (ts.isSpreadAssignment(p)) targetsOf(p.expression, found);
    }
}
