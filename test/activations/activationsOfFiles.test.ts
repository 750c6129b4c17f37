import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { activationsOfFiles, encodeNpy, matrix, saveArrays } from "infoplane";
import { afterAll, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-files-"));
afterAll(() => rmSync(folder, { recursive: true }));
const layer = (value: number, cols = 1) =>
  matrix(
    Float64Array.from({ length: 2 * cols }, (_, i) => value + i),
    2,
    cols,
  );

test(".npz files by the epoch in their names, layers in the order of the file or as chosen", async () => {
  const acts = join(folder, "npz");
  await saveArrays(join(acts, "epoch100.npz"), { hidden: layer(100, 3), out: layer(101) });
  await saveArrays(join(acts, "epoch9.npz"), { hidden: layer(9, 3), out: layer(10) });
  writeFileSync(join(acts, "notes.txt"), "passed over");
  const snapshots = await activationsOfFiles(acts);
  expect(snapshots.map((s) => s.epoch)).toEqual([9, 100]);
  expect(snapshots[1].layers).toEqual([
    { name: "hidden", ...layer(100, 3) },
    { name: "out", ...layer(101) },
  ]);
  const [{ layers }] = await activationsOfFiles(acts, { layers: ["out"] });
  expect(layers).toEqual([{ name: "out", ...layer(10) }]);
});

test("folders of .npy files, layer10 after layer2", async () => {
  const acts = join(folder, "npy");
  for (const [epoch, names] of [[3, ["layer10", "layer2", "layer1"]], [20, ["layer1"]]] as const) // biome-ignore format: a table
    for (const name of names) {
      mkdirSync(join(acts, `epoch${epoch}`), { recursive: true });
      writeFileSync(
        join(acts, `epoch${epoch}`, `${name}.npy`),
        encodeNpy({ shape: [2, 2, 2], data: Float32Array.from({ length: 8 }, () => epoch) }),
      );
    }
  const snapshots = await activationsOfFiles(acts);
  expect(snapshots.map((s) => s.epoch)).toEqual([3, 20]);
  expect(snapshots[0].layers.map((l) => [l.name, l.rows, l.cols])).toEqual([["layer1", 2, 4], ["layer2", 2, 4], ["layer10", 2, 4]]); // biome-ignore format: a table
});

test("a layer is read when it is asked for, and again the next time", async () => {
  const acts = join(folder, "lazy");
  await saveArrays(join(acts, "1.npz"), { a: layer(1) });
  const [snapshot] = await activationsOfFiles(acts);
  await saveArrays(join(acts, "1.npz"), { a: layer(7) });
  expect([...snapshot.layers[0].data]).toEqual([7, 8]);
});

peerTest(missingPython("torch"), "what the lines of the notebook save from PyTorch", async () => {
  const acts = join(folder, "torch");
  mkdirSync(acts);
  const theirs = runPython(
    `import json, sys, numpy, torch
folder = json.load(sys.stdin)
torch.manual_seed(0)
x = torch.randn(5, 3).double()
net = torch.nn.Linear(3, 2).double()
with torch.no_grad():
    h = torch.tanh(net(x))
numpy.savez(f"{folder}/epoch{7:04d}.npz", layer1=h.numpy())
print(json.dumps(h.flatten().tolist()))`,
    acts,
  );
  const [{ epoch, layers }] = await activationsOfFiles(acts);
  expect([epoch, layers[0].rows, layers[0].cols]).toEqual([7, 5, 2]);
  expect([...layers[0].data]).toEqual(theirs);
});

test("errors say which file, and what it holds", async () => {
  await expect(activationsOfFiles(folder, { layers: "out" as never })).rejects.toThrow(/layers must be a list of names.*; got "out"/);
  await expect(activationsOfFiles(join(folder, "none"))).rejects.toThrow(/activationsOfFiles: .*none must be a folder; there is none/);
  const bad = join(folder, "bad");
  await saveArrays(join(bad, "net.npz"), { a: layer(1) });
  await expect(activationsOfFiles(bad)).rejects.toThrow("the name of every file must end in its epoch, as epoch0128.npz; got net.npz");
  const twice = join(folder, "twice");
  for (const name of ["a1", "b01"]) await saveArrays(join(twice, `${name}.npz`), { a: layer(1) });
  await expect(activationsOfFiles(twice)).rejects.toThrow(/a1.npz and b01.npz are both of epoch 1|b01.npz and a1.npz are both of epoch 1/);
  const uneven = join(folder, "uneven");
  await saveArrays(join(uneven, "1.npz"), { a: layer(1), y: matrix([[1], [2], [3]]) });
  const [{ layers }] = [(await activationsOfFiles(uneven, { layers: ["a"] }))[0]];
  expect(layers).toHaveLength(1);
  const [all] = await activationsOfFiles(uneven);
  expect(() => all.layers).toThrow(/a has 2 and y has 3. Choose them with \{ layers: \[...\] \}/);
  const [missing] = await activationsOfFiles(uneven, { layers: ["b"] });
  expect(() => missing.layers).toThrow(/1.npz has no array "b"; it holds a, y/);
  const empty = join(folder, "empty");
  mkdirSync(empty);
  await expect(activationsOfFiles(empty)).rejects.toThrow("holds neither .npz files nor folders of .npy files");
  writeFileSync(join(empty, "run.json"), "{}");
  await expect(activationsOfFiles(empty)).rejects.toThrow(/holds a run of this library; openRun\(folder\) opens it/);
});
