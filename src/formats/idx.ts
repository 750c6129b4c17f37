import { FormatError } from "./formatError.js";
import type { NumericArray } from "./numericArray.js";
import { type NumberType, typedArray } from "./typedArray.js";

const TYPES: Record<number, NumberType> = { 8: "u1", 9: "i1", 11: "i2", 12: "i4", 13: "f4", 14: "f8" };

/**
 * Reads the IDX format of MNIST: two zero bytes, a type, the number of axes, their lengths (big-endian), the values. Bytes are a view, not a copy.
 *
 * @param name what to call the bytes in an error, usually the path
 * @throws {FormatError} wrong magic number, or dimensions that do not match the length
 */
export function decodeIdx(bytes: Uint8Array, name = "the IDX file"): NumericArray {
  const type = TYPES[bytes[2]];
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || !type) {
    const came = [...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
    const hint = bytes[0] === 0x1f && bytes[1] === 0x8b ? " It is gzip-compressed; unpack it first." : "";
    throw new FormatError(
      `decodeIdx: ${name} must begin with 00 00, a type (08 for bytes) and the number of axes; got ${came || "no bytes"}.${hint}`,
    );
  }
  const start = 4 + 4 * bytes[3];
  if (bytes.length < start)
    throw new FormatError(`decodeIdx: ${name} announces ${bytes[3]} axes but ends after ${bytes.length} bytes; it is cut off.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: bytes[3] }, (_, k) => view.getUint32(4 + 4 * k));
  const expected = start + shape.reduce((a, b) => a * b, 1) * Number(type[1]);
  if (bytes.length !== expected)
    throw new FormatError(
      `decodeIdx: ${name} says ${shape.join(" × ")} values, which makes ${expected} bytes; it has ${bytes.length}. Fetch it again.`,
    );
  return { shape, data: typedArray(bytes.subarray(start), type, false) };
}
