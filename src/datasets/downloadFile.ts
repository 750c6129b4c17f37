import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DataError } from "./dataError.js";
import type { SourceFile } from "./dataSource.js";
import { request } from "./request.js";

export interface DownloadOptions {
  readonly url: string;
  readonly file: SourceFile;
  /** Where the unpacked file goes once it is complete and right. */
  readonly target: string;
  readonly signal?: AbortSignal;
  readonly onBytes?: (done: number, total: number) => void;
  /** Give up when the server sends nothing for so long; 30 s by default. */
  readonly stallMs?: number;
}

/**
 * Fetches one file from one address: streamed to a part file, resumed if an earlier try left one from the same address and version, size-limited
 * before and after unpacking, hashed while it is unpacked, and renamed to `target` only when size and checksum are right.
 *
 * @throws {DataError} the server refuses, stalls, ends early, or sends other bytes. What is wrong is removed; a good beginning is kept.
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const part = `${options.target}.${createHash("sha256").update(options.url).digest("hex").slice(0, 8)}.part`;
  await mkdir(dirname(options.target), { recursive: true });
  const resumed = await transfer(options, part);
  try {
    await unpack(options, part);
  } catch (error) {
    await removePart(part);
    if (!resumed || options.signal?.aborted) throw error;
    await transfer(options, part); // the beginning may have been of other bytes: once more from the start
    await unpack(options, part).finally(() => removePart(part));
  }
  await removePart(part);
}

/** Brings the part file up to the whole compressed file. Returns whether it went on from an earlier beginning. */
async function transfer({ url, file, signal, onBytes, stallMs = 30_000 }: DownloadOptions, part: string): Promise<boolean> {
  const limit = file.bytes + 65_536; // what gzip adds to data that do not compress
  let start = (await stat(part).catch(() => ({ size: 0 }))).size;
  const version = start > 0 ? await readFile(`${part}.version`, "utf8").catch(() => "") : "";
  if (!version || start > limit) start = 0;
  const plain = { "accept-encoding": "identity" };
  let response = await request(new URL(url), start ? { ...plain, range: `bytes=${start}-`, "if-range": version } : plain, stallMs, signal);
  if (start && response.statusCode === 416) {
    response.destroy();
    start = 0;
    response = await request(new URL(url), plain, stallMs, signal);
  }
  const status = response.statusCode;
  if (status === 206 && !response.headers["content-range"]?.startsWith(`bytes ${start}-`)) {
    response.destroy();
    throw new DataError(`sent another range than bytes ${start}-`);
  }
  if (status !== 200 && status !== 206) {
    response.destroy();
    throw new DataError(`answered ${status} ${response.statusMessage ?? ""}`.trim());
  }
  if (status === 200) start = 0;
  const announced = response.headers["content-length"] === undefined ? undefined : start + Number(response.headers["content-length"]);
  if (announced !== undefined && announced > limit) {
    response.destroy();
    throw new DataError(`announces ${announced} bytes; the packed file has at most ${limit}`);
  }
  const tag = response.headers.etag?.startsWith("W/") ? undefined : (response.headers.etag ?? response.headers["last-modified"]);
  await writeFile(`${part}.version`, tag ?? "");
  let done = start;
  const handle = await open(part, start ? "a" : "w");
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      done += chunk.length;
      if (done > limit) throw new DataError(`sends more than ${limit} bytes, the most the packed file can have`);
      await handle.writeFile(chunk); // every chunk is on its way to the disk before the next one is asked for
      onBytes?.(done, announced ?? limit);
    }
  } catch (error) {
    if (done > limit) await removePart(part);
    throw named(error);
  } finally {
    await handle.close();
  }
  if (announced !== undefined && done !== announced) throw new DataError(`ended after ${done} of ${announced} bytes`);
  return start > 0;
}

async function unpack({ file, target, signal }: DownloadOptions, part: string): Promise<void> {
  const whole = `${target}.whole`;
  const hash = createHash("sha256");
  let done = 0;
  const check = new Transform({
    transform(chunk: Buffer, _, next) {
      done += chunk.length;
      hash.update(chunk);
      next(done > file.bytes ? new DataError(`unpacks to more than ${file.bytes} bytes`) : null, chunk);
    },
  });
  try {
    const stages = (await isGzip(part)) ? [createReadStream(part), createGunzip(), check] : [createReadStream(part), check];
    await pipeline([...stages, createWriteStream(whole)], { signal });
    const came = hash.digest("hex");
    if (done !== file.bytes) throw new DataError(`unpacks to ${done} bytes; ${file.bytes} were expected`);
    if (came !== file.sha256) throw new DataError(`unpacks to other bytes: the sha256 must be ${file.sha256}; got ${came}`);
    const handle = await open(whole, "r+");
    await handle.sync().finally(() => handle.close());
    await rename(whole, target);
  } catch (error) {
    await rm(whole, { force: true });
    throw named(error);
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0).finally(() => handle.close());
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

async function removePart(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.version`, { force: true });
}

/** Errors of sockets and of zlib say little by themselves. */
function named(error: unknown): unknown {
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (error instanceof DataError || name === "AbortError") return error;
  if (code === "ECONNRESET" || message === "aborted") return new DataError("broke the connection before the end");
  if (code?.startsWith("Z_")) return new DataError(`sends damaged gzip data: ${message}`);
  return error;
}
