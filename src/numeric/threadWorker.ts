/** Entry of a pool thread: imports the task's module, runs the job, posts its result. */
import { parentPort } from "node:worker_threads";
import type { Task } from "./threads.js";

const port = parentPort!;
port.on("message", async ({ module, argument, flag }: { module: string; argument: unknown; flag: Int32Array }) => {
  try {
    const task = ((await import(module)) as { default: Task<unknown, unknown> }).default;
    const value = await task(argument, {
      aborted: () => Atomics.load(flag, 0) === 1,
      report: (progress) => port.postMessage({ kind: "progress", value: progress }),
    });
    port.postMessage({ kind: "result", value });
  } catch (error) {
    port.postMessage({ kind: "error", value: error });
  }
});
