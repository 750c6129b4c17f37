import type { NumericData } from "./numericArray.js";

/** How numbers are laid out in a file; `f2` is decoded to float32. */
export type NumberType = "i1" | "u1" | "i2" | "u2" | "i4" | "u4" | "i8" | "u8" | "f2" | "f4" | "f8";

const ARRAYS = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  i8: BigInt64Array,
  u8: BigUint64Array,
  f4: Float32Array,
  f8: Float64Array,
};

/** Numbers as they lie in a file: a view where order and alignment allow, else a copy. Bytes that make no whole number at the end are left out. */
export function typedArray(bytes: Uint8Array, type: NumberType, littleEndian: boolean): NumericData {
  const width = Number(type[1]);
  if (type === "f2") return Float32Array.from(typedArray(bytes, "u2", littleEndian) as Uint16Array, halfToNumber);
  const aligned = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes); // slice() of a Buffer would not copy
  const swapped = littleEndian || width === 1 ? aligned : reversed(aligned, width);
  return new ARRAYS[type](swapped.buffer as ArrayBuffer, swapped.byteOffset, Math.floor(swapped.byteLength / width));
}

/** The machine is little-endian: every platform that Node supports is, but for s390x. */
function reversed(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += width) for (let k = 0; k < width; k++) out[i + k] = bytes[i + width - 1 - k];
  return out;
}

function halfToNumber(h: number): number {
  const sign = h & 0x8000 ? -1 : 1;
  const exponent = (h >> 10) & 31;
  const fraction = h & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : (fraction / 1024) * 2 ** -14);
}
