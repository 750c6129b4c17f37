import { availableParallelism } from "node:os";
import { mapInPool } from "src/numeric/threads.js";
import { expect, test } from "vitest";

test("an error of a job names its own place and then the caller's", async () => {
  const task = new URL('data:text/javascript,export default function inside() { throw new RangeError("in the job"); }');
  async function callingFunction(): Promise<unknown> {
    return await mapInPool(task, [1]);
  }
  const error = (await callingFunction().catch((e: unknown) => e)) as Error;
  expect(error.name).toBe("RangeError");
  expect(error.stack).toMatch(/in the job[\s\S]*at inside[\s\S]*callingFunction/);
});

test.skipIf(availableParallelism() < 2)("two calls of one job each run at the same time", async () => {
  const meet = `export default async function meet({ counter }) {
    Atomics.add(counter, 0, 1);
    Atomics.notify(counter, 0);
    const end = Date.now() + 10_000;
    while (Atomics.load(counter, 0) < 2 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    return Atomics.load(counter, 0);
  }`;
  const task = new URL(`data:text/javascript,${encodeURIComponent(meet)}`);
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const calls = [mapInPool(task, [{ counter }]), mapInPool(task, [{ counter }])];
  expect(await Promise.all(calls)).toEqual([[2], [2]]);
});
