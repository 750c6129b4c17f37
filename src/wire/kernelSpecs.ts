import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { WireError } from "./message.js";

/** A kernel.json, as Jupyter reads it. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode?: "signal" | "message";
  env?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

/** The user's Jupyter folder: JUPYTER_DATA_DIR, else the platform's place. */
export function userDataDir(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform === "win32") return join(env.APPDATA ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** The Jupyter folder of an environment: `<prefix>/share/jupyter`. */
export function prefixDataDir(prefix: string): string {
  return join(prefix, "share", "jupyter");
}

/** Every folder that Jupyter searches, first match first: JUPYTER_PATH, the user's, the active environment's, the system's. */
export function dataDirs(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string[] {
  const dirs = (env.JUPYTER_PATH ?? "").split(delimiter).filter(Boolean);
  dirs.push(userDataDir(env, platform));
  for (const prefix of [env.VIRTUAL_ENV, env.CONDA_PREFIX]) if (prefix) dirs.push(prefixDataDir(prefix));
  if (platform === "win32") dirs.push(join(env.PROGRAMDATA ?? "C:\\ProgramData", "jupyter"));
  else dirs.push("/usr/local/share/jupyter", "/usr/share/jupyter");
  return [...new Set(dirs)];
}

/** The installed kernels by name, with their folder; the first folder of `dataDirs` wins. */
export function kernelSpecs(dirs: readonly string[] = dataDirs()): Map<string, { dir: string; spec: KernelSpec }> {
  const found = new Map<string, { dir: string; spec: KernelSpec }>();
  for (const data of dirs) {
    const kernels = join(data, "kernels");
    for (const entry of existsSync(kernels) ? readdirSync(kernels) : []) {
      const dir = join(kernels, entry);
      const name = entry.toLowerCase(); // Jupyter's names do not distinguish case
      if (found.has(name) || !existsSync(join(dir, "kernel.json"))) continue;
      const spec = parseSpec(join(dir, "kernel.json"));
      if (spec) found.set(name, { dir, spec });
    }
  }
  return found;
}

/** @throws {WireError} no such kernel; the text names those that are there */
export function findKernelSpec(name: string, dirs: readonly string[] = dataDirs()): { dir: string; spec: KernelSpec } {
  const specs = kernelSpecs(dirs);
  const found = specs.get(name.toLowerCase());
  if (!found)
    throw new WireError(`kernel ${JSON.stringify(name)} is not installed; installed are ${[...specs.keys()].join(", ") || "none"}.`);
  return found;
}

function parseSpec(path: string): KernelSpec | undefined {
  try {
    const spec = JSON.parse(readFileSync(path, "utf8")) as KernelSpec;
    return Array.isArray(spec.argv) && spec.argv.length > 0 ? spec : undefined;
  } catch {
    return undefined; // a broken spec of someone else must not hide the others
  }
}
