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
});
afterEach(() => {
  delete process.env.INFOPLANE_CHECKPOINTS;
  delete process.env.INFOPLANE_CELL_KEY;
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
