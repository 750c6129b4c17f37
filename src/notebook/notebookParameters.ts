import ts from "typescript";
import { DomainError } from "../core/errors.js";
import { type CodeCell, isCode, type Notebook, tagsOf } from "./nbformat.js";
import { nearest } from "./nearest.js";

type Kind = "number" | "string" | "boolean" | "list" | "object" | "any";

interface Declared {
  kind: Kind;
  /** `const`, `let` … and the type that the user wrote, so that the new declaration is like the old one. */
  keyword?: string;
  annotation?: string;
}

/** What a notebook's parameters are: those of its cell tagged `parameters`, and those of its call `parameters({ quick, full })`. */
interface Declarations {
  cell?: CodeCell;
  ofCell: Map<string, Declared>;
  ofCall: Map<string, Declared>;
}

export interface Parameterised {
  /** A copy with a cell tagged `injected-parameters`, where the notebook has a cell tagged `parameters`. */
  notebook: Notebook;
  /** Every value that was given, with the type of its declaration. */
  values: Record<string, unknown>;
  /** Those for `parameters({ quick, full })`, which takes them from the environment. */
  forCall: Record<string, unknown>;
}

/**
 * Gives values to a notebook's parameters, as papermill does: a new cell tagged `injected-parameters` after the one tagged `parameters` (one from
 * before is replaced). Values for the library's `parameters({ quick, full })` are returned, to be passed in the environment.
 *
 * @param given name → value; a text from a command line is read as the type of the declaration
 * @throws {DomainError} a name that the notebook does not declare, or a value of another type
 */
export function applyParameters(notebook: Notebook, given: Record<string, unknown>, mode: string): Parameterised {
  const copy = structuredClone(notebook);
  if (Object.keys(given).length === 0) return { notebook: copy, values: {}, forCall: {} };
  const language = languageOf(copy);
  const declared = declarations(copy, language, mode);
  const names = [...declared.ofCell.keys(), ...declared.ofCall.keys()];
  const values: Record<string, unknown> = {};
  const forCall: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const declaration = declared.ofCell.get(name) ?? declared.ofCall.get(name);
    if (!declaration) throw new DomainError(unknown(name, names));
    values[name] = convert(name, value, declaration.kind);
    if (!declared.ofCell.has(name)) forCall[name] = values[name];
  }
  const injected = Object.keys(values).filter((name) => declared.ofCell.has(name));
  if (declared.cell && injected.length > 0) {
    const lines = injected.map((name) => assignment(language, name, values[name], declared.ofCell.get(name)!));
    inject(copy, declared.cell, lines.join("\n"), language);
  }
  return { notebook: copy, values, forCall };
}

function languageOf({ metadata }: Notebook): "python" | "typescript" {
  const spec = metadata.kernelspec as { language?: unknown; name?: unknown } | undefined;
  const info = metadata.language_info as { name?: unknown } | undefined;
  return [spec?.language, info?.name, spec?.name].some((name) => /^python/i.test(String(name))) ? "python" : "typescript";
}

function declarations(notebook: Notebook, language: string, mode: string): Declarations {
  const cells = notebook.cells.filter(isCode);
  const cell = cells.find((c) => tagsOf(c).includes("parameters"));
  const ofCell = new Map<string, Declared>();
  const ofCall = new Map<string, Declared>();
  if (language === "python") {
    for (const line of cell?.source.split("\n") ?? []) {
      const found = /^([A-Za-z_]\w*)\s*(?::[^=]*)?=\s*(.+?)\s*(?:#.*)?$/.exec(line);
      if (found) ofCell.set(found[1], { kind: pythonKind(found[2]) });
    }
    return { cell, ofCell, ofCall };
  }
  if (cell)
    for (const statement of parse(cell.source).statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const { declarationList } = statement;
      const keyword = declarationList.flags & ts.NodeFlags.Const ? "const" : declarationList.flags & ts.NodeFlags.Let ? "let" : "var";
      for (const { name, type, initializer } of declarationList.declarations)
        if (ts.isIdentifier(name)) ofCell.set(name.text, { kind: kindOf(initializer, type), keyword, annotation: type?.getText() });
    }
  for (const { source } of cells) for (const [name, declared] of callParameters(source, mode)) ofCall.set(name, declared);
  return { cell, ofCell, ofCall };
}

/** The properties of `parameters({ quick: { … }, full: { … } })`. */
function callParameters(source: string, mode: string): Map<string, Declared> {
  const found = new Map<string, Declared>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "parameters") {
      const modes = node.arguments[0];
      for (const wanted of [mode === "full" ? "quick" : "full", mode])
        for (const property of modes && ts.isObjectLiteralExpression(modes) ? modes.properties : [])
          if (ts.isPropertyAssignment(property) && property.name.getText() === wanted && ts.isObjectLiteralExpression(property.initializer))
            for (const inner of property.initializer.properties)
              if (ts.isPropertyAssignment(inner) && !ts.isComputedPropertyName(inner.name))
                found.set(inner.name.text, { kind: kindOf(inner.initializer) });
    }
    ts.forEachChild(node, visit);
  };
  if (source.includes("parameters")) visit(parse(source));
  return found;
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
}

function kindOf(value?: ts.Expression, type?: ts.TypeNode): Kind {
  if (type?.kind === ts.SyntaxKind.NumberKeyword) return "number";
  if (type?.kind === ts.SyntaxKind.StringKeyword) return "string";
  if (type?.kind === ts.SyntaxKind.BooleanKeyword) return "boolean";
  if (type && (ts.isArrayTypeNode(type) || ts.isTupleTypeNode(type))) return "list";
  if (type || !value) return "any";
  if (ts.isPrefixUnaryExpression(value)) return kindOf(value.operand);
  if (ts.isBinaryExpression(value)) return kindOf(value.left);
  if (ts.isNumericLiteral(value)) return "number";
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return "string";
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return "boolean";
  if (ts.isArrayLiteralExpression(value)) return "list";
  if (ts.isObjectLiteralExpression(value)) return "object";
  return "any";
}

function pythonKind(literal: string): Kind {
  if (/^[-+]?[\d.]/.test(literal)) return "number";
  if (/^[rbfu]{0,2}["']/i.test(literal)) return "string";
  if (/^(True|False)$/.test(literal)) return "boolean";
  return literal.startsWith("[") ? "list" : literal.startsWith("{") ? "object" : "any";
}

function convert(name: string, given: unknown, kind: Kind): unknown {
  const value = typeof given === "string" && kind !== "string" ? readText(given) : given;
  const came: Kind | "null" =
    value === null ? "null" : Array.isArray(value) ? "list" : (typeof value as "number" | "string" | "boolean" | "object");
  if (kind !== "any" && came !== kind)
    throw new DomainError(`parameters: ${name} must be a ${kind}, as in the notebook; got ${JSON.stringify(given)}.`);
  return value;
}

/** A text from a command line: JSON where it is JSON, else itself. */
function readText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const number = Number(text); // 1e-3, .5, 0x10, which JSON does not know
    return text.trim() !== "" && Number.isFinite(number) ? number : text;
  }
}

function assignment(language: string, name: string, value: unknown, { keyword, annotation }: Declared): string {
  if (language === "python") return `${name} = ${python(value)}`;
  return `${keyword ?? "const"} ${name}${annotation ? `: ${annotation}` : ""} = ${JSON.stringify(value)};`;
}

function python(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, v]) => `${JSON.stringify(key)}: ${python(v)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}

function inject(notebook: Notebook, after: CodeCell, code: string, language: string): void {
  notebook.cells = notebook.cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  const taken = new Set(notebook.cells.map((cell) => cell.id));
  let id = "injected-parameters";
  while (taken.has(id)) id += "-";
  const source = `${language === "python" ? "#" : "//"} Parameters\n${code}`;
  const cell: CodeCell = { cell_type: "code", id, metadata: { tags: ["injected-parameters"] }, source, execution_count: null, outputs: [] };
  notebook.cells.splice(notebook.cells.indexOf(after) + 1, 0, cell);
}

function unknown(name: string, names: readonly string[]): string {
  if (names.length === 0)
    return `parameters: the notebook declares none, so ${name} cannot be set. Tag a cell "parameters", or call parameters({ quick, full }).`;
  const near = nearest(name, names);
  return `parameters: the notebook has no parameter ${name}; ${near ? `did you mean ${near}?` : `it has ${names.join(", ")}.`}`;
}
