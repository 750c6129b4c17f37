import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { encodeNpy, encodeNpz, openDataset } from "infoplane";
import { afterAll, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-open-"));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, content: Uint8Array | string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const x = { shape: [3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
const y = { shape: [3], data: BigInt64Array.of(0n, 1n, 1n) };

test(".npy: the only array; labels given", async () => {
  const data = await openDataset(put("a.npy", encodeNpy(x)), { labels: [2, 0, 1] });
  expect(data.inputs).toEqual({ rows: 3, cols: 2, data: x.data });
  expect([data.name, [...data.labels!], data.classes]).toEqual(["a.npy", [2, 0, 1], 3]);
});

test(".npz: arrays by name; without a name the error lists them", async () => {
  const path = put(
    "a.npz",
    encodeNpz([
      ["x", x],
      ["y", y],
    ]),
  );
  const data = await openDataset(path, { inputs: "x", labels: "y", targets: "x" });
  expect([...data.inputs.data]).toEqual([...x.data]);
  expect([...data.labels!]).toEqual([0, 1, 1]);
  expect(data.targets!.cols).toBe(2);
  await expect(openDataset(path)).rejects.toThrow(`${path}: say which array is the inputs, { inputs: "…" }; it holds x (3 × 2), y (3).`);
  await expect(openDataset(path, { inputs: "z" })).rejects.toThrow(`${path}: no array "z"; it holds x (3 × 2), y (3).`);
});

test(".csv: columns by name; an error inside names the file", async () => {
  const path = put("t.csv", "a,b,kind\n1,2,u\n3,4,v\n5,,u\n");
  await expect(openDataset(path, { labels: "kind" })).rejects.toThrow(`${path}: dataset: inputs must be finite; row 2, column "b" is NaN.`);
  const data = await openDataset(path, { labels: "kind", missing: "drop" });
  expect([...data.inputs.data]).toEqual([1, 2, 3, 4]);
  expect([...(await openDataset(path, { inputs: ["a"], labels: "kind" })).labels!]).toEqual([0, 1, 0]);
  expect([...(await openDataset(put("t.tsv", "a\tb\n1\t2\n"), { inputs: "b" })).inputs.data]).toEqual([2]);
});

test(".arrow, as flechette writes it", async () => {
  const bytes = tableToIPC(tableFromArrays({ a: Float64Array.of(1, 2), b: Int32Array.of(3, 4), kind: ["p", "q"] }), { format: "file" })!;
  const data = await openDataset(put("t.arrow", bytes), { labels: "kind" });
  expect([...data.inputs.data]).toEqual([1, 3, 2, 4]);
  expect([...data.labels!]).toEqual([0, 1]);
  await expect(openDataset(put("bad.arrow", "no arrow"))).rejects.toThrow(/bad.arrow is not an Arrow file that can be read: /);
});

peerTest(missingPython("scipy"), ".mat, as scipy writes it: a row vector serves as labels", async () => {
  const path = join(folder, "m.mat");
  runPython(
    "import json,sys,scipy.io,numpy as np\nscipy.io.savemat(json.load(sys.stdin),{'F':np.arange(6).reshape(3,2),'y':np.array([1,2,1]),'s':{'a':1}})\nprint(0)",
    path,
  );
  const data = await openDataset(path, { inputs: "F", labels: "y" });
  expect([...data.inputs.data]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...data.labels!]).toEqual([1, 2, 1]);
  await expect(openDataset(path, { inputs: "s" })).rejects.toThrow(
    `${path}: no array "s"; it holds F (3 × 2), y (1 × 3), s (struct, not read).`,
  );
});

test("files that are missing, of an unknown ending, or not what they say", async () => {
  await expect(openDataset(join(folder, "none.npy"))).rejects.toThrow(/none.npy cannot be read: there is no such file/);
  await expect(openDataset(put("a.txt", "1"))).rejects.toThrow(/a.txt: the ending .txt is not read; .npy, .npz, .mat/);
  await expect(openDataset(put("b.npz", "1"))).rejects.toThrow(/unzip: .*b.npz is not a zip archive/);
});
