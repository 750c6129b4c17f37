import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoint } from "infoplane";
import { afterEach, beforeEach, expect, test } from "vitest";

const HOST = Symbol.for("Jupyter.host");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "infoplane-checkpoint-"));
  process.env.INFOPLANE_CHECKPOINTS = join(folder, "new");
  process.env.INFOPLANE_CELL_KEY = "key1";
  process.env.INFOPLANE_SHARED_CHECKPOINTS = join(folder, "shared");
  process.env.INFOPLANE_SHARED_KEY = "state1";
});
afterEach(() => {
  delete process.env.INFOPLANE_CHECKPOINTS;
  delete process.env.INFOPLANE_CELL_KEY;
  delete process.env.INFOPLANE_SHARED_CHECKPOINTS;
  delete process.env.INFOPLANE_SHARED_KEY;
  delete (globalThis as Record<symbol, unknown>)[HOST];
  rmSync(folder, { recursive: true });
});

test("computes once, then reads", async () => {
  let computed = 0;
  const cell = (): Promise<number> => checkpoint("train", async () => ++computed);
  expect([await cell(), await cell(), computed]).toEqual([1, 1, 1]);
  expect(readdirSync(join(folder, "new"))).toEqual(["train.key1"]);
});

test("typed arrays return with their types and every bit", async () => {
  const value = {
    layers: [{ rows: 2, cols: 2, data: Float64Array.of(0.1, -0, Number.NaN, 5e-324) }],
    weights: Float32Array.of(1 / 3, Infinity),
    labels: new Uint8Array(new SharedArrayBuffer(4), 1, 2),
    big: 2n ** 70n,
    map: new Map([[1, "a"]]),
    none: undefined,
  };
  const first = await checkpoint("run", () => value);
  const second = await checkpoint<typeof value>("run", () => {
    throw new Error("must not compute");
  });
  expect(second).toStrictEqual(first);
  expect(second.layers[0].data).toBeInstanceOf(Float64Array);
  expect(Object.is(second.layers[0].data[1], -0)).toBe(true);
  expect([...second.weights]).toEqual([...value.weights]);
  expect([...second.labels]).toEqual([0, 0]);
  expect(second).toMatchObject({ big: value.big, map: value.map });
});

test("a new key computes again, and the value of the old key goes", async () => {
  await checkpoint("train", () => "first");
  process.env.INFOPLANE_CELL_KEY = "key2";
  expect(await checkpoint("train", () => "second")).toBe("second");
  expect(readdirSync(join(folder, "new"))).toEqual(["train.key2"]);
});

test("a damaged file is computed again", async () => {
  await checkpoint("train", () => [1, 2, 3]);
  truncateSync(join(folder, "new/train.key1"), 10);
  expect(await checkpoint("train", () => "again")).toBe("again");
  expect(await checkpoint("train", () => "third")).toBe("again");
});

test("outside a run it just computes", async () => {
  delete process.env.INFOPLANE_CELL_KEY;
  const value = { f: () => 1 };
  expect(await checkpoint("train", () => value)).toBe(value);
});

test("an error and an interrupted cell keep nothing", async () => {
  await expect(checkpoint("train", () => Promise.reject(new Error("diverged")))).rejects.toThrow("diverged");
  const controller = new AbortController();
  (globalThis as Record<symbol, unknown>)[HOST] = { signal: controller.signal };
  const part = await checkpoint("train", async () => {
    controller.abort();
    return "part";
  });
  expect(part).toBe("part");
  (globalThis as Record<symbol, unknown>)[HOST] = { signal: new AbortController().signal };
  expect(await checkpoint("train", () => "whole")).toBe("whole");
});

test("a value or a name that cannot be kept is refused", async () => {
  await expect(checkpoint("train", () => ({ step: () => 1 }))).rejects.toThrow(
    /^checkpoint: the value of "train" cannot be written: .* Keep its numbers/,
  );
  await expect(checkpoint("../train", () => 1)).rejects.toThrow("checkpoint: the name must be letters, digits");
});

test("a shared value is the same in every cell and notebook, for the same settings and the same code", async () => {
  let computed = 0;
  const fit = (s: { rate: number; seed: number }): number[] => [s.rate, s.seed, ++computed];
  const inCell = (key: string, shared: { rate: number; seed: number }, compute = fit) => {
    process.env.INFOPLANE_CELL_KEY = key;
    process.env.INFOPLANE_CHECKPOINTS = join(folder, key);
    return checkpoint("fit", compute, { shared });
  };
  expect(await inCell("a", { rate: 0.1, seed: 1 })).toEqual([0.1, 1, 1]);
  expect(await inCell("b", { seed: 1, rate: 0.1 })).toEqual([0.1, 1, 1]); // the order of the names does not matter
  expect(await inCell("b", { rate: 0.1, seed: 2 })).toEqual([0.1, 2, 2]);
  expect(await inCell("b", { rate: 0.1, seed: 1 }, (s) => [s.rate])).toEqual([0.1]); // other code, other value
  expect(await inCell("c", { rate: 0.1, seed: 1 })).toEqual([0.1, 1, 1]); // and all of them are kept
  expect(readdirSync(folder)).toEqual(["shared"]);
});

test("a shared value is computed again where the library or the data differ, and always in a cell without a key", async () => {
  let computed = 0;
  const count = () => ++computed;
  const cell = () => checkpoint("fit", count, { shared: { seed: 1 } });
  expect([await cell(), await cell()]).toEqual([1, 1]);
  process.env.INFOPLANE_SHARED_KEY = "state2";
  expect([await cell(), await cell()]).toEqual([2, 2]);
  expect(readdirSync(join(folder, "shared"))).toEqual([expect.stringMatching(/^fit\.state2\.[0-9a-f]{32}$/)]);
  process.env.INFOPLANE_CELL_KEY = "";
  expect([await cell(), await cell()]).toEqual([3, 4]);
  delete process.env.INFOPLANE_SHARED_CHECKPOINTS;
  process.env.INFOPLANE_CELL_KEY = "key1";
  expect(await cell()).toBe(5);
});

test.each([
  [
    { data: new Float64Array(2) },
    "shared.data must be a number, a string, true, false, null, or arrays and plain objects of them; got object",
  ],
  [{ list: [1, Number.NaN] }, "shared.list[1] must be a number, a string, true, false, null, or arrays and plain objects of them; got NaN"],
  [{ f: () => 1 }, "shared.f must be"],
])("settings that no text holds are refused", async (shared, message) => {
  await expect(checkpoint("fit", () => 1, { shared: shared as never })).rejects.toThrow(`checkpoint: ${message}`);
});
