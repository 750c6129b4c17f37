import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { activationsOf, decodeNpy, matrix, mlp } from "infoplane";
import { sha256 } from "src/activations/runFolder.js";
import { writeSnapshot } from "src/activations/writeSnapshot.js";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "infoplane-snapshot-"));
afterAll(() => rmSync(folder, { recursive: true }));
const ROWS = 6000; // three blocks of the forward pass at a width of 400
const inputs = matrix(
  Float64Array.from({ length: 8 * ROWS }, (_, i) => Math.sin(i * i)),
  ROWS,
  8,
);
const network = mlp([8, 400, 3, 2], { seed: 1, noise: { sd: 0.1, when: "both" } });
const forward = { noise: "evaluation", record: "after", seed: 5, replica: 7, repetition: 0 } as const;
const job = { epoch: 7, network, source: { kind: "computed", network, inputs, forward }, layers: [3, 1], singularValues: false } as const;

test("layers that go to the disk block by block are those that are computed at once; each file has its SHA-256", () => {
  const files = writeSnapshot(folder, job, () => false)!;
  expect(Object.keys(files).sort()).toEqual(["epoch000007/layer1.npy", "epoch000007/layer3.npy", "epoch000007/parameters.npy"]);
  const want = activationsOf(network, inputs, { seed: 5, replica: 7 });
  for (const layer of [1, 3]) {
    const bytes = readFileSync(join(folder, `epoch000007/layer${layer}.npy`));
    const { shape, data } = decodeNpy(bytes);
    expect(shape).toEqual([ROWS, want[layer - 1].cols]);
    expect((data as Float64Array).every((v, i) => v === want[layer - 1].data[i])).toBe(true);
    expect(files[`epoch000007/layer${layer}.npy`]).toBe(sha256(bytes));
  }
});

test("stopped between two blocks it leaves nothing half-written", () => {
  let asked = 0;
  expect(writeSnapshot(folder, { ...job, epoch: 8 }, () => ++asked > 2)).toBeUndefined();
  expect(asked).toBe(3);
  expect(readdirSync(join(folder, "epoch000008"))).toEqual([]);
});
