import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { crc32 } from "src/formats/crc32.js";
import { decodePng, encodePng } from "src/formats/png.js";
import { unzip } from "src/formats/zip.js";
import { expect, test } from "vitest";

const gradient = (channels: 1 | 2 | 3 | 4) => ({
  width: 5,
  height: 3,
  channels,
  data: Uint8Array.from({ length: 15 * channels }, (_, i) => (i * 37) & 255),
});

test.each([1, 2, 3, 4] as const)("what is written is read back, %i channels", (channels) => {
  expect(decodePng(encodePng(gradient(channels)))).toEqual(gradient(channels));
});

test("a foreign decoder draws our pixels", () => {
  const { width, height, data } = gradient(3);
  const href = `data:image/png;base64,${Buffer.from(encodePng(gradient(3))).toString("base64")}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="5" height="3"><image width="5" height="3" image-rendering="pixelated" href="${href}"/></svg>`;
  const { pixels } = new Resvg(svg).render();
  for (let i = 0; i < width * height; i++) expect([...pixels.subarray(4 * i, 4 * i + 3)]).toEqual([...data.subarray(3 * i, 3 * i + 3)]);
});

test("we read the pixels of a foreign encoder, which filters its lines", () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><defs><linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient></defs><rect width="60" height="40" fill="url(#g)"/><circle cx="20" cy="20" r="9" fill="#0a0"/></svg>';
  const image = new Resvg(svg).render();
  const png = image.asPng();
  const read = decodePng(png);
  expect([read.width, read.height, read.channels]).toEqual([60, 40, 4]);
  expect(Buffer.from(read.data).equals(image.pixels)).toBe(true);
});

test("every filter of lines: none, left, up, average, Paeth", () => {
  // Worked by hand from the PNG specification, section 9: each stored byte is added, modulo 256, to the guess of its line's filter.
  const lines = [
    [0, 10, 20, 40],
    [1, 5, 5, 250],
    [2, 1, 2, 3],
    [3, 4, 4, 4],
    [4, 1, 1, 1],
  ].flat();
  const expected = [10, 20, 40, 5, 10, 4, 6, 12, 7, 7, 13, 14, 8, 14, 15];
  expect([...decodePng(png(3, 5, 8, 0, [], lines)).data]).toEqual(expected);
});

test("one bit per pixel, and palettes", () => {
  const bits = png(10, 2, 1, 0, [], [0, 0b10100000, 0b01000000, 0, 0xff, 0xc0]);
  expect([...decodePng(bits).data]).toEqual([255, 0, 255, 0, 0, 0, 0, 0, 0, 255, ...new Array(10).fill(255)]);
  const palette = png(2, 1, 8, 3, [1, 2, 3, 4, 5, 6], [0, 1, 0]);
  expect(decodePng(palette)).toEqual({ width: 2, height: 1, channels: 3, data: Uint8Array.of(4, 5, 6, 1, 2, 3) });
});

test("cuts, damage and what is not read are named", () => {
  const bytes = encodePng(gradient(1));
  expect(() => decodePng(bytes.subarray(0, 50), "a.png")).toThrow(/decodePng: a.png (announces a chunk|ends before)/);
  const damaged = bytes.slice();
  damaged[45] ^= 1;
  expect(() => decodePng(damaged, "a.png")).toThrow("decodePng: a.png has a damaged IDAT chunk: its checksum does not match.");
  expect(() => decodePng(Buffer.from("GIF89a".padEnd(40)), "a.png")).toThrow(
    "decodePng: a.png does not begin with the eight bytes of a PNG file.",
  );
  expect(() => decodePng(png(1, 1, 16, 0, [], [0, 1, 2]), "a.png")).toThrow(/has 16 bits, colour type 0; only 8 bits/);
});

const omniglot = fileURLToPath(new URL("../../data/raw/omniglot/images_background_small1.zip", import.meta.url));
const missing = existsSync(omniglot) ? "" : " (skipped: data/raw/omniglot/images_background_small1.zip is not there)";
test.skipIf(missing)(`Omniglot's archive: 2720 drawings of 105 × 105, one bit each, ink is 0${missing}`, () => {
  const drawings = [...unzip(readFileSync(omniglot))].filter(([name]) => name.endsWith(".png") && !name.includes("__MACOSX"));
  expect(drawings.length).toBe(2720);
  for (const [name, bytes] of drawings.filter((_, i) => i % 40 === 0)) {
    const { width, height, channels, data } = decodePng(bytes, name);
    expect([width, height, channels]).toEqual([105, 105, 1]);
    expect(new Set(data)).toEqual(new Set([0, 255]));
    expect(data.filter((v) => v === 0).length).toBeLessThan(105 * 105 * 0.3);
  }
});

function png(width: number, height: number, depth: number, colour: number, palette: number[], lines: number[]): Uint8Array {
  const chunk = (type: string, body: Uint8Array) => {
    const out = Buffer.alloc(12 + body.length);
    out.writeUInt32BE(body.length, 0);
    out.write(type, 4);
    out.set(body, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour], 8);
  const parts = [Buffer.of(137, 80, 78, 71, 13, 10, 26, 10), chunk("IHDR", header)];
  if (palette.length) parts.push(chunk("PLTE", Uint8Array.from(palette)));
  return Buffer.concat([...parts, chunk("IDAT", deflateSync(Uint8Array.from(lines))), chunk("IEND", new Uint8Array(0))]);
}
