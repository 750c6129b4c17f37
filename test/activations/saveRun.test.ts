import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adam, mlp, openRun, type Run, saveRun, split, szt, train } from "infoplane";
import { afterAll, beforeAll, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-run-"));
const parts = split(szt(), { fraction: 0.5, seed: 1 });
const quiet = () => {};
const options = {
  ...{
    network: mlp([12, 5, 3, 2], { seed: 1, noise: { sd: 0.1 } }),
    data: parts.train,
    test: parts.test,
    optimizer: adam(),
    batchSize: 128,
  },
  ...{ recordAt: [0, 3, 8], gradientsAt: [2], repetitions: 2, seed: 4, progress: quiet },
};
let run: Run;

beforeAll(async () => {
  run = await train({ ...options, epochs: 8 });
  await saveRun(run, join(folder, "a"), { progress: quiet });
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder with one file per layer and epoch, and nothing half-written", () => {
  const files = readdirSync(join(folder, "a"), { recursive: true, encoding: "utf8" }).map((f) => f.replaceAll("\\", "/"));
  expect(files).toContain("epoch000003/layer1.npy");
  expect(files).toContain("epoch000008/layer3.npy");
  expect(files).toContain("repetition0001/epoch000000/parameters.npy");
  expect(files.filter((f) => f.endsWith(".part"))).toEqual([]);
  const record = JSON.parse(readFileSync(join(folder, "a", "run.json"), "utf8"));
  expect(record.format).toBe("infoplane run 1");
  expect(record.history).toEqual(run.history);
  expect(Object.keys(record.files)).toHaveLength(3 * 4 + 3);
});

test("opened again it is the same run, every repetition", async () => {
  const opened = await openRun(join(folder, "a"));
  expect(opened.repetitions).toHaveLength(2);
  for (const [i, was] of run.repetitions.entries()) {
    const is = opened.repetitions[i];
    expect(is.history).toEqual(was.history);
    expect(is.gradients).toEqual(was.gradients);
    expect(is.options).toEqual(was.options);
    expect(is.state).toEqual(was.state);
    expect([is.stopped, is.engine, is.epochs, is.network.seed]).toEqual([was.stopped, was.engine, was.epochs, 1]);
    expect(is.network.layers).toEqual(was.network.layers);
    expect(is.snapshots.map((s) => s.epoch)).toEqual([0, 3, 8]);
    expect(is.snapshots[1].layers).toEqual(was.snapshots[1].layers);
    expect(is.snapshots[1].network.layers).toEqual(was.snapshots[1].network.layers);
  }
});

test("training goes on from the folder to the numbers of one piece", async () => {
  const rest = await train({ ...options, epochs: 11, resume: await openRun(join(folder, "a")) });
  const whole = await train({ ...options, epochs: 11 });
  expect(rest.repetitions.map((r) => r.state)).toEqual(whole.repetitions.map((r) => r.state));
});

peerTest(missingPython("numpy"), "NumPy maps the arrays and finds the same numbers", () => {
  const path = join(folder, "a", "epoch000003", "layer2.npy");
  const theirs = runPython(
    `import json, sys, numpy; a = numpy.load(json.load(sys.stdin), mmap_mode="r"); print(json.dumps([a.shape, str(a.dtype), a.ravel()[:50].tolist()]))`,
    path,
  );
  const { rows, cols, data } = run.snapshots[1].layers[1];
  expect(theirs).toEqual([[rows, cols], "float64", [...data.subarray(0, 50)]]);
});

test("anything but a run is refused in words", async () => {
  await expect(saveRun({} as Run, join(folder, "c"))).rejects.toThrow(
    "saveRun: run must be a run, as train or openRun returns it; got an object with keys (none).",
  );
  await expect(saveRun(undefined as unknown as Run, join(folder, "c"))).rejects.toThrow("got undefined.");
  await expect(saveRun(run, undefined as unknown as string)).rejects.toThrow(
    'saveRun: folder must be the path of a folder, as in saveRun(run, "runs/szt")',
  );
});

test("a run that was opened is saved again file for file", async () => {
  await saveRun(await openRun(join(folder, "a")), join(folder, "again"), { progress: quiet });
  const filesOf = (name: string) => JSON.parse(readFileSync(join(folder, name, "repetition0001", "run.json"), "utf8")).files;
  expect(filesOf("again")).toEqual(filesOf("a"));
  expect((await openRun(join(folder, "again"))).snapshots[2].layers).toEqual(run.snapshots[2].layers);
});

test("what is there is not overwritten unasked, what was changed not read", async () => {
  await expect(saveRun(run, join(folder, "a"), { progress: quiet })).rejects.toThrow(/already holds a run.*overwrite: true/);
  await saveRun(run, join(folder, "b"), { progress: quiet });
  await saveRun(run, join(folder, "b"), { progress: quiet, overwrite: true });
  const path = join(folder, "b", "epoch000003", "layer1.npy");
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(path, bytes);
  const opened = await openRun(join(folder, "b"));
  expect(() => opened.snapshots[1].layers).toThrow(/layer1.npy is not the file that was saved/);
  rmSync(path);
  expect(() => opened.snapshots[1].layers).toThrow(/openRun: .*layer1.npy belongs to the run and must be there; .*ENOENT/);
  writeFileSync(join(folder, "b", "run.json"), "{");
  await expect(openRun(join(folder, "b"))).rejects.toThrow(/openRun: .*run.json must be JSON, as train and saveRun write it/);
  await expect(openRun(join(folder, "nothing"))).rejects.toThrow(/holds no run: neither run.json nor unfinished.json is there/);
});
