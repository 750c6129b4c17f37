import ts = require("typescript");

/** A syntax tree, and where and why it is not one. */
export interface Parsed {
  readonly file: ts.SourceFile;
  readonly errors: readonly ts.DiagnosticWithLocation[];
}

/**
 * Parses a cell as a module, so that `await` stands anywhere at its top; as TSX where only that parses.
 *
 * @param source what was typed
 * @param name file name for the tree
 */
export function transpileParse(source: string, name = "cell"): Parsed {
  const asTs = parse(source, `${name}.ts`, ts.ScriptKind.TS);
  if (!asTs.errors.length || !/<[A-Za-z>]/.test(source)) return asTs;
  const asTsx = parse(source, `${name}.tsx`, ts.ScriptKind.TSX);
  return asTsx.errors.length ? asTs : asTsx;
}

function parse(source: string, name: string, kind: ts.ScriptKind): Parsed {
  const file = ts.createSourceFile(
    name,
    source,
    {
      languageVersion: ts.ScriptTarget.ESNext,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      setExternalModuleIndicator: (f) => {
        (f as { externalModuleIndicator?: unknown }).externalModuleIndicator = true;
      },
    },
    true,
    kind,
  );
  return { file, errors: (file as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] }).parseDiagnostics };
}

/** The names that a binding declares: one, or those of a pattern. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((e) => (ts.isOmittedExpression(e) ? [] : boundNames(e.name)));
}

/** True for `declare const x`, `declare global` and the like, which leave no trace in JavaScript. */
export function isAmbient(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return !!modifiers?.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}
