import { progressLine } from "../core/progress.js";
import { cacheFolder } from "../datasets/cacheFolder.js";
import type { DataSource } from "../datasets/dataSource.js";
import { dataSources } from "../datasets/dataSources.js";
import { fetchFile } from "../datasets/fetchFile.js";
import { localFolders } from "../datasets/localFolders.js";
import { presentFile } from "../datasets/presentFile.js";
import { readVerified } from "../datasets/readVerified.js";

const USAGE = `usage: infoplane data list                 sets that are loaded, where each was found
       infoplane data fetch SET ... | all   bring sets into the cache
       infoplane data verify [SET ...]      check every file found against its size and sha256
       infoplane data where [SET ...]       the places that are looked into, in order
Sets: ${dataSources.map((s) => s.key).join(", ")}. INFOPLANE_DATA_DIR names a folder of your own; INFOPLANE_OFFLINE=1 forbids the network.`;

/**
 * `infoplane data list | fetch | verify | where`.
 *
 * @param argv what follows `infoplane data`
 * @returns exit status: 0 done, 1 a file is missing or wrong, 2 not understood
 */
export async function dataCommand(argv: string[]): Promise<number> {
  const [command, ...names] = argv;
  const chosen =
    names.length === 0 || (names.length === 1 && names[0] === "all") ? dataSources : dataSources.filter((s) => names.includes(s.key));
  const unknown = names.filter((name) => name !== "all" && !dataSources.some((s) => s.key === name));
  if (unknown.length > 0) {
    console.error(
      `infoplane data: no set called ${unknown.join(", ")}; there are ${dataSources.map((s) => s.key).join(", ")}. (szt and all samplers are computed.)`,
    );
    return 2;
  }
  if (command === "list" && names.length === 0) return list();
  if (command === "where") return where(chosen);
  if (command === "verify") return verify(chosen);
  if (command === "fetch" && names.length > 0) return fetchSets(chosen);
  const help = command === undefined || command === "--help" || command === "-h";
  (help ? console.log : console.error)(USAGE);
  return help ? 0 : 2;
}

async function list(): Promise<number> {
  for (const source of dataSources) {
    const size = source.files.reduce((sum, f) => sum + f.bytes, 0);
    console.log(`${source.key}: ${source.title}, ${source.files.length} files, ${(size / 1e6).toFixed(1)} MB`);
    const kinds = new Set<string>();
    let missing = 0;
    for (const file of source.files) {
      const found = await firstFound(source, file.name);
      if (found) kinds.add(found.kind);
      else missing++;
    }
    const state =
      missing === 0
        ? `found: ${[...kinds].join(", ")}`
        : `${missing} of ${source.files.length} files missing; infoplane data fetch ${source.key}`;
    console.log(`  ${state}\n  licence: ${source.licence}\n  source: ${source.citation}`);
  }
  return 0;
}

async function where(sources: readonly DataSource[]): Promise<number> {
  for (const source of sources) {
    console.log(`${source.key}, in this order:`);
    for (const { kind, folder } of localFolders(source)) {
      const found = await Promise.all(source.files.map((file) => presentFile(folder, file)));
      console.log(`  ${kind}: ${folder} (${found.filter(Boolean).length} of ${source.files.length} files)`);
    }
    const offline = process.env.INFOPLANE_OFFLINE === "1" ? " (not asked: INFOPLANE_OFFLINE=1)" : "";
    for (const mirror of source.mirrors) console.log(`  network: ${mirror}${offline}`);
  }
  return 0;
}

async function verify(sources: readonly DataSource[]): Promise<number> {
  let wrong = 0;
  for (const source of sources)
    for (const file of source.files) {
      const found = await firstFound(source, file.name);
      if (!found) {
        wrong++;
        console.log(`${source.key}: ${file.name}: missing; infoplane data fetch ${source.key}`);
        continue;
      }
      try {
        await readVerified(found.path, file);
        console.log(`${source.key}: ${file.name}: right (${found.path})`);
      } catch (error) {
        wrong++;
        console.log(`${source.key}: ${file.name}: wrong: ${(error as Error).message}`);
      }
    }
  return wrong > 0 ? 1 : 0;
}

async function fetchSets(sources: readonly DataSource[]): Promise<number> {
  let failed = 0;
  for (const source of sources)
    for (const file of source.files)
      try {
        const path = await fetchFile(source, file, { onBytes: progressLine(file.name) });
        console.log(`${source.key}: ${path}`);
      } catch (error) {
        failed++;
        console.error(
          `${source.key}: ${file.name} could not be fetched into ${cacheFolder()}:\n  ${(error as Error).message.replaceAll("\n", "\n  ")}`,
        );
      }
  return failed > 0 ? 1 : 0;
}

async function firstFound(source: DataSource, name: string): Promise<{ kind: string; path: string } | undefined> {
  for (const { kind, folder } of localFolders(source)) {
    const path = await presentFile(folder, { name });
    if (path) return { kind, path };
  }
  return undefined;
}
