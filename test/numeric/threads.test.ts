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
