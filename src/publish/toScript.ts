import { relative, resolve, sep } from "node:path";
import ts from "typescript";
import { DomainError } from "../core/errors.js";
import { executedCells, isCode, type Notebook } from "../notebook/nbformat.js";
import { languageOf } from "./notebookBody.js";

/**
 * A TypeScript notebook as one module: text cells as comments, imports at the top, and the value of every cell's last expression shown as the
 * notebook shows it. A name that several cells declare is declared once and assigned afterwards.
 *
 * @param options.from the notebook's folder, and `to` the script's: paths of local modules are rewritten from one to the other
 * @throws {DomainError} the notebook is not TypeScript
 */
export function toScript(notebook: Notebook, { from = ".", to = "." }: { from?: string; to?: string } = {}): string {
  const language = languageOf(notebook);
  if (language !== "typescript" && language !== "javascript")
    throw new DomainError(
      `toScript: the notebook must be TypeScript; got ${language}. Use jupyter nbconvert --to script for other languages.`,
    );
  const executed = new Set<unknown>(executedCells(notebook));
  const cells = notebook.cells.filter((cell) => !isCode(cell) || executed.has(cell));
  const sources = cells.map((cell) =>
    isCode(cell) ? ts.createSourceFile("cell.ts", cell.source, ts.ScriptTarget.Latest, true) : undefined,
  );
  const repeated = repeatedNames(sources.filter((s) => s !== undefined));
  const declared = new Set<string>();
  const imports: string[] = [];
  const body: string[] = [];
  let shows = false;
  for (const [i, cell] of cells.entries()) {
    const source = sources[i];
    if (!source) body.push(comment(cell.source));
    else {
      const rewritten = rewriteCell(source, { repeated, declared, from, to });
      imports.push(...rewritten.imports);
      shows ||= rewritten.shows;
      if (rewritten.code.trim() !== "") body.push(rewritten.code.trim());
    }
  }
  const head = [...new Set(imports)];
  if (shows) {
    head.push('import { display as showValue } from "infoplane";');
    body.unshift(`const ${SHOW} = async (value: unknown): Promise<void> => void (value !== undefined && (await showValue(value)));`);
  }
  return `${[head.join("\n"), ...body, head.length === 0 ? "export {};" : ""].filter((part) => part !== "").join("\n\n")}\n`;
}

const SHOW = "showResult";

interface Rewriting {
  /** Names that more than one cell declares. */
  repeated: ReadonlySet<string>;
  /** Those of them that are declared by now. */
  declared: Set<string>;
  from: string;
  to: string;
}

function rewriteCell(source: ts.SourceFile, rewriting: Rewriting): { imports: string[]; code: string; shows: boolean } {
  const imports: string[] = [];
  let code = "";
  let shows = false;
  let at = 0;
  const replace = (node: ts.Node, text: string) => {
    code += source.text.slice(at, node.getStart(source)) + text;
    at = node.end;
  };
  const last = source.statements.at(-1);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      imports.push(withPath(statement, rewriting));
      replace(statement, "");
    } else if (statement === last && ts.isExpressionStatement(statement) && !isAssignment(statement.expression)) {
      shows = true;
      replace(statement, `await ${SHOW}(${statement.expression.getText()});`);
    } else if (ts.isVariableStatement(statement)) {
      const text = variables(statement, rewriting);
      if (text !== undefined) replace(statement, text);
    } else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      const name = statement.name.text;
      if (!rewriting.repeated.has(name)) continue;
      const first = !rewriting.declared.has(name);
      rewriting.declared.add(name);
      replace(statement, `${first ? "let " : ""}${name}${first ? ": any" : ""} = ${statement.getText().replace(/^export\s+/, "")};`);
    }
  }
  return { imports, code: code + source.text.slice(at), shows };
}

/** `x = 1` would show its value in a notebook, which nobody who writes it wants to see in a program. */
function isAssignment(expression: ts.Expression): boolean {
  if (!ts.isBinaryExpression(expression)) return false;
  const { kind } = expression.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** A declaration of a name that several cells declare: `let` the first time, an assignment afterwards. Undefined where it can stay. */
function variables(statement: ts.VariableStatement, { repeated, declared }: Rewriting): string | undefined {
  const parts = statement.declarationList.declarations;
  if (!parts.some((part) => namesOf(part.name).some((name) => repeated.has(name)))) return undefined;
  const lines = parts.map((part) => {
    const names = namesOf(part.name);
    const value = part.initializer?.getText() ?? "undefined";
    const again = names.filter((name) => declared.has(name));
    for (const name of names) if (repeated.has(name)) declared.add(name);
    if (again.length === 0)
      return ts.isIdentifier(part.name) ? `let ${part.name.text}: any = ${value};` : `let ${part.name.getText()}: any = ${value};`;
    const fresh = names.filter((name) => !again.includes(name));
    const declaration = fresh.length > 0 ? `let ${fresh.map((name) => `${name}: any`).join(", ")};\n` : "";
    return `${declaration}(${part.name.getText()} = ${value});`;
  });
  return lines.join("\n");
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}

function repeatedNames(sources: readonly ts.SourceFile[]): Set<string> {
  const counts = new Map<string, number>();
  for (const source of sources) {
    const names = source.statements.flatMap((statement) => {
      if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap((part) => namesOf(part.name));
      return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name ? [statement.name.text] : [];
    });
    for (const name of new Set(names)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
}

/** An import with the path of a local module as seen from the script's folder. */
function withPath(statement: ts.ImportDeclaration, { from, to }: Rewriting): string {
  const specifier = statement.moduleSpecifier as ts.StringLiteral;
  const text = statement.getText();
  if (!specifier.text.startsWith(".")) return text.endsWith(";") ? text : `${text};`;
  const path = relative(resolve(to), resolve(from, specifier.text)).split(sep).join("/");
  const start = specifier.getStart() - statement.getStart();
  return `${text.slice(0, start)}${JSON.stringify(path.startsWith(".") ? path : `./${path}`)};`;
}

function comment(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n");
}
