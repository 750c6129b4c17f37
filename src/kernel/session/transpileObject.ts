import ts = require("typescript");

import { type Parsed, transpileParse } from "./transpileParse.js";

/** Where an object literal stands that ends a cell; the grammar takes it for a block. */
export interface TrailingObject {
  readonly start: number;
  readonly end: number;
}

const MOST_TRIED = 20;

/**
 * The object literal that ends a cell: `{ a, b }` where the grammar sees a block, or `{ a: 1, b: 2 }` where it sees an error. A block that
 * could do something stays a block.
 */
export function trailingObject(source: string, { file, errors }: Parsed): TrailingObject | undefined {
  if (!errors.length) {
    const last = file.statements.at(-1);
    if (!last || !ts.isBlock(last)) return undefined;
    const found = { start: last.getStart(file), end: last.end };
    return isObjectLiteral(source.slice(found.start, found.end), file.statements.length === 1) ? found : undefined;
  }
  const end = source.trimEnd().replace(/;$/, "").length;
  const starts = [...source.matchAll(/^[ \t]*\{/gm)].map((m) => m.index + m[0].length - 1);
  for (const start of starts.reverse().slice(0, MOST_TRIED))
    if (isObjectLiteral(source.slice(start, end), true) && !transpileParse(source.slice(0, start)).errors.length) return { start, end };
  return undefined;
}

/** True if the text in parentheses is one object literal; unless `anyMember`, of plain properties only, at least one. */
function isObjectLiteral(text: string, anyMember: boolean): boolean {
  const { file, errors } = transpileParse(`(${text}\n)`);
  const [only, ...more] = file.statements;
  if (errors.length || more.length || !only || !ts.isExpressionStatement(only) || !ts.isParenthesizedExpression(only.expression))
    return false;
  const inner = only.expression.expression;
  if (!ts.isObjectLiteralExpression(inner)) return false;
  // `{ x = 5 }` is a block: as an object it would only be a pattern.
  if (inner.properties.some((p) => ts.isShorthandPropertyAssignment(p) && p.objectAssignmentInitializer)) return false;
  const plain = (p: ts.ObjectLiteralElementLike): boolean => !ts.isMethodDeclaration(p) && !ts.isAccessor(p);
  return anyMember || (inner.properties.length > 0 && inner.properties.every(plain));
}
