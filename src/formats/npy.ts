import { FormatError } from "./formatError.js";
import type { NumericArray } from "./numericArray.js";
import { rowMajor } from "./rowMajor.js";
import { type NumberType, typedArray } from "./typedArray.js";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const TYPES: Record<string, NumberType> = {
  b1: "u1",
  i1: "i1",
  u1: "u1",
  i2: "i2",
  u2: "u2",
  i4: "i4",
  u4: "u4",
  i8: "i8",
  u8: "u8",
  f2: "f2",
  f4: "f4",
  f8: "f8",
};

/**
 * Reads NumPy's `.npy` format, versions 1 to 3: booleans (as bytes 0 and 1), integers and floats of any width and byte order. Arrays in
 * Fortran order are rearranged; float16 becomes float32; 64-bit integers stay BigInt arrays.
 *
 * @param name what to call the bytes in an error, usually the path
 * @throws {FormatError} no npy file, cut off, or of a type that holds no numbers (objects, strings, records, complex)
 */
export function decodeNpy(bytes: Uint8Array, name = "the npy file"): NumericArray {
  const wrong = (what: string) => new FormatError(`decodeNpy: ${name} ${what}`);
  if (bytes.length < 10 || MAGIC.some((b, i) => bytes[i] !== b))
    throw wrong("is not a .npy file: it must begin with \\x93NUMPY. Write it with numpy.save(path, array).");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) throw wrong(`has format version ${version}; versions 1, 2 and 3 are read.`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length >= 12 ? view.getUint32(8, true) : Infinity;
  if (start + length > bytes.length) throw wrong("ends within its header; it is cut off.");
  const header = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString("latin1");
  const descr = /'descr':\s*('[^']*'|\[.*\])/s.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const list = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || fortran === undefined || list === undefined)
    throw wrong(`has a header that is not understood: ${header.trim().slice(0, 120)}`);
  const kind = /^'([<>|=])([a-z]\d+)'$/.exec(descr);
  const type = kind && TYPES[kind[2]];
  if (!kind || !type) throw wrong(`holds values of type ${descr}; numbers and booleans are read. Convert with array.astype("float64").`);
  const shape = list
    .split(",")
    .filter((n) => n.trim() !== "")
    .map(Number);
  const size = shape.reduce((a, b) => a * b, 1);
  const expected = size * Number(kind[2].slice(1));
  const rest = bytes.length - start - length;
  if (rest !== expected)
    throw wrong(
      `holds ${rest} bytes of data; its shape (${shape.join(", ")}) of ${descr} needs ${expected}. ${rest < expected ? "It is cut off." : ""}`.trim(),
    );
  const data = typedArray(bytes.subarray(start + length), type, kind[1] !== ">");
  return { shape, data: fortran === "True" ? rowMajor(data, shape) : data };
}

const DESCR = {
  Int8Array: "|i1",
  Uint8Array: "|u1",
  Int16Array: "<i2",
  Uint16Array: "<u2",
  Int32Array: "<i4",
  Uint32Array: "<u4",
  BigInt64Array: "<i8",
  BigUint64Array: "<u8",
  Float32Array: "<f4",
  Float64Array: "<f8",
};

/**
 * The bytes before the numbers in a `.npy` file, version 1, in C order; the numbers begin at a multiple of 64 bytes, so that NumPy can map the
 * file.
 *
 * @param type name of the typed array that holds the numbers
 */
export function npyHeader(shape: readonly number[], type: string): Uint8Array {
  const descr = DESCR[type as keyof typeof DESCR];
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const out = new Uint8Array(10 + padded.length);
  out.set(MAGIC);
  out.set([1, 0, padded.length & 255, padded.length >> 8], 6);
  out.set(Buffer.from(padded, "latin1"), 10);
  return out;
}

/** The bytes of a `.npy` file, version 1, in C order. */
export function encodeNpy({ shape, data }: NumericArray): Uint8Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size !== data.length) throw new FormatError(`encodeNpy: the shape (${shape.join(", ")}) needs ${size} values; got ${data.length}.`);
  const header = npyHeader(shape, data.constructor.name);
  const out = new Uint8Array(header.length + data.byteLength);
  out.set(header);
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return out;
}
