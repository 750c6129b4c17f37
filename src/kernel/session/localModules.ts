import { createRequire, register } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL, URL } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { CellMap } from "./transpileEdits.js";
import * as tslab from "./tslabModule.js";

/** What the loader hooks are told once. */
export interface LocalModulesData {
  /** URL of this module: what it imports is imported by a cell. */
  readonly host: string;
  /** URL that stands for a cell as the parent of its imports; its folder is the notebook's. */
  readonly cell: string;
  /** URL of our implementation of tslab's public API. */
  readonly tslab: string;
  readonly maps: MessagePort;
}

const moduleMaps = new Map<string, CellMap>();
let maps: MessagePort | undefined;

/**
 * Installs, on the main thread, what the JavaScript of a cell calls: `$import(specifier, names, attributes)`, `$load(specifier, options)` for
 * `import()`, `$import.require`, `$importMeta`, and `$const`; also `require`, as notebooks written for tslab use it. Bare imports resolve from the notebook's folder upwards; `.ts` files and paths
 * without extension beside it load too, and load again once they changed.
 */
export function installCellImports({ cwd }: { cwd: string }): void {
  const cell = pathToFileURL(join(cwd, "[cell]")).href;
  let registered = false;
  const load = async (specifier: string, options?: ImportCallOptions): Promise<Record<string, unknown>> => {
    if (!registered) registerHooks(cell);
    registered = true;
    const { stack } = new Error();
    try {
      return await import(String(specifier), options);
    } catch (error) {
      throw withCaller(error, stack);
    }
  };
  const require = createRequire(join(cwd, "cell.js"));
  const requireCell = Object.assign((specifier: string): unknown => {
    try {
      return require(specifier);
    } catch (error) {
      if (specifier === "tslab" && (error as { code?: string }).code === "MODULE_NOT_FOUND") return tslab;
      throw error;
    }
  }, require);
  const importNames = async (specifier: string, names: readonly string[], attributes?: Record<string, string>): Promise<unknown> => {
    const namespace = await load(specifier, attributes && { with: attributes });
    return bindable(specifier, namespace, names);
  };
  const importMeta = {
    url: cell,
    dirname: cwd,
    filename: fileURLToPath(cell),
    resolve: (specifier: string) =>
      /^\.{0,2}\//.test(specifier) ? new URL(specifier, cell).href : pathToFileURL(require.resolve(specifier)).href,
  };
  const constant = new Proxy(Object.freeze({}), {
    set() {
      throw new TypeError("Assignment to constant variable.");
    },
  });
  hide("$import", Object.assign(importNames, { require: requireCell }));
  hide("$load", load);
  hide("$importMeta", importMeta);
  hide("$const", constant);
  hide("require", requireCell);
}

/** The map of a local module that the compiler had to print anew; undefined if its lines are its own. */
export function localModuleMap(url: string): CellMap | undefined {
  for (let message = maps && receiveMessageOnPort(maps); message; message = receiveMessageOnPort(maps!))
    moduleMaps.set(message.message.url, message.message.map);
  return moduleMaps.get(url);
}

function registerHooks(cell: string): void {
  const { port1, port2 } = new MessageChannel();
  maps = port1;
  port1.unref();
  const data: LocalModulesData = { host: import.meta.url, cell, tslab: new URL("./tslabModule.js", import.meta.url).href, maps: port2 };
  register("./localModulesHooks.js", { parentURL: import.meta.url, data, transferList: [port2] });
}

/**
 * The namespace, so that destructuring finds what a static import would find. Names of a CommonJS module that the engine did not detect come
 * from its `module.exports`; a name that is missing is an error only if the cell uses it as a value, because it may be a type.
 */
function bindable(specifier: string, namespace: Record<string, unknown>, names: readonly string[]): unknown {
  const exported = namespace.default;
  const missing = names.filter((name) => !(name in namespace));
  if (!missing.length) return namespace;
  const inDefault = (name: string): boolean => !!exported && typeof exported === "object" && name in exported;
  const absent = missing.find((name) => !inDefault(name));
  if (absent !== undefined) throw new SyntaxError(`The requested module '${specifier}' does not provide an export named '${absent}'`);
  const picked = Object.fromEntries(missing.map((name) => [name, (exported as Record<string, unknown>)[name]]));
  return { ...namespace, ...picked };
}

const ownStacks = new WeakMap<Error, string>();

/** The error of an import, with the frames of the cell that asked for it where the engine (Node 20) leaves them out. */
function withCaller(error: unknown, stack = ""): unknown {
  if (!(error instanceof Error)) return error;
  const own = ownStacks.get(error) ?? String(error.stack);
  ownStacks.set(error, own); // a module that failed gives the same error to the next cell
  if (/\bIn\[\d/.test(own)) return error;
  const frames = stack.split("\n").filter((line) => /^\s+at .*In\[/.test(line));
  Reflect.defineProperty(error, "stack", { value: [own, ...frames].join("\n"), configurable: true, writable: true });
  return error;
}

function hide(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, enumerable: false, configurable: true, writable: true });
}
