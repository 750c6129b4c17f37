/** Loader hooks, on their own thread: `.ts` files and paths without extension, and a new module once a file changed. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { LoadHook, ResolveHook } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { LocalModulesData } from "./localModules.js";

let data: LocalModulesData;
const EXTENSIONS = ["", ".ts", ".mts", ".tsx", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];
const TYPED = new Set([".ts", ".mts", ".tsx"]);

export function initialize(given: LocalModulesData): void {
  data = given;
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const parentURL = context.parentURL === data.host ? data.cell : context.parentURL;
  const inCell = { ...context, parentURL };
  if (parentURL && isLocal(parentURL) && isPath(specifier)) {
    const path = localFile(fileURLToPath(new URL(specifier, parentURL)));
    if (path) return localModule(path, context.importAttributes);
  }
  try {
    return await next(specifier, inCell);
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    if (specifier === "tslab") return { url: data.tslab, shortCircuit: true };
    if (specifier === "infoplane" || specifier.startsWith("infoplane/")) return await next(specifier, { ...context, parentURL: data.host });
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith("file:") || !isLocal(url) || !TYPED.has(extname(new URL(url).pathname))) return next(url, context);
  const path = fileURLToPath(url);
  const { transpileModule } = await import("./transpileModule.js");
  const { javascript, map } = transpileModule(readFileSync(path, "utf8"), path);
  if (map) data.maps.postMessage({ url, map });
  return { format: "module", source: javascript, shortCircuit: true };
};

function isLocal(url: string): boolean {
  return url.startsWith("file:") && !url.includes("/node_modules/");
}

function isPath(specifier: string): boolean {
  return /^(\.{1,2}(\/|$)|\/|file:)/.test(specifier);
}

/** The file meant by a path: itself, with an extension, as a folder's index, or the `.ts` behind a `.js`. */
function localFile(path: string): string | undefined {
  const typed = /\.(m?)js$/.test(path) ? [path.replace(/\.(m?)js$/, ".$1ts")] : [];
  return [...EXTENSIONS.map((e) => path + e), ...typed].find(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function localModule(path: string, attributes: object | undefined): Awaited<ReturnType<ResolveHook>> {
  const url = `${pathToFileURL(path).href}?v=${version(path)}`;
  const extension = extname(path);
  if (TYPED.has(extension) || extension === ".mjs") return { url, format: "module", shortCircuit: true };
  if (extension === ".json") return { url, format: "json", importAttributes: { ...attributes, type: "json" }, shortCircuit: true };
  return packageType(path) === "module" && extension === ".js"
    ? { url, format: "module", shortCircuit: true }
    : { url: pathToFileURL(path).href, shortCircuit: true };
}

function packageType(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (isFile(file)) return (JSON.parse(readFileSync(file, "utf8")) as { type?: string }).type ?? "commonjs";
    if (folder === dirname(folder)) return "commonjs";
  }
}

/** Changes when the file or a local file that it imports, directly or not, changed. */
function version(path: string): string {
  const hash = createHash("sha1");
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    hash.update(file).update("\0").update(text).update("\0");
    for (const [, , specifier] of text.matchAll(/\b(from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g)) {
      const found = localFile(fileURLToPath(new URL(specifier, pathToFileURL(file))));
      if (found && !found.includes("/node_modules/")) visit(found);
    }
  };
  visit(path);
  return hash.digest("hex").slice(0, 12);
}
