import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file so that a reader, a crash or a full disk sees either the old content or the new one, never a part: a part file beside it,
 * flushed, then renamed. Folders on the way are made.
 *
 * @throws {Error} the path and the file system's reason; the part file is removed and the old content stays
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const part = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.part`;
  let file: number | undefined;
  let created = false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(part, "wx");
    created = true;
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
    closeSync(file);
    file = undefined;
    renameSync(part, path);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    if (created) rmSync(part, { force: true });
    throw new Error(`${path} cannot be written: ${(error as Error).message}. What was there before is unchanged.`, { cause: error });
  }
}
