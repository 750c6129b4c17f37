import { afterAll, beforeAll, expect } from "vitest";
import { peerTest } from "../peers.js";
import { Driver, missingJupyter, type Output } from "./drive.js";

let kernel: Driver;
beforeAll(async () => {
  if (missingJupyter) return;
  kernel = new Driver({ INFOPLANE_CHECK: "off" });
  await kernel.start();
}, 60_000);
afterAll(() => kernel?.stop(), 60_000);

function beforeIdle(outputs: Output[]): Output[] {
  return outputs.slice(
    0,
    outputs.findIndex((o) => o.type === "idle"),
  );
}

function total(outputs: Output[]): { length: number; lines: number } {
  const streams = beforeIdle(outputs).filter((o) => o.type === "stream");
  return { length: streams.reduce((s, o) => s + o.content.length, 0), lines: streams.reduce((s, o) => s + o.content.lines, 0) };
}

peerTest(missingJupyter, "20 000 log lines arrive before idle, in few messages", async () => {
  const { outputs } = await kernel.run("for (let i = 0; i < 20_000; i++) console.log(i)", { brief: true });
  expect(total(outputs)).toEqual({ length: 20_000 + 10 * 1 + 90 * 2 + 900 * 3 + 9000 * 4 + 10_000 * 5, lines: 20_000 });
  expect(outputs.length).toBeLessThan(200);
});

peerTest(missingJupyter, "51 200 lines of 1 KiB arrive before idle", async () => {
  const { outputs } = await kernel.run("for (let i = 0; i < 51_200; i++) process.stdout.write('x'.repeat(1023) + '\\n')", { brief: true });
  expect(total(outputs)).toEqual({ length: 51_200 * 1024, lines: 51_200 });
});

peerTest(missingJupyter, "one line of 50 MB arrives before idle", async () => {
  const { outputs } = await kernel.run("console.log('y'.repeat(50_000_000))", { brief: true });
  expect(total(outputs)).toEqual({ length: 50_000_001, lines: 1 });
});

peerTest(missingJupyter, "50 MB of HTML arrives before idle", async () => {
  const host = 'globalThis[Symbol.for("Jupyter.host")]';
  const { outputs } = await kernel.run(`${host}.display({ "text/html": "<i>" + "z".repeat(50_000_000) })`, { brief: true });
  expect(beforeIdle(outputs).find((o) => o.type === "display_data")?.content.lengths).toEqual({ "text/html": 50_000_003 });
});

peerTest(missingJupyter, "of 200 cells with a line and a result, sent at once, none misses one before idle", async () => {
  const cells = await kernel.runAll(Array.from({ length: 200 }, (_, i) => `console.log("line ${i}"); ${i}`));
  for (const [i, { outputs }] of cells.entries()) {
    const types = beforeIdle(outputs).map((o) => (o.type === "stream" ? o.content.text : (o.content.data?.["text/plain"] ?? o.type)));
    if (types.join("|") !== `execute_input|line ${i}\n|${i}`) expect(types).toEqual(["execute_input", `line ${i}\n`, `${i}`]);
  }
  expect(cells).toHaveLength(200);
});

peerTest(missingJupyter, "5000 displays in one turn keep their order and their place among the streams", async () => {
  const host = 'globalThis[Symbol.for("Jupyter.host")]';
  const { outputs } = await kernel.run(
    `for (let i = 0; i < 5000; i++) { if (i % 1000 === 0) console.log("at " + i); ${host}.display({ "text/plain": String(i) }) }`,
  );
  const shown = beforeIdle(outputs)
    .slice(1)
    .map((o) => (o.type === "stream" ? o.content.text.trim() : o.content.data["text/plain"]));
  const wanted = Array.from({ length: 5000 }, (_, i) => (i % 1000 === 0 ? [`at ${i}`, String(i)] : [String(i)])).flat();
  expect(shown).toEqual(wanted);
});

peerTest(missingJupyter, "a cell of 2 MB runs", async () => {
  const { reply } = await kernel.run(
    `const big = ${JSON.stringify("w".repeat(2_000_000))}; if (big.length !== 2_000_000) throw new Error("cut")`,
  );
  expect(reply.status).toBe("ok");
});
