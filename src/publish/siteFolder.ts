import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "../core/errors.js";

/** What the last publication wrote, so that the next one can remove pages that are gone, and touches nothing else. */
export const SITE_FILES = "assets/files.json";

/**
 * The folder of a site, made where there is none.
 *
 * @returns the files of the site that is there
 * @throws {DomainError} it holds anything that we did not write, or cannot be written
 */
export function siteFolder(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new DomainError(`publish: ${folder} cannot be written: ${(error as Error).message}.`);
  }
  if (readdirSync(folder).length === 0) return [];
  const list = existsSync(join(folder, SITE_FILES)) ? files(readFileSync(join(folder, SITE_FILES), "utf8")) : undefined;
  if (!list) throw new DomainError(`publish: ${folder} holds files that are no site of ours; name a new or an empty folder.`);
  return list;
}

function files(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((path): path is string => typeof path === "string") : undefined;
  } catch {
    return undefined;
  }
}
