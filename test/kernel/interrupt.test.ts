import { afterAll, beforeAll, describe, expect } from "vitest";
import { peerTest } from "../peers.js";
import { Driver, missingJupyter, resultOf, streamOf } from "./drive.js";

let kernel: Driver;
beforeAll(async () => {
  if (missingJupyter) return;
  kernel = new Driver({ INFOPLANE_CHECK: "off" });
  await kernel.start();
  await kernel.run("let kept = 'kept'; let count = 0; const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms))");
}, 60_000);
afterAll(() => kernel?.stop(), 60_000);

const KINDS: [string, string][] = [
  ["an endless loop", "for (;;) count++"],
  ["a cell that awaits what never comes", "count++; await new Promise(() => {})"],
  ["a loop that starts after an await", "await sleep(10); for (;;) count++"],
  ["a loop after the await of a resolved promise", "await null; while (true) count++"],
  ["regex backtracking", "count++; /^(a+)+$/.test('a'.repeat(60) + 'b')"],
  ["a loop that catches everything", "for (;;) { try { count++; for (;;) JSON.parse('{}') } catch {} }"],
  ["Atomics.wait", "count++; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ["a loop in a timer that the cell awaits", "count++; await new Promise(() => setTimeout(() => { for (;;); }, 10))"],
  ["a loop that prints", "for (;;) { count++; console.log('line', count) }"],
  ["an awaiting loop", "for (;;) { count++; await sleep(1) }"],
  ["a synchronous wait for a child process", "count++; require('node:child_process').execSync('sleep 0.4'); for (;;);"],
  ["a display that never ends", "count++; ({ [Symbol.for('Jupyter.display')]() { for (;;); } })"],
];

describe.each(["message", "signal"] as const)("an interrupt by %s", (how) => {
  for (const [title, code] of KINDS)
    peerTest(missingJupyter, `ends ${title} with KeyboardInterrupt, state kept`, async () => {
      await kernel.run("count = 0");
      const cell = await kernel.run(code, { interrupt_after: 0.25, how, brief: true });
      expect(cell.reply.status).toBe("error");
      expect(cell.reply.ename).toBe("KeyboardInterrupt");
      expect(cell.outputs.filter((o) => o.type === "error").map((o) => o.content.ename)).toEqual(["KeyboardInterrupt"]);
      expect(cell.afterInterrupt).toBeLessThan(3); // seconds; it is about 0.2 for what computes, 0.55 for what awaits
      expect(resultOf(await kernel.run("kept + (count > 0)"))).toBe("'kepttrue'");
    });
});

describe("an interrupted cell", () => {
  peerTest(missingJupyter, "that awaited what nobody holds survives the garbage collection, as does one that still runs", async () => {
    await kernel.run(
      "import { setFlagsFromString } from 'node:v8'; import { runInNewContext } from 'node:vm'; setFlagsFromString('--expose-gc'); const collect = runInNewContext('gc')",
    );
    await kernel.run("setTimeout(collect, 50); setTimeout(collect, 100); await new Promise(() => {})", { interrupt_after: 0.3 });
    await kernel.run("await null; setTimeout(collect, 50); for (;;);", { interrupt_after: 0.2 });
    expect(resultOf(await kernel.run("for (let i = 0; i < 3; i++) { collect(); await sleep(5) }; kept"))).toBe("'kept'");
  });

  peerTest(missingJupyter, "that settles soon after its signal keeps its value, and is still KeyboardInterrupt", async () => {
    const host = 'globalThis[Symbol.for("Jupyter.host")]';
    const code = `const run = await new Promise((resolve) => ${host}.signal.addEventListener("abort", () => setTimeout(() => resolve("epochs done"), 50)))`;
    const cell = await kernel.run(code, { interrupt_after: 0.2 });
    expect(cell.reply.ename).toBe("KeyboardInterrupt");
    expect(resultOf(await kernel.run("run"))).toBe("'epochs done'");
  });

  peerTest(missingJupyter, "keeps the variables of its loop", async () => {
    await kernel.run("const seen: number[] = []; for (let i = 0; ; i++) { if (i % 1e6 === 0) seen.push(i) }", { interrupt_after: 0.3 });
    expect(resultOf(await kernel.run("seen.length > 1 && seen[1]"))).toBe("1000000");
  });

  peerTest(missingJupyter, "aborts what was queued behind it", async () => {
    const [first, second] = await kernel.runAll(["for (;;);", "count = -1"], { interrupt_after: 0.3 });
    expect([first.reply.ename, second.reply.status]).toEqual(["KeyboardInterrupt", "aborted"]);
    expect(resultOf(await kernel.run("count >= 0"))).toBe("true");
  });

  peerTest(missingJupyter, "says once which timers and handles still run", async () => {
    const cell = await kernel.run("const beat = setInterval(() => {}, 1000); setInterval(() => {}, 1000); await new Promise(() => {})", {
      interrupt_after: 0.2,
    });
    expect(streamOf(cell, "stderr")).toBe("Still running after the interrupt: 2 Timeout.\n");
    const next = await kernel.run("await new Promise(() => {})", { interrupt_after: 0.2 });
    expect(streamOf(next, "stderr")).toBe("");
  });

  peerTest(missingJupyter, "that waits for input ends too", async () => {
    const cell = await kernel.run("prompt('name')", { interrupt_after: 0.3, allow_stdin: true });
    expect(cell.reply.ename).toBe("KeyboardInterrupt");
    expect(resultOf(await kernel.run("prompt('again')", { answers: ["yes"] }))).toBe("'yes'");
  });
});

peerTest(missingJupyter, "the signal is a new one in every cell, and not aborted", async () => {
  const host = 'globalThis[Symbol.for("Jupyter.host")]';
  await kernel.run(`const before = ${host}.signal`);
  expect(resultOf(await kernel.run(`before !== ${host}.signal && !${host}.signal.aborted`))).toBe("true");
});

peerTest(missingJupyter, "an idle kernel is not harmed by an interrupt, nor by twenty", async () => {
  for (let i = 0; i < 20; i++) await kernel.call("interrupt", { how: i % 2 ? "message" : "signal" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(resultOf(await kernel.run("kept"))).toBe("'kept'");
});

peerTest(missingJupyter, "a loop in the background of an idle kernel is ended", async () => {
  await kernel.run("setTimeout(() => { for (;;); }, 50)");
  await new Promise((resolve) => setTimeout(resolve, 200));
  await kernel.call("request", { type: "interrupt_request", channel: "control" }); // its reply says that it was there before the next cell
  expect(resultOf(await kernel.run("kept"))).toBe("'kept'");
});

peerTest(missingJupyter, "a cell sent right after an interrupt is not its victim", async () => {
  for (let i = 0; i < 5; i++) {
    await kernel.run("setTimeout(() => { for (;;); }, 5)");
    await new Promise((resolve) => setTimeout(resolve, 30));
    await kernel.call("request", { type: "interrupt_request", channel: "control" }); // with its reply
    const busy = "const end = Date.now() + 900; while (Date.now() < end); kept";
    expect(resultOf(await kernel.run(busy))).toBe("'kept'");
  }
});

peerTest(missingJupyter, "an interrupted training keeps the epochs done, and the next cell can plot them", async () => {
  await kernel.run('import { informationPlane, lines, mlp, sgd, szt, train } from "infoplane"');
  const training = `const run = await train({ network: mlp([12, 10, 7, 5, 4, 3, 2], { hidden: "tanh", seed: 1 }), data: szt(),
    optimizer: sgd({ learningRate: 0.05 }), batchSize: 256, epochs: 10_000_000, recordAt: [1, 2, 4, 8], engine: "fused", seed: 1 })`;
  const cell = await kernel.run(training, { interrupt_after: 1.5 });
  expect(cell.reply.ename, cell.reply.evalue).toBe("KeyboardInterrupt");
  expect(resultOf(await kernel.run("run.stopped + (run.history.length > 0) + (run.snapshots.length >= 4)"))).toBe("'interruptedtruetrue'");
  const plot = await kernel.run(
    "lines([{ name: 'train loss', x: run.history.map((h) => h.epoch), y: run.history.map((h) => h.trainLoss) }], { unit: 'none' })",
  );
  expect(Object.keys(plot.outputs.find((o) => o.type === "execute_result")?.content.data ?? {})).toContain("image/png");
});

peerTest(missingJupyter, "a job of the library's worker pool can be interrupted, and the pool works on", async () => {
  const pool = JSON.stringify(new URL("../../dist/numeric/threads.js", import.meta.url).href);
  const task = "data:text/javascript,export default (n) => { const e = Date.now() + n; while (Date.now() < e); return n }";
  await kernel.run(`const { mapInPool } = await import(${pool}); const task = ${JSON.stringify(task)}`);
  const warm = await kernel.run("(await mapInPool(new URL(task), [1, 2, 3])).join()");
  expect(resultOf(warm), JSON.stringify(warm.reply)).toBe("'1,2,3'");
  for (const code of ["await mapInPool(new URL(task), Array(40).fill(200))", "void mapInPool(new URL(task), [300, 300, 300]); for (;;);"]) {
    const cell = await kernel.run(code, { interrupt_after: 0.3 });
    expect(cell.reply.ename).toBe("KeyboardInterrupt");
    expect(resultOf(await kernel.run("(await mapInPool(new URL(task), [4, 5])).join()"))).toBe("'4,5'");
  }
});
