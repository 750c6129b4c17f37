import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** Folder → the folders it may import. `papers` may import every folder of the library. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  wire: [],
  formats: ["core"],
  numeric: ["core"],
  networks: ["core", "numeric"],
  figure: ["core", "formats"],
  engines: ["core", "numeric", "networks"],
  datasets: ["core", "numeric", "networks", "formats", "figure"],
  activations: ["core", "numeric", "networks", "engines", "formats"],
  train: ["core", "numeric", "networks", "engines", "activations"],
  estimate: ["core", "numeric", "networks", "engines"],
  replica: ["core", "numeric"],
  cell: ["core", "figure"],
  papers: [
    ...["core", "formats", "numeric", "networks", "figure", "engines", "datasets", "activations", "train", "estimate"],
    ...["replica", "cell"],
  ],
  kernel: ["wire"],
  notebook: ["core", "wire"],
  publish: ["core", "figure", "notebook"],
  cli: ["core", "datasets", "notebook", "publish", "kernel", "wire"],
};

/** Every sentence says who imports what, and what the table allows. */
function violations(file: string, text: string): string[] {
  const [folder] = file.split(sep);
  const found: string[] = [];
  for (const specifier of specifiers(text)) {
    if (!specifier.startsWith(".")) {
      if (specifier === "infoplane") found.push(`${file} imports the package by its public name; inside src use a relative path`);
      continue;
    }
    const target = normalize(join(dirname(file), specifier));
    const [to] = target.split(sep);
    if (file === "index.ts" || to === folder) continue;
    if (to === "index.js" || !(MAY_IMPORT[folder] ?? []).includes(to))
      found.push(`${file} imports ${target}; ${folder} may import ${(MAY_IMPORT[folder] ?? []).join(", ") || "nothing"}`);
  }
  return found;
}

/** Static, type-only and dynamic imports, re-exports, and `new URL("./x.js", import.meta.url)`. */
function specifiers(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
      found.push(node.moduleSpecifier.text);
    const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const url = ts.isNewExpression(node) && node.expression.getText() === "URL" && node.arguments?.length === 2;
    const type = ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    const first = type ?? (dynamic || url ? (node as ts.CallExpression).arguments[0] : undefined);
    if (first && ts.isStringLiteral(first) && (!url || /^\.{1,2}\/.*\.js$/.test(first.text))) found.push(first.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts") && !f.includes("assembly"));

test("every folder imports only what the architecture allows", () => {
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap((f) => violations(f, readFileSync(join(src, f), "utf8")))).toEqual([]);
});

test("every folder of src stands in the table", () => {
  const folders = new Set(files.filter((f) => f.includes(sep)).map((f) => f.split(sep)[0]));
  expect([...folders].filter((f) => !(f in MAY_IMPORT))).toEqual([]);
});

test.each([
  [join("estimate", "planted.ts"), 'import { plot } from "../figure/lines.js";'],
  [join("core", "planted.ts"), 'export * from "../numeric/threads.js";'],
  [join("kernel", "planted.ts"), 'const c = await import("../core/host.js");'],
  [join("figure", "planted.ts"), 'const u = new URL("../train/task.js", import.meta.url);'],
  [join("wire", "planted.ts"), 'import type { Matrix } from "../core/matrix.js";'],
  [join("train", "planted.ts"), 'type R = import("../replica/x.js").R;'],
  [join("train", "planted.ts"), 'import { szt } from "infoplane";'],
  [join("train", "planted.ts"), 'import { szt } from "../index.js";'],
])("a planted violation in %s is rejected: %s", (file, text) => {
  expect(violations(file, text)).toHaveLength(1);
});

test("an allowed import passes", () => {
  expect(violations(join("train", "fine.ts"), 'import { random } from "../core/random.js"; import { x } from "./x.js";')).toEqual([]);
});
