import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoint } from "infoplane";
import { afterEach, beforeEach, expect, test } from "vitest";

beforeEach(() => {
  process.env.INFOPLANE_CHECKPOINTS = mkdtempSync(join(tmpdir(), "infoplane-checkpoint-"));
  process.env.INFOPLANE_CELL_KEY = "key1";
});
afterEach(() => {
  delete process.env.INFOPLANE_CHECKPOINTS;
  delete process.env.INFOPLANE_CELL_KEY;
});

const value = { weights: new Float64Array([1, 2]), seen: new Map([["a", 1n]]), nested: [{ x: Number.NaN }] };

test("computes once per key, and gives back what was stored", async () => {
  let calls = 0;
  const compute = async () => {
    calls++;
    return value;
  };
  expect(await checkpoint("run", compute)).toBe(value);
  expect(await checkpoint("run", compute)).toEqual(value);
  expect(calls).toBe(1);
  process.env.INFOPLANE_CELL_KEY = "key2";
  await checkpoint("run", compute);
  expect(calls).toBe(2);
  expect(readdirSync(process.env.INFOPLANE_CHECKPOINTS!)).toEqual(["run.key2"]);
});

test("outside a run it only computes", async () => {
  delete process.env.INFOPLANE_CELL_KEY;
  expect(await checkpoint("run", () => 1)).toBe(1);
  expect(readdirSync(process.env.INFOPLANE_CHECKPOINTS!)).toEqual([]);
});

test("what fails is not stored, a function cannot be, and a name is a name", async () => {
  await expect(checkpoint("run", () => Promise.reject(new Error("stopped")))).rejects.toThrow("stopped");
  await expect(checkpoint("run", () => () => 1)).rejects.toThrow("checkpoint: the value of run must be data, without functions");
  await expect(checkpoint("../run", () => 1)).rejects.toThrow("checkpoint: the name must be letters");
  expect(readdirSync(process.env.INFOPLANE_CHECKPOINTS!)).toEqual([]);
});
