import { inflateRawSync } from "node:zlib";
import { zipSync } from "fflate";
import { crc32 } from "./crc32.js";
import { FormatError } from "./formatError.js";

/**
 * The entries of a zip archive by name, stored or deflated, zip64 included. Every entry is checked against its size and its checksum.
 *
 * @param name what to call the archive in an error
 * @param options.maxBytes of all entries together, so that a small file cannot fill the memory; 4 GiB by default
 * @throws {FormatError} no zip archive, cut off, damaged, encrypted, or larger than `maxBytes`
 */
export function unzip(bytes: Uint8Array, name = "the zip archive", { maxBytes = 2 ** 32 } = {}): Map<string, Uint8Array> {
  const wrong = (what: string) => new FormatError(`unzip: ${name} ${what}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === undefined) throw wrong("is not a zip archive, or is cut off: its directory at the end is missing.");
  let { count, at } = end;
  const entries = new Map<string, Uint8Array>();
  let total = 0;
  for (; count > 0; count--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw wrong("has a damaged directory.");
    const [flags, method, crc] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    const entry = Buffer.from(bytes.buffer, bytes.byteOffset + at + 46, nameLength).toString("utf8");
    const [size, packedSize, offset] = sizes(view, at, nameLength, extraLength);
    at += 46 + nameLength + extraLength + commentLength;
    if (entry.endsWith("/")) continue;
    if (flags & 1) throw wrong(`has an encrypted entry ${entry}.`);
    if (method !== 0 && method !== 8) throw wrong(`packs ${entry} by method ${method}; stored and deflated entries are read.`);
    total += size;
    if (total > maxBytes) throw wrong(`would unpack to more than ${maxBytes} bytes at ${entry}; raise maxBytes if that is meant.`);
    if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50)
      throw wrong(`has no entry where its directory says ${entry} begins.`);
    const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    const packed = bytes.subarray(start, start + packedSize);
    const content = method === 0 ? packed : inflate(packed, size);
    if (!content || content.length !== size || crc32(content) !== crc)
      throw wrong(`is damaged at ${entry}: size or checksum do not match. Fetch or write it again.`);
    entries.set(entry, content);
  }
  return entries;
}

/** The bytes of a zip archive with these entries, stored (`compress: false`) or deflated. */
export function zip(entries: Iterable<readonly [string, Uint8Array]>, { compress = false } = {}): Uint8Array {
  const mtime = new Date(1980, 0, 1); // the same bytes at every time
  return zipSync(Object.fromEntries(entries), { level: compress ? 6 : 0, mtime });
}

function inflate(packed: Uint8Array, size: number): Uint8Array | undefined {
  try {
    const out = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    return new Uint8Array(out.buffer, out.byteOffset, out.length);
  } catch {
    return undefined; // not deflate data, or longer than announced
  }
}

function endOfDirectory(view: DataView): { count: number; at: number } | undefined {
  for (let i = view.byteLength - 22; i >= Math.max(0, view.byteLength - 22 - 65535); i--) {
    if (view.getUint32(i, true) !== 0x06054b50) continue;
    const [count, at] = [view.getUint16(i + 10, true), view.getUint32(i + 16, true)];
    const locator = i - 20;
    if ((count === 0xffff || at === 0xffffffff) && locator >= 0 && view.getUint32(locator, true) === 0x07064b50) {
      const wide = Number(view.getBigUint64(locator + 8, true));
      if (wide + 56 <= view.byteLength && view.getUint32(wide, true) === 0x06064b50)
        return { count: Number(view.getBigUint64(wide + 32, true)), at: Number(view.getBigUint64(wide + 48, true)) };
    }
    return { count, at };
  }
  return undefined;
}

/** Size, packed size and offset of an entry; those that do not fit in 32 bits stand in the zip64 extra field, in this order. */
function sizes(view: DataView, at: number, nameLength: number, extraLength: number): number[] {
  const values = [24, 20, 42].map((k) => view.getUint32(at + k, true));
  const start = at + 46 + nameLength;
  for (let i = start; i + 4 <= Math.min(start + extraLength, view.byteLength); i += 4 + view.getUint16(i + 2, true)) {
    if (view.getUint16(i, true) !== 1) continue;
    let from = i + 4;
    values.forEach((value, k) => {
      if (value !== 0xffffffff || from + 8 > view.byteLength) return;
      values[k] = Number(view.getBigUint64(from, true));
      from += 8;
    });
  }
  return values;
}
