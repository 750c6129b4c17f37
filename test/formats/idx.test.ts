import { decodeIdx } from "src/formats/idx.js";
import { expect, test } from "vitest";

test('reads bytes and big-endian numbers of every width, as numpy.ndarray.tobytes(">…") lays them out', () => {
  expect(decodeIdx(Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255))).toEqual({
    shape: [2, 3],
    data: Uint8Array.of(1, 2, 3, 4, 5, 255),
  });
  expect(decodeIdx(Uint8Array.of(0, 0, 9, 1, 0, 0, 0, 1, 255)).data).toEqual(Int8Array.of(-1));
  expect(decodeIdx(Uint8Array.of(0, 0, 11, 1, 0, 0, 0, 2, 0x80, 0, 1, 2)).data).toEqual(Int16Array.of(-32768, 258));
  expect(decodeIdx(Uint8Array.of(0, 0, 12, 1, 0, 0, 0, 1, 0, 0, 1, 0)).data).toEqual(Int32Array.of(256));
  expect(decodeIdx(Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0)).data).toEqual(Float32Array.of(1.5));
  expect(decodeIdx(Uint8Array.of(0, 0, 14, 1, 0, 0, 0, 1, 0xc0, 0x04, 0, 0, 0, 0, 0, 0)).data).toEqual(Float64Array.of(-2.5));
});

test("bytes are a view, not a copy", () => {
  const bytes = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5);
  expect(decodeIdx(bytes).data.buffer).toBe(bytes.buffer);
});

test("a wrong magic number, and a count that does not match, name the file", () => {
  expect(() => decodeIdx(Uint8Array.of(0x1f, 0x8b, 8, 0), "t.gz")).toThrow(
    "decodeIdx: t.gz must begin with 00 00, a type (08 for bytes) and the number of axes; got 1f 8b 08 00. It is gzip-compressed; unpack it first.",
  );
  expect(() => decodeIdx(new Uint8Array(0), "t")).toThrow(/got no bytes/);
  expect(() => decodeIdx(Uint8Array.of(0, 0, 8, 3, 0, 0), "t")).toThrow(
    "decodeIdx: t announces 3 axes but ends after 6 bytes; it is cut off.",
  );
  expect(() => decodeIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 1), "t")).toThrow(
    "decodeIdx: t says 3 values, which makes 11 bytes; it has 9. Fetch it again.",
  );
});
