import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const STALE_MS = 30_000;
const BEAT_MS = 5_000;

/**
 * Runs `work` while no other process that uses the same lock file does. The lock of a process that died is taken over: at once if it ran on
 * this machine, else when it has not been touched for 30 s.
 *
 * @param onWait called each time that the lock is found taken
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: { signal?: AbortSignal; onWait?: () => void } = {},
): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  while (!(await taken(path, mine))) {
    options.signal?.throwIfAborted();
    options.onWait?.();
    await breakStale(path);
    await sleep(100, undefined, { signal: options.signal });
  }
  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readFile(path, "utf8").catch(() => "")) === mine) await rm(path, { force: true });
  }
}

async function taken(path: string, content: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx");
    await handle.writeFile(content).finally(() => handle.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function breakStale(path: string): Promise<void> {
  const content = await readFile(path, "utf8").catch(() => undefined);
  if (content === undefined || !(await isStale(path, content))) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    // Between reading and renaming another process may have broken the same lock and made its own: give that one back.
    if ((await readFile(aside, "utf8")) !== content) await link(aside, path).catch(() => {});
    await rm(aside, { force: true });
  } catch {
    // another process was faster
  }
}

async function isStale(path: string, content: string): Promise<boolean> {
  try {
    const { pid, host } = JSON.parse(content) as { pid: number; host: string };
    if (host === hostname()) return !alive(pid);
  } catch {
    // just being written, or foreign: its age decides
  }
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > STALE_MS;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
