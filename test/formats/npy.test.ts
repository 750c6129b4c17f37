import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { decodeNpy, encodeNpy } from "src/formats/npy.js";
import { decodeNpz, encodeNpz } from "src/formats/npz.js";
import { afterAll, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-npy-"));
afterAll(() => rmSync(folder, { recursive: true }));
const numpy = missingPython("numpy");

const arrays = [
  { shape: [2, 3], data: Float64Array.of(1, -2.5, 3, Number.NaN, Infinity, 1e-300) },
  { shape: [4], data: Float32Array.of(1, 2, 3.5, -0) },
  { shape: [2, 1, 2], data: Uint8Array.of(0, 1, 2, 255) },
  { shape: [3], data: Int8Array.of(-128, 0, 127) },
  { shape: [2], data: Int16Array.of(-32768, 32767) },
  { shape: [2], data: Uint16Array.of(0, 65535) },
  { shape: [1, 2], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
  { shape: [1], data: Uint32Array.of(2 ** 32 - 1) },
  { shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
  { shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
  { shape: [], data: Float64Array.of(7) },
  { shape: [0, 5], data: new Float32Array(0) },
];

test("what is written is read back, every type, any alignment of the bytes", () => {
  for (const array of arrays) {
    const bytes = encodeNpy(array);
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    for (const b of [bytes, shifted]) expect(decodeNpy(b)).toEqual(array);
    expect((bytes.length - array.data.byteLength) % 64).toBe(0);
  }
});

peerTest(numpy, "NumPy reads what we write: dtype, shape and values", () => {
  const paths = arrays.map((array, i) => {
    const path = join(folder, `ours${i}.npy`);
    writeFileSync(path, encodeNpy(array));
    return path;
  });
  const script =
    "import json,sys,numpy as np\nprint(json.dumps([[str(a.dtype),list(a.shape),[repr(v) for v in a.ravel().tolist()]] for a in map(np.load, json.load(sys.stdin))]))";
  const theirs = runPython(script, paths) as [string, number[], string[]][];
  arrays.forEach(({ shape, data }, i) => {
    const [dtype, theirShape, values] = theirs[i];
    expect(dtype).toBe(data.constructor.name.replace("Array", "").replace("Big", "").toLowerCase());
    expect(theirShape).toEqual(shape);
    expect(values.map((v) => (typeof data[0] === "bigint" ? v : String(Number(v.replace("inf", "Infinity")))))).toEqual(
      [...data].map((v) => String(v === 0 ? 0 : v)).map((v) => v.replace(/^-0$/, "0")),
    );
  });
});

peerTest(numpy, "we read what NumPy writes: byte orders, Fortran order, booleans, float16, format version 2, npz of both kinds", () => {
  runPython(
    `
import json, sys, numpy as np
f = json.load(sys.stdin)
a = np.arange(24, dtype="f8").reshape(2, 3, 4) / 7
np.save(f + "/big.npy", a.astype(">f4")); np.save(f + "/fortran.npy", np.asfortranarray(a)); np.save(f + "/bool.npy", a > 1)
np.save(f + "/half.npy", np.array([1.5, -0.0, 65504, 6e-8, np.inf, np.nan], dtype="f2")); np.save(f + "/i8.npy", np.array([-3, 2**60]))
np.lib.format.write_array(open(f + "/v2.npy", "wb"), a, version=(2, 0))
np.savez(f + "/stored.npz", x=a, y=np.array([1, 2], dtype="u1")); np.savez_compressed(f + "/packed.npz", x=np.zeros((100, 100)), y=a)
print(0)`,
    folder,
  );
  const load = (file: string) => decodeNpy(readFileSync(join(folder, file)), file);
  const expected = Float64Array.from({ length: 24 }, (_, i) => i / 7);
  expect(load("fortran.npy")).toEqual({ shape: [2, 3, 4], data: expected });
  expect(load("v2.npy")).toEqual({ shape: [2, 3, 4], data: expected });
  expect(load("big.npy").data).toEqual(Float32Array.from(expected));
  expect(load("bool.npy").data).toEqual(Uint8Array.from(expected, (v) => (v > 1 ? 1 : 0)));
  const half = load("half.npy").data as Float32Array;
  expect([...half.subarray(0, 3)]).toEqual([1.5, -0, 65504]);
  expect(half[3]).toBeCloseTo(6e-8, 8);
  expect([half[4], half[5]]).toEqual([Infinity, Number.NaN]);
  expect(load("i8.npy").data).toEqual(BigInt64Array.of(-3n, 2n ** 60n));
  const stored = decodeNpz(readFileSync(join(folder, "stored.npz")));
  expect([...stored.keys()]).toEqual(["x", "y"]);
  expect(stored.get("x")).toEqual({ shape: [2, 3, 4], data: expected });
  expect(stored.get("y")!.data).toEqual(Uint8Array.of(1, 2));
  const packed = decodeNpz(readFileSync(join(folder, "packed.npz")));
  expect(packed.get("x")).toEqual({ shape: [100, 100], data: new Float64Array(10_000) });
  expect(packed.get("y")!.data).toEqual(expected);
});

peerTest(numpy, "NumPy reads our npz, stored and compressed", () => {
  const entries = [
    ["inputs", { shape: [50, 2], data: Float64Array.from({ length: 100 }, (_, i) => Math.sin(i)) }],
    ["labels", { shape: [50], data: new Uint8Array(50).fill(3) }],
  ] as const;
  for (const compress of [false, true]) {
    const path = join(folder, `ours-${compress}.npz`);
    writeFileSync(path, encodeNpz(entries, { compress }));
    const sums = runPython(
      "import json,sys,numpy as np\nz=np.load(json.load(sys.stdin))\nprint(json.dumps([list(z.files),float(z['inputs'].sum()),z['inputs'].shape,int(z['labels'].sum())]))",
      path,
    );
    expect(sums).toEqual([
      ["inputs", "labels"],
      expect.closeTo(
        entries[0][1].data.reduce((a, b) => a + b, 0),
        12,
      ),
      [50, 2],
      150,
    ]);
    expect([...decodeNpz(readFileSync(path))]).toEqual([...entries]);
  }
});

test("errors name the file, what was expected and what to do", () => {
  const bytes = encodeNpy(arrays[0]);
  expect(() => decodeNpy(bytes.subarray(0, bytes.length - 1), "a/x.npy")).toThrow(
    "decodeNpy: a/x.npy holds 47 bytes of data; its shape (2, 3) of '<f8' needs 48. It is cut off.",
  );
  expect(() => decodeNpy(bytes.subarray(0, 20), "a/x.npy")).toThrow("decodeNpy: a/x.npy ends within its header; it is cut off.");
  expect(() => decodeNpy(Buffer.from("hello, world"), "a/x.npy")).toThrow(
    "decodeNpy: a/x.npy is not a .npy file: it must begin with \\x93NUMPY. Write it with numpy.save(path, array).",
  );
  const complex = Buffer.from(bytes);
  complex.write("'<c8'", complex.indexOf("'<f8'"));
  expect(() => decodeNpy(complex, "c.npy")).toThrow(
    `decodeNpy: c.npy holds values of type '<c8'; numbers and booleans are read. Convert with array.astype("float64").`,
  );
  expect(() => encodeNpy({ shape: [2, 2], data: Float64Array.of(1) })).toThrow("encodeNpy: the shape (2, 2) needs 4 values; got 1.");
});

test("damaged bytes give an error or an array, never a crash", () => {
  const bytes = encodeNpy(arrays[0]);
  const archive = encodeNpz([["x", arrays[0]]], { compress: true });
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.nat(), (changes, cut) => {
      for (const [original, decode] of [
        [bytes, decodeNpy],
        [archive, decodeNpz],
      ] as const) {
        const broken = original.slice(0, original.length - (cut % original.length));
        for (const [at, value] of changes) broken[at % broken.length] = value;
        try {
          decode(broken);
        } catch (error) {
          expect((error as Error).name).toBe("FormatError");
        }
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});
