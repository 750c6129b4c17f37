import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The folder that a notebook belongs to: the nearest one upwards that holds a package.json, else the folder itself. */
export function projectRoot(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at;
    if (dirname(at) === at) return resolve(folder);
  }
}
