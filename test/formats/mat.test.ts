import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { decodeMat } from "src/formats/mat.js";
import { afterAll, expect } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-mat-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = `
import json, sys, numpy as np, scipy.io
f = json.load(sys.stdin)
v = {"m": np.arange(6.0).reshape(2, 3) / 3, "small": np.arange(6.0).reshape(2, 3), "bytes": np.array([[1, 2], [3, 255]], dtype="u1"),
     "cube": np.arange(24, dtype="i2").reshape(2, 3, 4), "single": np.array([[1.5]], dtype="f4"), "wide": np.array([[-2**60, 5]], dtype="i8"),
     "flag": np.array([[True, False]]), "word": "naïve", "empty": np.zeros((0, 3)), "z": np.array([[1 + 2j]]), "s": {"a": 1.0},
     "c": np.array(["x", 1], dtype=object), "long_name_of_31_characters_abcde": np.array([[4.0]])}
scipy.io.savemat(f + "/plain.mat", v); scipy.io.savemat(f + "/packed.mat", v, do_compression=True); scipy.io.savemat(f + "/four.mat", {"m": v["m"]}, format="4")
print(0)`;
const scipy = missingPython("scipy", "numpy");
if (!scipy) runPython(script, folder);
const load = (file: string) => decodeMat(readFileSync(join(folder, file)), file);

peerTest(
  scipy,
  "reads what scipy.io.savemat writes, plain and compressed: classes, shapes, row order, text, and names what it skips",
  () => {
    for (const file of ["plain.mat", "packed.mat"]) {
      const { arrays, texts, skipped } = load(file);
      expect(Object.fromEntries(arrays)).toEqual({
        m: { shape: [2, 3], data: Float64Array.from({ length: 6 }, (_, i) => i / 3) },
        small: { shape: [2, 3], data: Float64Array.of(0, 1, 2, 3, 4, 5) },
        bytes: { shape: [2, 2], data: Uint8Array.of(1, 2, 3, 255) },
        cube: { shape: [2, 3, 4], data: Int16Array.from({ length: 24 }, (_, i) => i) },
        single: { shape: [1, 1], data: Float32Array.of(1.5) },
        wide: { shape: [1, 2], data: BigInt64Array.of(-(2n ** 60n), 5n) },
        flag: { shape: [1, 2], data: Uint8Array.of(1, 0) },
        empty: { shape: [0, 3], data: new Float64Array(0) },
        long_name_of_31_characters_abcde: { shape: [1, 1], data: Float64Array.of(4) },
      });
      expect(Object.fromEntries(texts)).toEqual({ word: "naïve" });
      expect(Object.fromEntries(skipped)).toEqual({ z: "complex", s: "struct", c: "cell" });
    }
  },
);

peerTest(scipy, "big-endian files read the same", () => {
  const bytes = readFileSync(join(folder, "plain.mat"));
  expect(load("plain.mat").arrays.get("m")).toEqual(decodeMat(bigEndian(bytes)).arrays.get("m"));
});

peerTest(scipy, "a cut, another level and damage are named", () => {
  const bytes = readFileSync(join(folder, "plain.mat"));
  expect(() => decodeMat(bytes.subarray(0, 200), "a.mat")).toThrow(
    /decodeMat: a.mat announces \d+ bytes at 128 but has only 64; it is cut off/,
  );
  expect(() => load("four.mat")).toThrow(/decodeMat: four.mat is not a MATLAB file of level 5.*Save it with save\(path, '-v7'\)/);
  expect(() => decodeMat(Buffer.from("MATLAB 7.3 MAT-file, Platform"), "h.mat")).toThrow(
    "decodeMat: h.mat is a MATLAB file v7.3 (HDF5), which is not read. Save it with save(path, '-v7').",
  );
  const packed = readFileSync(join(folder, "packed.mat"));
  const broken = Buffer.from(packed);
  broken.fill(0xff, 150, 170);
  expect(() => decodeMat(broken, "p.mat")).toThrow(/p.mat holds a compressed variable that cannot be unpacked/);
});

peerTest(scipy, "damaged bytes give a FormatError or a result, never a crash", () => {
  const bytes = readFileSync(join(folder, "plain.mat"));
  const damage = fc.array(fc.tuple(fc.integer({ min: 124, max: bytes.length - 1 }), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, (changes) => {
      const broken = Buffer.from(bytes);
      for (const [at, value] of changes) broken[at] = value;
      try {
        decodeMat(broken);
      } catch (error) {
        expect(String(error)).toMatch(/^FormatError/);
      }
    }),
    { numRuns: 500, seed: 2 },
  );
});

/** The first variable of a file, m, with every number of two and more bytes reversed. */
function bigEndian(bytes: Buffer): Uint8Array {
  const header = Buffer.from(bytes.subarray(0, 128));
  header.write("MI", 126);
  header.swap16.call(header.subarray(124, 126));
  const body = Buffer.from(bytes.subarray(128, 128 + 8 + bytes.readUInt32LE(132)));
  const out = Buffer.from(body);
  for (let at = 0; at < 40; at += 4) out.writeUInt32BE(body.readUInt32LE(at), at); // tags, flags, dimensions
  const word = body.readUInt32LE(40); // the name "m" as a small element, then the tag of the doubles
  out.writeUInt32BE(word, 40);
  for (const at of [48, 52]) out.writeUInt32BE(body.readUInt32LE(at), at);
  for (let at = 56; at < body.length; at += 8) out.writeDoubleBE(body.readDoubleLE(at), at);
  return Buffer.concat([header, out]);
}
