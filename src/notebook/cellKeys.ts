import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type CodeCell, isCode, type Notebook, tagsOf } from "./nbformat.js";
import { projectRoot } from "./projectRoot.js";

export interface KeyInputs {
  /** The notebook's own folder: local modules and the project are found from here. */
  folder: string;
  mode: string;
  parameters: Record<string, unknown>;
  /** What starts the kernel. */
  argv: readonly string[];
}

/**
 * A key for the state after each code cell: a hash of everything that the state depends on, so equal keys mean that a stored output may be
 * shown again. It covers the sources up to the cell, the parameters and the mode, the kernel, the version of Node, the build of this package,
 * the project's lockfile, the bytes under its `data/` (not `results`, `raw` and `cache`), and local modules that cells import. A cell tagged
 * `no-cache`, and every cell after it, has no key.
 */
export function cellKeys(notebook: Notebook, inputs: KeyInputs): Map<CodeCell, string> {
  const { folder, mode, parameters, argv } = inputs;
  const cells = notebook.cells.filter(isCode);
  let key = sha(JSON.stringify([mode, parameters, argv, projectKey(folder)]), localModules(cells, folder));
  const keys = new Map<CodeCell, string>();
  for (const cell of cells) {
    if (tagsOf(cell).includes("no-cache")) break;
    key = sha(key, cell.source);
    keys.set(cell, key);
  }
  return keys;
}

/** A key for what every cell of a project's notebooks depends on: Node, this package, the lockfile and the data. */
export function projectKey(folder: string): string {
  const root = projectRoot(folder);
  return sha(process.version, packageDigest(), lockfile(root), treeDigest(join(root, "data"), UNRELATED));
}

/** The key that a cell was executed under. */
export function keyOf(cell: CodeCell): string | undefined {
  const key = (cell.metadata.infoplane as { key?: unknown } | undefined)?.key;
  return typeof key === "string" ? key : undefined;
}

const UNRELATED = new Set(["results", "raw", "cache"]);

/** Parts of this package that no cell's value depends on. */
const OURS = new Set(["cli", "notebook", "publish"]);

let ownDigest: string | undefined;

/** A hash of the package's compiled code: during development the version stays and the code changes. */
function packageDigest(): string {
  ownDigest ??= treeDigest(fileURLToPath(new URL("../", import.meta.url)), OURS, /\.(js|wasm)$/);
  return ownDigest;
}

/** A hash of the files below a folder, in the order of their names; a missing folder is an empty one. */
function treeDigest(folder: string, without: ReadonlySet<string>, only = /(?:)/): string {
  const all = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const files = all.filter((file) => only.test(file) && !without.has(file.split(sep)[0]));
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const path = join(folder, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function lockfile(root: string): string {
  const path = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock"].map((name) => join(root, name)).find((file) => existsSync(file));
  return path ? sha(readFileSync(path, "utf8")) : "";
}

/** The text of every module that cells reach by a relative import, directly or through others. */
function localModules(cells: readonly CodeCell[], folder: string): string {
  const seen = new Map<string, string>();
  const follow = (source: string, from: string) => {
    for (const { fileName } of ts.preProcessFile(source, true, true).importedFiles) {
      const path = fileName.startsWith(".") ? findModule(resolve(from, fileName)) : undefined;
      if (!path || seen.has(path)) continue;
      const text = readFileSync(path, "utf8");
      seen.set(path, text);
      follow(text, dirname(path));
    }
  };
  for (const cell of cells) follow(cell.source, folder);
  return JSON.stringify([...seen].map(([path, text]) => [relative(folder, path), text]).sort());
}

function findModule(path: string): string | undefined {
  const base = path.replace(/\.[cm]?js$/, "");
  const candidates = [
    path,
    ...["ts", "mts", "js", "mjs", "json"].map((end) => `${base}.${end}`),
    join(path, "index.ts"),
    join(path, "index.js"),
  ];
  return candidates.find((file) => existsSync(file) && statSync(file).isFile());
}

function sha(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest("hex").slice(0, 32);
}
