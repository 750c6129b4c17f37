import { rm } from "node:fs/promises";
import { DataError } from "./dataError.js";
import type { DataSource, SourceFile } from "./dataSource.js";
import { type FetchOptions, fetchFile } from "./fetchFile.js";
import { localFolders } from "./localFolders.js";
import { presentFile } from "./presentFile.js";
import { readVerified } from "./readVerified.js";

/**
 * The verified bytes of one file of a set, from the first place that has it: the folder given, `$INFOPLANE_DATA_DIR`, the cache, Debian's
 * folder, an installed npm package, the mirrors.
 *
 * @param options.path a folder with the set's files, packed (.gz) or not; then no other place is tried
 * @throws {DataError} a wrong file in a folder that the user named, or no place has it: names every place tried, and what to do
 */
export async function sourceBytes(
  source: DataSource,
  file: SourceFile,
  options: FetchOptions & { path?: string } = {},
): Promise<{ bytes: Uint8Array; path: string }> {
  const { path } = options;
  if (path !== undefined) {
    const found = await presentFile(path, file);
    if (!found)
      throw new DataError(
        `${source.key}: no ${file.name} or ${file.name}.gz in ${path}. Put the file there, or leave path out to search and fetch it.`,
      );
    return { bytes: await mustBeRight(source, found, file), path: found };
  }
  const tried: string[] = [];
  for (const { kind, folder } of localFolders(source)) {
    const found = await presentFile(folder, file);
    if (!found) {
      tried.push(`${kind}: not in ${folder}`);
      continue;
    }
    if (kind === "INFOPLANE_DATA_DIR") return { bytes: await mustBeRight(source, found, file), path: found };
    try {
      return { bytes: await readVerified(found, file), path: found };
    } catch (error) {
      tried.push(`${kind}: ${(error as Error).message}`);
      if (kind === "cache") await rm(found, { force: true }); // fetched anew below
    }
  }
  try {
    const fetched = await fetchFile(source, file, options);
    return { bytes: await readVerified(fetched, file), path: fetched };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const lines = [...tried, ...error.message.split("\n").map((line) => `network: ${line}`)].map((line) => `  ${line}`);
    throw new DataError(`${source.key}: ${file.name} was found nowhere.\n${lines.join("\n")}\n${remedies(source)}`);
  }
}

function remedies({ key, npm, debian }: DataSource): string {
  const ways = [
    npm && `npm install ${npm.package}`,
    debian && `apt-get install ${debian.package}`,
    `infoplane data fetch ${key} (with a network)`,
    "set INFOPLANE_DATA_DIR to a folder that holds the files",
  ];
  return `Do one of: ${ways.filter(Boolean).join("; ")}.`;
}

async function mustBeRight(source: DataSource, path: string, file: SourceFile): Promise<Uint8Array> {
  try {
    return await readVerified(path, file);
  } catch (error) {
    throw new DataError(
      `${source.key}: ${(error as Error).message}. Replace the file; infoplane data fetch ${source.key} gets the right one into the cache.`,
    );
  }
}
