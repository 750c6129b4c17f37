import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { DomainError } from "../core/errors.js";
import { nearest } from "./nearest.js";

/** A notebook on the disk and its place in the project. */
export interface NotebookFile {
  path: string;
  /** `goldfeld2019/figure1`: the path below `notebooks/` (or below the project) without its ending, with `/`. */
  key: string;
}

/**
 * The notebooks that arguments name: files, folders, globs (`notebooks/*2019/*.ipynb`), or keys such as `goldfeld2019` and `goldfeld2019/figure1`.
 * Without arguments every notebook below `notebooks/`.
 *
 * @param names what the user wrote
 * @param root the project's folder
 * @throws {DomainError} a name that matches nothing, two notebooks of one key, or no notebook at all
 */
export function selectNotebooks(names: readonly string[], root: string): NotebookFile[] {
  const home = join(root, "notebooks");
  const found = new Map<string, string>();
  const add = (path: string) => {
    const key = keyOf(path, home, root);
    const other = found.get(key);
    if (other !== undefined && other !== path)
      throw new DomainError(`infoplane: ${other} and ${path} would both be written as ${key}; name one of them.`);
    found.set(key, path);
  };
  for (const name of names.length > 0 ? names : [home]) {
    const matches = match(name, home);
    if (matches.length === 0) throw new DomainError(nothing(name, home, names.length === 0));
    for (const path of matches) add(path);
  }
  return [...found].map(([key, path]) => ({ key, path })).sort((a, b) => a.key.localeCompare(b.key, "en", { numeric: true }));
}

function match(name: string, home: string): string[] {
  for (const path of [resolve(name), join(home, name), join(home, `${name}.ipynb`)]) {
    if (!existsSync(path)) continue;
    if (statSync(path).isDirectory()) {
      const inside = notebooksBelow(path);
      if (inside.length > 0) return inside;
    } else if (path.endsWith(".ipynb")) return [path];
    else throw new DomainError(`infoplane: a notebook ends in .ipynb; got ${name}.`);
  }
  if (!/[*?[{]/.test(name)) return [];
  const pattern = globPattern(isAbsolute(name) ? name : resolve(name));
  const start = resolve(name.slice(0, name.search(/[*?[{]/)).replace(/[^/\\]*$/, "") || ".");
  return existsSync(start) ? notebooksBelow(start).filter((path) => pattern.test(path.split(sep).join("/"))) : [];
}

/** Files that end in .ipynb, but for the copies that Jupyter keeps, hidden folders and node_modules. */
function notebooksBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return notebooksBelow(path);
      return entry.name.endsWith(".ipynb") && statSync(path).isFile() ? [path] : [];
    })
    .sort();
}

/** `*` within a folder, `**` across folders, `?`, `[abc]`, `{a,b}`. */
function globPattern(glob: string): RegExp {
  let depth = 0;
  const source = glob
    .split(sep)
    .join("/")
    .replace(/\*\*\/|\*\*|\*|\?|\[!?[^\]]*\]|[{},]|[.+^$()|\\]/g, (part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      if (part === "?") return "[^/]";
      if (part.startsWith("[")) return part.replace("[!", "[^").replace(/\\/g, "\\\\");
      if (part === "{") {
        depth++;
        return "(?:";
      }
      if (part === "}") return depth-- > 0 ? ")" : "\\}";
      if (part === ",") return depth > 0 ? "|" : ",";
      return `\\${part}`;
    });
  return new RegExp(`^${source}${")".repeat(Math.max(0, depth))}$`);
}

function keyOf(path: string, home: string, root: string): string {
  const without = path.replace(/\.ipynb$/, "");
  for (const base of [home, root]) {
    const rest = relative(base, without);
    if (!rest.startsWith("..") && !isAbsolute(rest)) return rest.split(sep).join("/");
  }
  return basename(without);
}

function nothing(name: string, home: string, all: boolean): string {
  if (all) return `infoplane: there is no notebook in ${home}. Name one: infoplane run path/to/notebook.ipynb`;
  const keys = existsSync(home) ? notebooksBelow(home).map((path) => keyOf(path, home, home)) : [];
  const parts = new Set(keys.flatMap((key) => [key, key.split("/")[0]]));
  const near = nearest(name, parts);
  const known = near
    ? ` Did you mean ${near}?`
    : keys.length > 0
      ? ` There are ${keys.slice(0, 12).join(", ")}${keys.length > 12 ? " …" : ""}.`
      : "";
  return `infoplane: no notebook is called ${JSON.stringify(name)} (looked for a file, a folder, a glob, and below ${home}).${known}`;
}
