import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import ts = require("typescript");

import { type CellTypes, languageNames } from "./languageNames.js";
import { languageOptions } from "./languageOptions.js";

/** Where a cell stands in the program: its file, and what was put in front of it. */
export interface CellFile {
  readonly path: string;
  /** Length of the text in front of the cell. */
  readonly shift: number;
  readonly source: string;
}

interface Executed {
  readonly source: string;
  readonly types: CellTypes;
}

const OWN_PACKAGE: Record<string, string> = {
  infoplane: fileURLToPath(new URL("../../index.d.ts", import.meta.url)),
  tslab: fileURLToPath(new URL("./tslabModule.d.ts", import.meta.url)),
};
const GLOBALS = `/** Asks the user for a line of text. */
declare function prompt(message?: string, preset?: string): string;
/** Asks the user yes or no. */
declare function confirm(message?: string): boolean;
`;

/**
 * TypeScript's LanguageService over one file per executed cell. Each is a module that exports what it declares and imports what it
 * mentions from the cell that declared it last, so later cells see earlier declarations and may declare them anew.
 */
export class CellService {
  readonly service: ts.LanguageService;
  readonly options: ts.CompilerOptions;
  readonly #cwd: string;
  readonly #files = new Map<string, { text: string; version: number; snapshot: ts.IScriptSnapshot }>();
  readonly #executed = new Map<string, Executed>();
  readonly #latest = new Map<string, string>();
  readonly #nodeTypes: string | undefined;

  constructor(cwd: string) {
    this.#cwd = cwd;
    this.options = languageOptions(cwd);
    this.#nodeTypes = nodeTypes(cwd);
    this.#write(this.#path("globals.d"), GLOBALS);
    this.service = ts.createLanguageService(this.#host(), ts.createDocumentRegistry());
  }

  /** Enters a cell that ran; later cells see what it declares. */
  executed(source: string, cell: string): void {
    const types = languageNames(source);
    this.#write(this.#path(cell), this.#text(source, types, cell).text);
    this.#executed.set(cell, { source, types });
    for (const name of types.declared) this.#latest.set(name, cell);
  }

  /**
   * A cell as it would stand after those that ran.
   *
   * @param everything true to bring every earlier name in scope, so that it can be completed
   */
  draft(source: string, cell: string, everything: boolean): CellFile {
    const path = this.#path(cell);
    const { text, shift } = this.#text(source, languageNames(source), cell, everything);
    this.#write(path, text);
    return { path, shift, source };
  }

  /** The name of the cell that a file of the program stands for; undefined for other files. */
  cellOf(path: string): string | undefined {
    return /(In\[.*\])\.ts$/.exec(path)?.[1];
  }

  /** How a name was declared by the cells that ran. */
  isVariable(name: string): boolean {
    return this.#executed.get(this.#latest.get(name) ?? "")?.types.variables.has(name) ?? false;
  }

  #path(cell: string): string {
    return join(this.#cwd, `${cell}.ts`).replaceAll("\\", "/");
  }

  #text(source: string, types: CellTypes, cell: string, everything = false): { text: string; shift: number } {
    const front: string[] = [];
    const imports = new Map<string, string[]>();
    for (const [name, from] of this.#latest) {
      if (from === cell || types.declared.has(name) || !(everything || types.mentioned.has(name))) continue;
      // An imported name is constant for the compiler; one that is assigned here is declared again with the type it has.
      const assigned = types.assigned.has(name) && this.isVariable(name);
      if (assigned) front.push(`declare let ${name}: typeof import("${from}").${name};`);
      else imports.set(from, [...(imports.get(from) ?? []), name]);
    }
    for (const [from, names] of imports) front.push(`import { ${names.join(", ")} } from "${from}";`);
    const prelude = front.length ? `${front.join(" ")}\n` : "";
    const exports = [...types.declared].filter((name) => !types.exported.has(name));
    return { text: `${prelude}${source}\n;export { ${exports.join(", ")} };\n`, shift: prelude.length };
  }

  #write(path: string, text: string): void {
    const old = this.#files.get(path);
    if (old?.text !== text) this.#files.set(path, { text, version: (old?.version ?? 0) + 1, snapshot: ts.ScriptSnapshot.fromString(text) });
  }

  #host(): ts.LanguageServiceHost {
    const packages = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();
    const resolve = (name: string, containing: string): ts.ResolvedModuleWithFailedLookupLocations => {
      const cell = this.#path(name);
      if (/^In\[/.test(name) && this.#files.has(cell)) return resolved(cell);
      // What a package imports stays; what a notebook imports may be installed or written later.
      const key = isPackage(containing) ? `${dirname(containing)}\0${name}` : undefined;
      const known = key === undefined ? undefined : packages.get(key);
      if (known) return known;
      const found = ts.resolveModuleName(name, containing, this.options, ts.sys);
      const own = OWN_PACKAGE[name];
      const answer = found.resolvedModule || !own ? found : resolved(own);
      if (key !== undefined) packages.set(key, answer);
      return answer;
    };
    return {
      getCompilationSettings: () => this.options,
      getScriptFileNames: () => [...this.#files.keys(), ...(this.#nodeTypes ? [this.#nodeTypes] : [])],
      getScriptVersion: (path) => String(this.#files.get(path)?.version ?? diskVersion(path)),
      getScriptSnapshot: (path) => {
        const cell = this.#files.get(path);
        if (cell) return cell.snapshot;
        const text = ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => this.#cwd,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (path) => this.#files.has(path) || ts.sys.fileExists(path),
      readFile: (path) => this.#files.get(path)?.text ?? ts.sys.readFile(path),
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      realpath: ts.sys.realpath,
      resolveModuleNameLiterals: (literals, containing) => literals.map((literal) => resolve(literal.text, containing)),
    };
  }
}

function resolved(path: string): ts.ResolvedModuleWithFailedLookupLocations {
  const extension = path.endsWith(".d.ts") ? ts.Extension.Dts : ts.Extension.Ts;
  return { resolvedModule: { resolvedFileName: path, extension, isExternalLibraryImport: path.endsWith(".d.ts") } };
}

const OWN_FOLDER = fileURLToPath(new URL("../../", import.meta.url));

/** Files of packages, and the kernel's own, do not change while it runs; those beside the notebook do. */
function isPackage(path: string): boolean {
  return path.includes("/node_modules/") || path.startsWith(OWN_FOLDER);
}

function diskVersion(path: string): number {
  if (isPackage(path)) return 1;
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The kernel's own types of Node, for a folder that has none. */
function nodeTypes(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (ts.sys.directoryExists(join(folder, "node_modules/@types/node"))) return undefined;
    if (folder === dirname(folder)) break;
  }
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")), "index.d.ts");
  } catch {
    return undefined;
  }
}
