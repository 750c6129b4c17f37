import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNpy, matrix, openArrays, saveArrays } from "infoplane";
import { afterAll, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-arrays-"));
afterAll(() => rmSync(folder, { recursive: true }));
const single = matrix(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);
const double = matrix([[0.1], [0.2], [0.3]]);

test("what was saved is what is opened, in its precision; nothing half-written stays", async () => {
  const path = join(folder, "new", "a.npz");
  await saveArrays(path, { single, double, labels: Uint8Array.of(2, 0, 1) });
  const arrays = await openArrays(path);
  expect(Object.keys(arrays)).toEqual(["single", "double", "labels"]);
  expect(arrays.single).toEqual(single);
  expect(arrays.double).toEqual(double);
  expect(arrays.labels).toEqual({ rows: 3, cols: 1, data: Float32Array.of(2, 0, 1) });
  expect(readdirSync(join(folder, "new"))).toEqual(["a.npz"]);
});

test("in a cell it shows names, shapes and types", async () => {
  const path = join(folder, "b.npz");
  await saveArrays(path, { single, labels: Uint8Array.of(2, 0, 1) }, { compress: true });
  const arrays = (await openArrays(path)) as unknown as Record<symbol, () => Record<string, string>>;
  expect(arrays[Symbol.for("Jupyter.display")]()["text/plain"]).toBe("single  3 × 2 float32\nlabels  3 uint8");
});

test(".npy: the array is called data; further axes are laid side by side", async () => {
  const path = join(folder, "images.npy");
  writeFileSync(path, encodeNpy({ shape: [2, 3, 2], data: Uint8Array.from({ length: 12 }, (_, i) => i) }));
  const { data } = await openArrays(path);
  expect(data).toEqual({ rows: 2, cols: 6, data: Float32Array.from({ length: 12 }, (_, i) => i) });
});

peerTest(missingPython("numpy"), "NumPy reads what is saved, and its float16, Fortran order and int64 are read", async () => {
  const ours = join(folder, "ours.npz");
  await saveArrays(ours, { single, labels: Uint8Array.of(2, 0, 1) });
  const theirs = join(folder, "theirs.npz");
  const found = runPython(
    `import json, sys, numpy
ours, theirs = json.load(sys.stdin)
a = numpy.load(ours)
numpy.savez(theirs, half=a["single"].astype("float16"), turned=numpy.asfortranarray(a["single"]), labels=numpy.array([3, 1, 2]))
print(json.dumps([[str(a[k].dtype), a[k].shape, a[k].tolist()] for k in a.files]))`,
    [ours, theirs],
  );
  expect(found).toEqual([
    ["float32", [3, 2], [[1, 2], [3, 4], [5, 6]]], // biome-ignore format: as the matrix looks
    ["uint8", [3], [2, 0, 1]],
  ]);
  const { half, turned, labels } = await openArrays(theirs);
  expect(half).toEqual(single);
  expect(turned).toEqual(single);
  expect(labels).toEqual(matrix([[3], [1], [2]]));
});

test("errors name the file and what to do", async () => {
  const table = join(folder, "t.csv");
  writeFileSync(table, "a,b\n1,2\n");
  await expect(openArrays(table)).rejects.toThrow(`openArrays: ${table} holds a table. Open it with openDataset(path, { labels: "…" }).`);
  await expect(openArrays(join(folder, "none.npz"))).rejects.toThrow("none.npz cannot be read: there is no such file.");
  await expect(openArrays({} as string)).rejects.toThrow(
    'openArrays: path must be the path of a file, such as "activations.npz"; got object.',
  );
  const far = join(folder, "far.npz");
  await saveArrays(far, { id: BigInt64Array.of(1n, 2n ** 60n) });
  await expect(openArrays(far)).rejects.toThrow(
    `openArrays: id in ${far} must be numbers that float64 holds exactly; row 1, column 0 is ${2n ** 60n}`,
  );
  await expect(saveArrays(join(folder, "a.npy"), { single })).rejects.toThrow("saveArrays: path must end in .npz; got ");
  await expect(saveArrays(join(folder, "e.npz"), {})).rejects.toThrow("saveArrays: give at least one array by name");
  await expect(saveArrays(join(folder, "e.npz"), { a: [[1, 2], [3]] })).rejects.toThrow(
    "saveArrays: every row of a must have the same length",
  );
  expect(existsSync(join(folder, "e.npz"))).toBe(false);
});
