import { deflateSync, inflateSync } from "node:zlib";
import { crc32 } from "./crc32.js";
import { FormatError } from "./formatError.js";

/** 8-bit pixels, row by row, `channels` bytes each: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const COLOUR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** The bytes of a PNG file with these pixels (8 bits per channel, no filter). */
export function encodePng({ width, height, channels, data }: Pixels): Uint8Array {
  const stride = width * channels;
  if (data.length !== stride * height)
    throw new FormatError(`encodePng: ${width}×${height} pixels of ${channels} bytes need ${stride * height} bytes; got ${data.length}.`);
  const lines = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) lines.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, COLOUR_TYPE[channels], 0, 0, 0], 8);
  const parts = [Uint8Array.from(SIGNATURE), chunk("IHDR", header), chunk("IDAT", deflateSync(lines)), chunk("IEND", new Uint8Array(0))];
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * The pixels of a PNG file: grey of 1, 2, 4 or 8 bits, grey with alpha, RGB, RGBA and palettes, not interlaced. Grey of fewer than 8 bits is
 * stretched to 0 … 255; a palette becomes RGB.
 *
 * @param name what to call the bytes in an error
 * @throws {FormatError} no PNG, damaged, 16 bits per channel or interlaced
 */
export function decodePng(bytes: Uint8Array, name = "the PNG"): Pixels {
  const wrong = (what: string) => new FormatError(`decodePng: ${name} ${what}.`);
  if (bytes.length < 33 || SIGNATURE.some((b, i) => bytes[i] !== b)) throw wrong("does not begin with the eight bytes of a PNG file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: DataView | undefined;
  let palette: Uint8Array | undefined;
  const packed: Uint8Array[] = [];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw wrong("ends before its IEND chunk; it is cut off");
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) throw wrong(`announces a chunk of ${length} bytes but ends before; it is cut off`);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length))
      throw wrong(`has a damaged ${type} chunk: its checksum does not match`);
    if (type === "IHDR") header = new DataView(body.buffer, body.byteOffset, body.byteLength);
    else if (type === "PLTE") palette = body;
    else if (type === "IDAT") packed.push(body);
    else if (type === "IEND") break;
    at += 12 + length;
  }
  if (!header || packed.length === 0) throw wrong("lacks its IHDR or IDAT chunk");
  const [width, height, depth, colour, interlaced] = [0, 4, 8, 9, 12].map((at, i) => (i < 2 ? header.getUint32(at) : header.getUint8(at)));
  const samples = ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as Record<number, 1 | 2 | 3 | 4>)[colour];
  if (!samples || interlaced || depth > 8 || (depth < 8 && colour !== 0 && colour !== 3) || (colour === 3 && !palette))
    throw wrong(
      `has ${depth} bits, colour type ${colour}${interlaced ? ", interlaced" : ""}; only 8 bits (grey: 1 to 8), not interlaced, are read`,
    );
  const stride = Math.ceil((width * samples * depth) / 8);
  const raw = inflateSync(Buffer.concat(packed), { maxOutputLength: (stride + 1) * height + 1 });
  if (raw.length !== (stride + 1) * height) throw wrong(`holds ${raw.length} bytes of pixels; ${(stride + 1) * height} were expected`);
  const lines = unfilter(raw, height, stride, Math.max(1, (samples * depth) / 8));
  const values = depth === 8 ? lines : unpack(lines, width, height, stride, depth, colour === 0 ? 255 / (2 ** depth - 1) : 1);
  if (!palette) return { width, height, channels: samples, data: values };
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < values.length; i++) data.set(palette.subarray(values[i] * 3, values[i] * 3 + 3), i * 3);
  return { width, height, channels: 3, data };
}

function unfilter(raw: Uint8Array, height: number, stride: number, step: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    const line = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= step ? out[line + x - step] : 0;
      const up = y > 0 ? out[line + x - stride] : 0;
      const corner = x >= step && y > 0 ? out[line + x - stride - step] : 0;
      const guess = filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
      out[line + x] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const p = left + up - corner;
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function unpack(lines: Uint8Array, width: number, height: number, stride: number, depth: number, factor: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const mask = 2 ** depth - 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      out[y * width + x] = ((lines[y * stride + (bit >> 3)] >> (8 - depth - (bit & 7))) & mask) * factor;
    }
  return out;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}
