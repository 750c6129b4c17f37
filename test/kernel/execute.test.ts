import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { peerTest } from "../peers.js";
import { type CellResult, Driver, missingJupyter, type Output, plain, resultOf, streamOf } from "./drive.js";

const HOST = 'globalThis[Symbol.for("Jupyter.host")]';
let kernel: Driver;
beforeAll(async () => {
  if (missingJupyter) return;
  kernel = new Driver({ INFOPLANE_CHECK: "off" });
  await kernel.start();
}, 60_000);
afterAll(() => kernel?.stop(), 60_000);

const it = (title: string, body: () => Promise<void>) => peerTest(missingJupyter, title, body);
const types = ({ outputs }: CellResult) => outputs.map((o) => o.type);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a cell", () => {
  it("shows its last expression, counts, and keeps streams and result in order", async () => {
    const before = (await kernel.run("0")).reply.execution_count;
    const cell = await kernel.run('console.log("one"); console.error("two"); process.stdout.write("three"); 4');
    expect(cell.reply).toMatchObject({ status: "ok", execution_count: before + 1, payload: [], user_expressions: {} });
    expect(types(cell)).toEqual(["execute_input", "stream", "stream", "stream", "execute_result", "idle"]);
    expect(cell.outputs.slice(1, 4).map((o) => [o.content.name, o.content.text])).toEqual([
      ["stdout", "one\n"],
      ["stderr", "two\n"],
      ["stdout", "three"],
    ]);
    expect(cell.outputs[4].content).toMatchObject({ execution_count: before + 1, data: { "text/plain": "4" }, metadata: {} });
  });

  it("that is empty or a comment runs", async () => {
    for (const code of ["", "  \n", "// nothing", "/* x */"]) {
      const cell = await kernel.run(code);
      expect(cell.reply.status).toBe("ok");
      expect(resultOf(cell)).toBeUndefined();
    }
  });

  it("writes bytes, and characters cut between two writes", async () => {
    const cell = await kernel.run(
      "const euro = Buffer.from('€'); process.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1)); process.stdout.write('e282ac', 'hex')",
    );
    expect(streamOf(cell, "stdout")).toBe("€€");
  });

  it("finds out when its write has been taken", async () => {
    expect(resultOf(await kernel.run("await new Promise((r) => process.stdout.write('x', () => r('taken')))"))).toBe("'taken'");
  });

  it("does not see a terminal", async () => {
    expect(resultOf(await kernel.run("[process.stdout.isTTY, process.stderr.isTTY].join()"))).toBe("'false,false'");
  });

  it("that is silent says nothing and counts nothing", async () => {
    const before = (await kernel.run("0")).reply.execution_count;
    const cell = await kernel.run("var fromSilent = 3; console.log('x'); 5", { silent: true });
    expect(types(cell)).toEqual(["idle"]);
    expect(cell.reply).toMatchObject({ status: "ok", execution_count: before });
    const failed = await kernel.run("throw new Error('quiet')", { silent: true, stop_on_error: false });
    expect([types(failed), failed.reply.ename]).toEqual([["idle"], "Error"]);
    const after = await kernel.run("fromSilent");
    expect([resultOf(after), after.reply.execution_count]).toEqual(["3", before + 1]);
  });

  it("with store_history false counts nothing, and is not in the history", async () => {
    const before = (await kernel.run("'stored'")).reply.execution_count;
    const cell = await kernel.run("'not stored'", { store_history: false });
    expect([cell.reply.execution_count, resultOf(cell)]).toEqual([before, "'not stored'"]);
    const { content } = await kernel.call("request", {
      type: "history_request",
      content: { hist_access_type: "tail", n: 1, output: false, raw: true },
    });
    expect(content.history[0][2]).toBe("'stored'");
  });

  it("evaluates user_expressions after it, in TypeScript, each with its own error", async () => {
    const { reply } = await kernel.run("const ue = 20", {
      user_expressions: { a: "ue + (1 as number)", b: "nope", c: "await Promise.resolve({ d: 1 })", e: "1 +" },
    });
    expect(reply.user_expressions.a).toEqual({ status: "ok", data: { "text/plain": "21" }, metadata: {} });
    expect(reply.user_expressions.b).toMatchObject({ status: "error", ename: "ReferenceError", evalue: "nope is not defined" });
    expect(reply.user_expressions.c.data["text/plain"]).toBe("{ d: 1 }");
    expect(reply.user_expressions.e).toMatchObject({ status: "error", ename: "SyntaxError" });
  });
});

describe("an error", () => {
  it("names In[n]:line:column of the TypeScript, in cells of before too", async () => {
    const define = await kernel.run(
      "interface Wide { a: number }\nfunction thrower(x: Wide): never {\n  throw new RangeError('bad ' + x.a);\n}",
    );
    const n = define.reply.execution_count;
    const cell = await kernel.run("const w: { a: number } = { a: 1 };\n\n   thrower(w)");
    expect(cell.reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "bad 1" });
    const text = plain(cell.reply.traceback);
    expect(text).toContain(`at thrower (In[${n}]:3:9)`);
    expect(text).toContain(`at In[${n + 1}]:3:4`);
    expect(text).toContain("3 |   throw new RangeError('bad ' + x.a);");
    expect(text).not.toMatch(/node:internal|inspector|kernel\/session/);
    const shown = cell.outputs.find((o) => o.type === "error")?.content;
    expect(shown).toEqual({ ename: cell.reply.ename, evalue: cell.reply.evalue, traceback: cell.reply.traceback });
  });

  it("after an enum, which moves lines, still has the typed line", async () => {
    const cell = await kernel.run("enum Level {\n  Low,\n  High,\n}\nconst name: string = Level[1];\nnull!.f(name)");
    expect(plain(cell.reply.traceback)).toContain(`In[${cell.reply.execution_count}]:6:7`);
  });

  it("in an async function after an await names its line", async () => {
    const cell = await kernel.run(
      "async function slow(ms: number) {\n  await new Promise((r) => setTimeout(r, ms));\n  throw new Error('late');\n}\nawait slow(5)",
    );
    expect(plain(cell.reply.traceback)).toContain(`In[${cell.reply.execution_count}]:3:9`);
  });

  it("of syntax has its place", async () => {
    const cell = await kernel.run("let a1 = 1;\nlet b1 = = 2;");
    expect(cell.reply.ename).toBe("SyntaxError");
    expect(plain(cell.reply.traceback)).toContain(`In[${cell.reply.execution_count}]:2:10`);
  });

  it("in a local .ts file has that file's line", async () => {
    mkdirSync(join(kernel.dir, "lib"), { recursive: true });
    writeFileSync(
      join(kernel.dir, "lib", "boom.ts"),
      "interface Unused { a: string }\n\nexport function boom(n: number): never {\n  throw new Error('boom ' + n);\n}\n",
    );
    const cell = await kernel.run('import { boom } from "./lib/boom";\nboom(3)');
    expect(cell.reply.evalue).toBe("boom 3");
    expect(plain(cell.reply.traceback)).toMatch(/lib\/boom\.ts:4:9/);
    expect(plain(cell.reply.traceback)).toContain(`In[${cell.reply.execution_count}]:2:1`);
  });

  it("tells its cause and its own properties' errors", async () => {
    const cell = await kernel.run("throw new AggregateError([new TypeError('inner')], 'several', { cause: new Error('root') })");
    expect(plain(cell.reply.traceback)).toMatch(/root[\s\S]*inner/);
  });

  it.bind(null)("may be anything that is thrown", async () => {
    for (const [code, evalue] of [
      ["throw 'text'", "text"],
      ["throw undefined", "undefined"],
      ["throw { a: 1 }", "{ a: 1 }"],
      ["throw null", "null"],
      ["const bad = new Error('x'); Object.defineProperty(bad, 'stack', { get() { throw 1 } }); throw bad", "x"],
    ]) {
      const { reply } = await kernel.run(code);
      expect([reply.status, reply.evalue]).toEqual(["error", evalue]);
    }
  });

  it("aborts the requests that are already queued, and no later one", async () => {
    const cells = await kernel.runAll(["await new Promise((r) => setTimeout(r, 200)); throw new Error('stop')", "globalThis.ran = 1", "2"]);
    expect(cells.map((c) => c.reply.status)).toEqual(["error", "aborted", "aborted"]);
    expect(types(cells[1])).toEqual(["idle"]);
    expect(resultOf(await kernel.run("'ran' in globalThis"))).toBe("false");
    const quick = await kernel.runAll(["throw new Error('at once')", "globalThis.ran = 1", "globalThis.ran = 2"]);
    expect(quick.map((c) => c.reply.status)).toEqual(["error", "aborted", "aborted"]);
    const chained = await kernel.call("chain", { codes: ["throw new Error('a')", "1", "throw new Error('b')", "2"] });
    expect(chained.map((r: { status: string }) => r.status)).toEqual(["error", "ok", "error", "ok"]);
  });

  it("aborts nothing with stop_on_error false", async () => {
    const cells = await kernel.runAll(["throw new Error('on')", "6"], { stop_on_error: false });
    expect(cells.map((c) => c.reply.status)).toEqual(["error", "ok"]);
  });

  it("that nobody catches is shown, and the kernel lives", async () => {
    const cell = await kernel.run("setTimeout(() => { throw new Error('in a timer') }, 10); Promise.reject(new Error('floating')); 'sent'");
    expect(resultOf(cell)).toBe("'sent'");
    await sleep(100);
    const late = (await kernel.call("iopub", { seconds: 0.3 })) as Output[];
    const text = plain([streamOf(cell, "stderr") + streamOf({ outputs: late }, "stderr")]);
    expect(text).toMatch(/in a timer/);
    expect(text).toMatch(/floating/);
    expect(text).toContain(`In[${cell.reply.execution_count}]:1:26`);
    expect(resultOf(await kernel.run("'alive'"))).toBe("'alive'");
  });

  it.bind(null)("is what process.exit and its like become", async () => {
    for (const code of [
      "process.exit(1)",
      "process.exit()",
      "await Promise.resolve(); process.exit(3)",
      "process.abort()",
      "process.reallyExit(2)",
    ])
      expect((await kernel.run(code)).reply).toMatchObject({ status: "error", ename: "ExitError" });
    await kernel.run("process.exitCode = 4; setTimeout(() => process.exit(5), 5)");
    await sleep(50);
    expect(resultOf(await kernel.run("'alive'"))).toBe("'alive'");
  });
});

describe("output", () => {
  it("of a timer goes to the cell that set it, also while another runs", async () => {
    await kernel.call("iopub", { seconds: 0.1 });
    const first = await kernel.run(
      "setTimeout(() => console.log('of the first'), 150); const chain = (async () => { for (let i = 0; i < 3; i++) { await new Promise((r) => setTimeout(r, 60)); console.log('step', i) } })(); 0",
    );
    const id = first.outputs[0].parent;
    const second = await kernel.run("console.log('of the second'); await new Promise((r) => setTimeout(r, 300)); console.log('still')");
    expect(streamOf(second, "stdout")).toBe("of the second\nstill\n");
    const late = (await kernel.call("iopub", { seconds: 0.2 })) as Output[];
    expect(late.filter((o) => o.type === "stream").every((o) => o.parent === id)).toBe(true);
    const text = streamOf({ outputs: late }, "stdout");
    for (const line of ["of the first", "step 0", "step 1", "step 2"]) expect(text).toContain(line);
  });

  it("of timers/promises and immediates too", async () => {
    const first = await kernel.run(
      "import { setTimeout as nap } from 'node:timers/promises'; (async () => { await nap(80); console.log('napped') })(); setImmediate(() => console.log('soon')); 0",
    );
    const second = await kernel.run("await new Promise((r) => setTimeout(r, 200))");
    expect(streamOf(second, "stdout")).toBe("");
    const late = (await kernel.call("iopub", { seconds: 0.2 })) as Output[];
    const all = [...first.outputs, ...late].filter((o) => o.type === "stream" && o.parent === first.outputs[0].parent);
    expect(streamOf({ outputs: all }, "stdout")).toMatch(/napped/);
    expect(streamOf({ outputs: all }, "stdout")).toMatch(/soon/);
  });

  it("can be updated from a later cell, and cleared", async () => {
    const shown = await kernel.run(`${HOST}.display({ "text/plain": "old" }, { displayId: "d1" })`);
    expect(shown.outputs[1]).toMatchObject({
      type: "display_data",
      content: { data: { "text/plain": "old" }, transient: { display_id: "d1" } },
    });
    const later = await kernel.run(
      `${HOST}.display({ "text/plain": "new" }, { displayId: "d1", update: true }); ${HOST}.clearOutput({ wait: true }); ${HOST}.clearOutput()`,
    );
    expect(later.outputs.slice(1, 4).map((o) => [o.type, o.content.transient?.display_id ?? o.content.wait])).toEqual([
      ["update_display_data", "d1"],
      ["clear_output", true],
      ["clear_output", false],
    ]);
  });

  it("that is no MIME bundle is an error of the cell", async () => {
    expect((await kernel.run(`${HOST}.display(5)`)).reply.evalue).toMatch(/a MIME bundle is required/);
    expect((await kernel.run(`${HOST}.display({}, { update: true })`)).reply.evalue).toMatch(/update needs the displayId/);
    const cyclic = await kernel.run(`const cyclic: any = {}; cyclic.self = cyclic; ${HOST}.display({ "application/json": cyclic })`);
    expect(cyclic.reply.ename).toBe("TypeError");
  });

  it("holds bytes as base64, JSON as JSON", async () => {
    const cell = await kernel.run(`${HOST}.display({ "image/png": new Uint8Array([1, 2, 3]), "application/json": { a: [1, NaN] } })`);
    expect(cell.outputs[1].content.data).toEqual({ "image/png": "AQID", "application/json": { a: [1, null] } });
  });

  it("of a value that displays itself, synchronously or not", async () => {
    const cell = await kernel.run(
      '({ async [Symbol.for("Jupyter.display")]() { await null; return { "text/html": "<b>me</b>", "text/plain": "me" } } })',
    );
    expect(cell.outputs[1].content.data).toEqual({ "text/html": "<b>me</b>", "text/plain": "me" });
  });

  it("of the library's own display and clearOutput comes over the same host", async () => {
    const cell = await kernel.run(
      'import { display, clearOutput } from "infoplane"; await display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "lib" }) }); clearOutput()',
    );
    expect(cell.reply.status, plain(cell.reply.traceback ?? [])).toBe("ok");
    expect(types(cell)).toContain("display_data");
    expect(types(cell)).toContain("clear_output");
  });
});

describe("input", () => {
  it("asks the front end and waits", async () => {
    const cell = await kernel.run(
      `const who = prompt('Name? '); const secret = ${HOST}.input('Password: ', { password: true }); who + secret`,
      { answers: ["Ada ü𝒳", "pw"] },
    );
    expect(resultOf(cell)).toBe("'Ada ü𝒳pw'");
    expect(cell.prompts).toEqual([
      { prompt: "Name? ", password: false },
      { prompt: "Password: ", password: true },
    ]);
  });

  it("is an error where the front end cannot ask", async () => {
    const { reply } = await kernel.run("prompt('x')", { allow_stdin: false });
    expect(reply).toMatchObject({ ename: "StdinNotImplementedError" });
    expect(reply.evalue).toMatch(/cannot ask/);
  });

  it("confirms", async () => {
    expect(resultOf(await kernel.run("[confirm('sure?'), confirm('sure?')].join()", { answers: ["y", ""] }))).toBe("'true,false'");
  });
});

describe("comms", () => {
  it("open, send and close both ways, with buffers", async () => {
    await kernel.run(
      `const log: string[] = []; ${HOST}.comm("echo").onOpen((comm: any, data: any) => { log.push("open " + data.x); comm.onMessage((d: any, m: any) => { log.push("msg " + d.y + " " + m.buffers.map((b: Uint8Array) => b.length)); comm.send({ back: d.y }, { buffers: [new Uint8Array([7])] }) }).onClose(() => log.push("closed")) })`,
    );
    await kernel.call("send", { type: "comm_open", content: { comm_id: "c1", target_name: "echo", data: { x: 1 } } });
    await kernel.call("send", { type: "comm_msg", content: { comm_id: "c1", data: { y: 2 } }, buffers: ["0102"] });
    expect((await kernel.call("request", { type: "comm_info_request", content: { target_name: "echo" } })).content.comms).toEqual({
      c1: { target_name: "echo" },
    });
    await kernel.call("send", { type: "comm_close", content: { comm_id: "c1", data: {} } });
    expect(resultOf(await kernel.run("log.join('; ')"))).toBe("'open 1; msg 2 2; closed'");
    const published = ((await kernel.call("iopub", { seconds: 0.2 })) as Output[]).filter((o) => o.type === "comm_msg");
    expect(published.map((o) => [o.content, o.buffers])).toEqual([[{ comm_id: "c1", data: { back: 2 } }, ["07"]]]);
    expect((await kernel.call("request", { type: "comm_info_request", content: {} })).content.comms).toEqual({});
  });

  it("are opened by the kernel", async () => {
    const cell = await kernel.run(`const mine = ${HOST}.comm("plot").open({ n: 1 }); mine.send({ n: 2 }); mine.close(); mine.closed`);
    expect(cell.outputs.filter((o) => o.type.startsWith("comm_")).map((o) => [o.type, o.content.target_name ?? o.content.data.n])).toEqual([
      ["comm_open", "plot"],
      ["comm_msg", 2],
      ["comm_close", undefined],
    ]);
    expect(resultOf(cell)).toBe("true");
  });

  it("of an unknown target are closed, and a handler that throws harms nothing", async () => {
    await kernel.call("send", { type: "comm_open", content: { comm_id: "c2", target_name: "nobody", data: {} } });
    await kernel.run(`${HOST}.comm("bad").onOpen(() => { throw new Error("in handler") })`);
    await kernel.call("send", { type: "comm_open", content: { comm_id: "c3", target_name: "bad", data: {} } });
    expect(resultOf(await kernel.run("1"))).toBe("1");
    const published = (await kernel.call("iopub", { seconds: 0.2 })) as Output[];
    expect(published.filter((o) => o.type === "comm_close").map((o) => o.content.comm_id)).toEqual(["c2"]);
    expect(plain([streamOf({ outputs: published }, "stderr")])).toMatch(/in handler/);
  });
});

describe("while a cell computes", () => {
  it("heartbeat, kernel_info, completion, is_complete and history are answered", async () => {
    await kernel.call("request", { type: "complete_request", content: { code: "Math.", cursor_pos: 5 } });
    const requests = [
      { type: "kernel_info_request" },
      { type: "complete_request", content: { code: "Math.sq", cursor_pos: 7 } },
      { type: "is_complete_request", content: { code: "1 +" } },
      { type: "history_request", content: { hist_access_type: "tail", n: 1, output: false, raw: true } },
    ];
    const { answered, beating } = await kernel.call("during", {
      code: "{ const e = Date.now() + 4000; while (Date.now() < e); }",
      requests,
    });
    expect(answered.sort()).toEqual(requests.map((r) => r.type.replace("request", "reply")).sort());
    expect(beating).toBe(true);
    await kernel.call("iopub", { seconds: 0.1 });
  });
});
