import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./cacheFolder.js";
import { DataError } from "./dataError.js";
import type { DataSource, SourceFile } from "./dataSource.js";
import { downloadFile } from "./downloadFile.js";
import { readVerified } from "./readVerified.js";
import { withLock } from "./withLock.js";

export interface FetchOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (done: number, total: number, note: string) => void;
  readonly stallMs?: number;
}

const running = new Map<string, Promise<string>>();

/**
 * Brings one file of a set into the cache, from the first mirror that serves the right bytes. Two calls at once, also from two processes,
 * download once.
 *
 * @returns its path in the cache
 * @throws {DataError} no mirror served it; says what each answered. With INFOPLANE_OFFLINE=1 nothing is tried.
 */
export function fetchFile(source: DataSource, file: SourceFile, options: FetchOptions = {}): Promise<string> {
  const target = join(cacheFolder(), source.key, file.name);
  const before = running.get(target);
  if (before)
    return before.catch((error) => {
      if (error instanceof DataError || options.signal?.aborted) throw error;
      return fetchFile(source, file, options); // it was the other caller who was interrupted
    });
  const now = fetchInto(target, source, file, options).finally(() => running.delete(target));
  running.set(target, now);
  return now;
}

async function fetchInto(
  target: string,
  source: DataSource,
  file: SourceFile,
  { signal, onBytes, stallMs }: FetchOptions,
): Promise<string> {
  if (process.env.INFOPLANE_OFFLINE === "1")
    throw new DataError(`${file.name}: not fetched, since INFOPLANE_OFFLINE=1 forbids the network`);
  await mkdir(join(cacheFolder(), source.key), { recursive: true });
  const onWait = () => onBytes?.(0, file.bytes, "another process is fetching it");
  const work = async () => {
    if (await isRight(target, file)) return target; // another process was faster
    const failures: string[] = [];
    for (const mirror of source.mirrors) {
      const url = new URL(`${file.name}.gz`, mirror);
      const note = url.host;
      try {
        await downloadFile({ url: url.href, file, target, signal, stallMs, onBytes: (done, total) => onBytes?.(done, total, note) });
        return target;
      } catch (error) {
        signal?.throwIfAborted();
        failures.push(`${url.href} ${error instanceof DataError ? error.message : `cannot be reached: ${(error as Error).message}`}`);
      }
    }
    throw new DataError(failures.join("\n"));
  };
  return withLock(`${target}.lock`, work, { signal, onWait });
}

async function isRight(target: string, file: SourceFile): Promise<boolean> {
  if (!(await stat(target).catch(() => undefined))) return false;
  try {
    await readVerified(target, file);
    return true;
  } catch {
    await rm(target, { force: true }); // damaged since it was written
    return false;
  }
}
