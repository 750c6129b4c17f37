/** Entry of a pool thread: imports the task's module, runs the job, posts its result; or takes pieces of a shared job, and posts nothing. */
import { parentPort } from "node:worker_threads";
import { helpWith, type Pieces } from "./pieces.js";
import type { PieceTask, Task } from "./threads.js";

interface Message {
  readonly module: string;
  readonly argument: unknown;
  readonly flag: Int32Array;
  readonly share?: { readonly state: Pieces; readonly pieces: number; readonly helper: number };
}

const port = parentPort!;
port.on("message", async ({ module, argument, flag, share }: Message) => {
  if (share) {
    const { default: prepare } = (await import(module)) as { default: PieceTask<unknown> };
    helpWith(share.state, share.pieces, share.helper, () => prepare(argument));
    return;
  }
  try {
    const task = ((await import(module)) as { default: Task<unknown, unknown> }).default;
    const value = await task(argument, {
      aborted: () => Atomics.load(flag, 0) === 1,
      report: (progress) => port.postMessage({ kind: "progress", value: progress }),
    });
    port.postMessage({ kind: "result", value });
  } catch (error) {
    port.postMessage({ kind: "error", value: error, name: error instanceof Error ? error.name : undefined });
  }
});
