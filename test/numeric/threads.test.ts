import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { threadId } from "node:worker_threads";
import { hasLeft, helpWith, newPieces, workThrough } from "src/numeric/pieces.js";
import { mapInPool, type PieceTask, shareOut } from "src/numeric/threads.js";
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

test("a script on the command line has a pool, too", () => {
  const script = `import { mlp, sgd, szt, train } from "infoplane";
    const options = { network: mlp([12, 2]), data: szt(), optimizer: sgd({ learningRate: 0.1 }), batchSize: 4096, epochs: 1, progress() {} };
    console.log((await train(options)).stopped);`;
  expect(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" })).toBe("done\n");
});

/** A task whose pieces note which thread computed them; those named in `fail` succeed on the caller's thread only. */
const pieceTask = `import { threadId } from "node:worker_threads";
export default ({ by, fail, caller, milliseconds }) => (piece) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  if (fail.includes(piece) && threadId !== caller) throw new Error("not here");
  by[piece] = threadId + 1;
};`;

interface Argument {
  readonly by: Int32Array;
  readonly fail: readonly number[];
  readonly caller: number;
  readonly milliseconds: number;
}

async function piecesBy(fail: readonly number[], options: { threads?: number } = {}): Promise<number[]> {
  const task = new URL(`data:text/javascript,${encodeURIComponent(pieceTask)}`);
  const { default: prepare } = (await import(task.href)) as { default: PieceTask<Argument> };
  const by = new Int32Array(new SharedArrayBuffer(4 * 24));
  shareOut(task, prepare, { by, fail, caller: threadId, milliseconds: 5 }, by.length, options);
  return [...by];
}

/** Until the pool's threads have started. */
async function warm(): Promise<void> {
  await mapInPool(new URL("data:text/javascript,export default () => new Promise((done) => setTimeout(done, 50))"), [1, 2]);
}

test("shareOut computes every piece once it returns, some on other threads, and all here when one thread is allowed", async () => {
  await warm();
  let by = await piecesBy([]);
  expect(by).not.toContain(0);
  expect(by).toContain(threadId + 1);
  for (let again = 0; again < 5 && new Set(by).size === 1; again++) by = await piecesBy([]); // a busy machine may not let the others come
  if (availableParallelism() > 1) expect(new Set(by).size).toBeGreaterThan(1);
  expect(new Set(await piecesBy([], { threads: 1 }))).toEqual(new Set([threadId + 1]));
});

test("shareOut computes again what failed on another thread, and does not wait for threads that have not come", async () => {
  await warm();
  const all = Array.from({ length: 24 }, (_, piece) => piece);
  expect(new Set(await piecesBy(all))).toEqual(new Set([threadId + 1]));
});

test("an error on the caller's thread is thrown, and helpers take nothing more", () => {
  const pieces = newPieces(6, 1);
  expect(() =>
    workThrough(pieces, 6, (piece) => {
      if (piece === 2) throw new RangeError("third");
    }),
  ).toThrow("third");
  const taken: number[] = [];
  helpWith(pieces, 6, 0, () => (piece) => taken.push(piece));
  expect(taken).toEqual([]);
  expect(hasLeft(pieces, 6, 0)).toBe(true);
});

test("a helper whose caller takes nothing more leaves after a few pieces", () => {
  const pieces = newPieces(100, 1);
  const taken: number[] = [];
  helpWith(pieces, 100, 0, () => (piece) => taken.push(piece));
  expect(taken).toEqual([0, 1, 2, 3]);
});

test("a piece that a lost helper took is computed by the caller", () => {
  const pieces = newPieces(3, 1);
  Atomics.store(pieces, 1, 1);
  const taken: number[] = [];
  workThrough(pieces, 3, (piece) => taken.push(piece));
  expect(taken).toEqual([0, 2, 1]);
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
