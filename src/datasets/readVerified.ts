import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DataError } from "./dataError.js";
import type { SourceFile } from "./dataSource.js";

const CHUNK = 1 << 22;

/**
 * The bytes of a file, unpacked if its name ends with .gz, after their number and checksum were found right. Never holds the main thread
 * for longer than a chunk of 4 MiB takes to hash.
 *
 * @throws {DataError} not the expected bytes; names the file, what was expected and what came
 */
export async function readVerified(path: string, file: SourceFile): Promise<Uint8Array> {
  const bytes = path.endsWith(".gz") ? await unpacked(path, file) : await exactly(path, file);
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += CHUNK) {
    hash.update(bytes.subarray(at, at + CHUNK));
    await new Promise(setImmediate);
  }
  const came = hash.digest("hex");
  if (came !== file.sha256)
    throw new DataError(`${path} must have the sha256 ${file.sha256}${path.endsWith(".gz") ? " once unpacked" : ""}; got ${came}`);
  return bytes;
}

async function exactly(path: string, file: SourceFile): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    if (size !== file.bytes)
      throw new DataError(`${path} must hold ${file.bytes} bytes; got ${size}${size < file.bytes ? ": it is cut off" : ""}`);
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK, size - at), at);
      if (bytesRead === 0) throw new DataError(`${path} became shorter while it was read`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

async function unpacked(path: string, file: SourceFile): Promise<Uint8Array> {
  const packed = await readFile(path);
  let bytes: Buffer;
  try {
    bytes = await promisify(gunzip)(packed, { maxOutputLength: file.bytes + 1 });
  } catch (error) {
    throw new DataError(`${path} must unpack to ${file.bytes} bytes, and cannot be unpacked: ${(error as Error).message}`);
  }
  if (bytes.length !== file.bytes) throw new DataError(`${path} must unpack to ${file.bytes} bytes; got ${bytes.length}`);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
