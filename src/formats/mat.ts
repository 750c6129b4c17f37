import { inflateSync } from "node:zlib";
import { FormatError } from "./formatError.js";
import type { NumericArray, NumericData } from "./numericArray.js";
import { rowMajor } from "./rowMajor.js";
import { type NumberType, typedArray } from "./typedArray.js";

/** The variables of a MATLAB file: numeric and logical arrays, and text. */
export interface MatFile {
  readonly arrays: ReadonlyMap<string, NumericArray>;
  readonly texts: ReadonlyMap<string, string>;
  /** Variables that are not read, with their class: structs, cells, sparse and complex arrays, objects. */
  readonly skipped: ReadonlyMap<string, string>;
}

const STORED: Record<number, NumberType> = { 1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8" };
const CLASSES: Record<number, NumberType> = {
  6: "f8",
  7: "f4",
  8: "i1",
  9: "u1",
  10: "i2",
  11: "u2",
  12: "i4",
  13: "u4",
  14: "i8",
  15: "u8",
};
const OTHER: Record<number, string> = {
  1: "cell",
  2: "struct",
  3: "object",
  5: "sparse",
  16: "function handle",
  17: "opaque object",
  18: "object",
};
const [MATRIX, COMPRESSED] = [14, 15];
const MOST_BYTES = 2 ** 31; // of one variable once it is unpacked

/**
 * Reads a MATLAB file of level 5 (`save -v6` or `-v7`, compressed too, either byte order; also `scipy.io.savemat`). Arrays come out with the
 * last axis fastest, so that row i of a matrix is sample i.
 *
 * @param name what to call the bytes in an error, usually the path
 * @throws {FormatError} another format (v4, v7.3 = HDF5), cut off, or damaged
 */
export function decodeMat(bytes: Uint8Array, name = "the MATLAB file"): MatFile {
  const wrong = (what: string) => new FormatError(`decodeMat: ${name} ${what}`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(116, bytes.length)).toString("latin1");
  if (text.startsWith("MATLAB 7.3") || text.startsWith("\x89HDF"))
    throw wrong("is a MATLAB file v7.3 (HDF5), which is not read. Save it with save(path, '-v7').");
  const order = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(128, bytes.length)).toString("latin1", 126, 128);
  if (bytes.length < 128 || (order !== "IM" && order !== "MI"))
    throw wrong("is not a MATLAB file of level 5: bytes 126 and 127 must be IM or MI. Save it with save(path, '-v7') or scipy.io.savemat.");
  const little = order === "IM";
  const out = { arrays: new Map<string, NumericArray>(), texts: new Map<string, string>(), skipped: new Map<string, string>() };
  let at = 128;
  while (at + 8 <= bytes.length) {
    const { type, body, next } = element(bytes, at, little, wrong);
    at = next;
    if (type === COMPRESSED) {
      let unpacked: Uint8Array;
      try {
        const inflated = inflateSync(body, { maxOutputLength: MOST_BYTES });
        unpacked = new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.length);
      } catch (error) {
        throw wrong(`holds a compressed variable that cannot be unpacked (${(error as Error).message}); it is damaged or cut off.`);
      }
      const inner = element(unpacked, 0, little, wrong);
      if (inner.type === MATRIX) matrix(inner.body, little, out, wrong);
    } else if (type === MATRIX) matrix(body, little, out, wrong);
    else if (type === 0) break; // zeros after the last variable
  }
  if (at < bytes.length && bytes.subarray(at).some((b) => b !== 0)) throw wrong("ends within a variable; it is cut off.");
  return out;
}

type Wrong = (what: string) => FormatError;

/** A tag of 8 bytes and its data, padded to 8; or, where the upper half of the first word is not 0, up to four bytes inside the tag. */
function element(bytes: Uint8Array, at: number, little: boolean, wrong: Wrong): { type: number; body: Uint8Array; next: number } {
  if (at + 8 > bytes.length) throw wrong("ends within a variable; it is cut off.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = view.getUint32(at, little);
  if (word >>> 16) return { type: word & 0xffff, body: bytes.subarray(at + 4, at + 4 + Math.min(4, word >>> 16)), next: at + 8 };
  const length = view.getUint32(at + 4, little);
  const end = at + 8 + length;
  if (end > bytes.length) throw wrong(`announces ${length} bytes at ${at} but has only ${bytes.length - at - 8}; it is cut off.`);
  return {
    type: word,
    body: bytes.subarray(at + 8, end),
    next: word === COMPRESSED ? end : Math.min(bytes.length, Math.ceil(end / 8) * 8),
  };
}

function matrix(
  body: Uint8Array,
  little: boolean,
  out: { arrays: Map<string, NumericArray>; texts: Map<string, string>; skipped: Map<string, string> },
  wrong: Wrong,
): void {
  if (body.length === 0) return;
  const flags = element(body, 0, little, wrong);
  const dims = element(body, flags.next, little, wrong);
  const label = element(body, dims.next, little, wrong);
  if (flags.body.length < 4) throw wrong("holds a variable without flags; it is damaged.");
  const word = new DataView(flags.body.buffer, flags.body.byteOffset, flags.body.byteLength).getUint32(0, little);
  const variable = Buffer.from(label.body).toString("latin1");
  const kind = word & 0xff;
  if (kind !== 4 && !CLASSES[kind]) {
    out.skipped.set(variable || "(unnamed)", OTHER[kind] ?? `class ${kind}`);
    return;
  }
  if (word & 0x0800) {
    out.skipped.set(variable, "complex");
    return;
  }
  const shape = [...(typedArray(dims.body, "i4", little) as Int32Array)];
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.length < 2 || shape.some((n) => n < 0))
    throw wrong(`gives ${variable} the impossible shape ${shape.join(" × ")}; it is damaged.`);
  const values = size === 0 ? { type: 9, body: new Uint8Array(0) } : element(body, label.next, little, wrong);
  if (kind === 4) {
    out.texts.set(variable, decodeText(values.body, values.type, little));
    return;
  }
  const stored = STORED[values.type];
  const data = stored && typedArray(values.body, stored, little);
  if (!data || data.length !== size)
    throw wrong(`says ${variable} is ${shape.join(" × ")} but holds ${data?.length ?? "no"} values; it is damaged.`);
  out.arrays.set(variable, { shape, data: rowMajor(converted(data, stored, CLASSES[kind]), shape) });
}

/** MATLAB stores doubles that are small integers in fewer bytes: back to the class of the variable. */
function converted(data: NumericData, from: NumberType, to: NumberType): NumericData {
  if (from === to) return data;
  const empty = typedArray(new Uint8Array(0), to, true);
  const wide = empty instanceof BigInt64Array || empty instanceof BigUint64Array;
  const make = empty.constructor as unknown as { from(values: Iterable<unknown>, f: (v: number | bigint) => unknown): NumericData };
  return make.from(data as Iterable<unknown>, wide ? (v) => BigInt(v) : (v) => Number(v));
}

function decodeText(body: Uint8Array, type: number, little: boolean): string {
  if (type === 16 || type === 1 || type === 2) return Buffer.from(body).toString("utf8");
  return String.fromCharCode(...(typedArray(body, "u2", little) as Uint16Array));
}
