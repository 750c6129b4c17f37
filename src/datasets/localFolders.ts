import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { cacheFolder } from "./cacheFolder.js";
import type { DataSource } from "./dataSource.js";

/** A folder where the files of a set may lie. */
export interface LocalFolder {
  readonly kind: "INFOPLANE_DATA_DIR" | "cache" | "Debian package" | "npm package";
  readonly folder: string;
}

/** The folders of this machine that are looked into, in order; of packages, only those that are installed or have a fixed place. */
export function localFolders(source: DataSource): LocalFolder[] {
  const folders: LocalFolder[] = [];
  const own = process.env.INFOPLANE_DATA_DIR;
  if (own) for (const folder of [join(own, source.key), own]) folders.push({ kind: "INFOPLANE_DATA_DIR", folder });
  folders.push({ kind: "cache", folder: join(cacheFolder(), source.key) });
  if (source.debian) folders.push({ kind: "Debian package", folder: source.debian.folder });
  const npm = source.npm && packageFolder(source.npm.package);
  if (npm) folders.push({ kind: "npm package", folder: join(npm, source.npm!.folder) });
  return folders;
}

/** A package of the project that the user works in, or of our own installation. */
function packageFolder(name: string): string | undefined {
  for (const from of [pathToFileURL(join(process.cwd(), "package.json")), new URL(import.meta.url)])
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // not installed there
    }
  return undefined;
}
