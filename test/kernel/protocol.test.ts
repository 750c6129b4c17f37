import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kernelSpec } from "src/kernel/install.js";
import { connectClientSockets } from "src/wire/clientSockets.js";
import { readConnectionFile, secretOf, writeConnectionFile } from "src/wire/connectionFile.js";
import { decodeMessage } from "src/wire/decodeMessage.js";
import { encodeMessage } from "src/wire/encodeMessage.js";
import { newConnection } from "src/wire/newConnection.js";
import { newHeader } from "src/wire/newHeader.js";
import { signature } from "src/wire/signature.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { peerTest } from "../peers.js";
import { Driver, missingJupyter, type Output, resultOf } from "./drive.js";

const it = (title: string, body: () => Promise<void>) => peerTest(missingJupyter, title, body);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const hex = (frames: (string | Uint8Array)[]) => frames.map((f) => Buffer.from(f as string).toString("hex"));

let kernel: Driver;
let file: string;
beforeAll(async () => {
  if (missingJupyter) return;
  kernel = new Driver({ INFOPLANE_CHECK: "off" });
  file = (await kernel.start()).connection_file;
}, 60_000);
afterAll(() => kernel?.stop(), 60_000);

describe("bad input", () => {
  const good = () => JSON.stringify(newHeader("execute_request", "s"));
  const code = JSON.stringify({ code: "globalThis.hacked = true", silent: false });

  const CASES: [string, (() => (string | Uint8Array)[]) | undefined][] = [
    ["no delimiter", () => ["a", "b"]],
    ["one empty frame", () => [""]],
    ["missing frames", () => ["<IDS|MSG>", "", "{}"]],
    ["no signature", () => ["<IDS|MSG>", "", good(), "{}", "{}", code]],
    ["a wrong signature", () => ["<IDS|MSG>", "0".repeat(64), good(), "{}", "{}", code]],
    [
      "another key's signature",
      () =>
        encodeMessage(
          {
            identities: [],
            header: newHeader("execute_request", "s"),
            parentHeader: {},
            metadata: {},
            content: JSON.parse(code),
            buffers: [],
          },
          { key: "other" },
        ),
    ],
    ["invalid JSON", () => withSignature(["{", "{}", "{}", "{}"])],
    ["invalid UTF-8", () => withSignature([good(), "{}", "{}", new Uint8Array([0x7b, 0xff, 0x7d])])],
    ["an unknown type", () => withSignature([JSON.stringify(newHeader("format_disk_request", "s")), "{}", "{}", "{}"])],
    ["a type of Object.prototype", () => withSignature([JSON.stringify(newHeader("toString", "s")), "{}", "{}", "{}"])],
    ["a header without type", () => withSignature(['{"msg_id":"1","session":"s"}', "{}", "{}", "{}"])],
    ["100 MB of nothing", undefined],
  ];

  function withSignature(parts: (string | Uint8Array)[]): (string | Uint8Array)[] {
    const frames = parts.map((p) => Buffer.from(p as string));
    return ["<IDS|MSG>", signature(secretOf(readConnectionFile(file)), frames), ...frames];
  }

  for (const [title, frames] of CASES)
    it(`${title}: dropped with one line on stderr, and the next good message is answered`, async () => {
      const before = kernel.stderr.length;
      if (frames === undefined) await kernel.call("raw_zeros", { size: 100_000_000 });
      else await kernel.call("raw", { frames: hex(frames()) });
      expect(resultOf(await kernel.run("'hacked' in globalThis"))).toBe("false");
      const lines = () =>
        kernel.stderr
          .slice(before)
          .split("\n")
          .filter((line) => line.startsWith("infoplane kernel:"));
      for (let i = 0; i < 100 && lines().length === 0; i++) await sleep(50); // standard error comes by another pipe
      const said = lines();
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(/a message on shell was dropped: /);
      expect(said[0]).not.toContain(readConnectionFile(file).key);
    });

  it("contents of the wrong types do no harm", async () => {
    for (const [type, content] of [
      ["complete_request", { code: 5, cursor_pos: "x" }],
      ["complete_request", { code: "Math.", cursor_pos: 1e9 }],
      ["complete_request", { code: "Math.", cursor_pos: -5 }],
      ["inspect_request", { code: null, cursor_pos: null }],
      ["is_complete_request", {}],
      ["history_request", { hist_access_type: "nonsense" }],
      ["history_request", { hist_access_type: "range", session: "x", start: {}, stop: [] }],
      ["history_request", { hist_access_type: "search", pattern: "[(*", n: -3 }],
      ["comm_info_request", { target_name: 7 }],
      ["execute_request", { code: 12, user_expressions: 7 }],
      ["execute_request", { silent: "yes", store_history: null, user_expressions: { a: 1 } }],
    ] as const) {
      const reply = (await kernel.call("request", { type, content })) as Output;
      expect(reply.type).toBe(type.replace("request", "reply"));
    }
    for (const content of [{}, { comm_id: 5 }, { comm_id: "none", data: 7 }]) {
      await kernel.call("send", { type: "comm_msg", content });
      await kernel.call("send", { type: "comm_open", content });
      await kernel.call("send", { type: "comm_close", content });
    }
    await kernel.call("send", { type: "input_reply", content: {}, channel: "stdin" });
    expect(resultOf(await kernel.run("'fine'"))).toBe("'fine'");
  });
});

test.each([
  ["no argument", []],
  ["a missing connection file", ["/nonexistent/kernel.json"]],
  ["an unreadable one", ["."]],
])("%s ends the kernel with one line on stderr and status 1", (_, args) => {
  const [node, ...rest] = kernelSpec().argv.slice(0, -1);
  const { stderr, stdout, status } = spawnSync(node, [...rest, ...args], { encoding: "utf8", timeout: 20_000 });
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^infoplane kernel: .*connection file.*\n$/);
  expect(status).toBe(1);
});

test("an address in use ends the kernel with one line on stderr that holds no key", async () => {
  const dir = mkdtempSync(join(tmpdir(), "infoplane-busy-"));
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const connection = { ...(await newConnection()), shell_port: (server.address() as { port: number }).port };
  writeConnectionFile(join(dir, "c.json"), connection);
  const [node, ...rest] = kernelSpec().argv.slice(0, -1);
  const child = spawn(node, [...rest, join(dir, "c.json")]);
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const status = await new Promise((resolve) => child.on("exit", resolve));
  server.close();
  rmSync(dir, { recursive: true });
  expect(status).toBe(1);
  expect(stderr.split("\n")[0]).toMatch(/^infoplane kernel: cannot listen on tcp:\/\/127\.0\.0\.1:\d+/);
  expect(stderr).not.toContain(connection.key);
});

describe("two clients on one kernel", () => {
  it("share variables, see each other's outputs, and each gets its own replies and questions", async () => {
    const second = await kernel.call("client");
    await kernel.run("let shared = 1");
    const other = await kernel.run("shared += 1; console.log('from two'); shared", { client: second });
    expect(resultOf(other)).toBe("2");
    const seen = ((await kernel.call("iopub", { seconds: 0.3, client: 0 })) as Output[]).filter(
      (o) => o.parent === other.outputs[0].parent,
    );
    expect(seen.map((o) => o.type)).toEqual(expect.arrayContaining(["execute_input", "stream", "execute_result"]));
    const asked = await kernel.run("prompt('two?')", { client: second, answers: ["second"] });
    expect([resultOf(asked), asked.prompts.length]).toEqual(["'second'", 1]);
  });
});

describe("the life of a kernel", () => {
  it("restart gives an empty session on the same connection; shutdown ends the process", async () => {
    await kernel.run("let lost = 1");
    const { pid } = await kernel.call("restart");
    expect(resultOf(await kernel.run("typeof lost"))).toBe("'undefined'");
    const { seconds } = await kernel.call("shutdown");
    expect(seconds).toBeLessThan(4); // jupyter_client kills it after 5
    await expectGone(pid);
    file = (await kernel.start()).connection_file;
  });

  it("shutdown ends a kernel that computes", async () => {
    await kernel.call("send", { type: "execute_request", content: { code: "for (;;);" } });
    await sleep(300);
    const { pid } = kernel;
    await kernel.call("request", { type: "shutdown_request", content: { restart: false }, channel: "control" });
    await expectGone(pid);
    await kernel.call("shutdown", { now: true });
    file = (await kernel.start()).connection_file;
  });

  it("twenty restarts leave no process and no thread behind", async () => {
    const pids: number[] = [];
    for (let i = 0; i < 20; i++) pids.push((await kernel.call("restart", { now: i % 2 === 0 })).pid);
    for (const pid of pids.slice(0, -1)) await expectGone(pid);
    expect(resultOf(await kernel.run("1 + 1"))).toBe("2");
    expect(readdirSync(`/proc/${pids.at(-1)}/task`).length).toBeLessThan(60);
  });

  it("a kernel whose parent was killed ends by itself, also when it computes", async () => {
    for (const code of ["0", "for (;;);"]) {
      const orphan = new Driver({ INFOPLANE_CHECK: "off" });
      const { pid } = await orphan.start();
      await orphan.call("send", { type: "execute_request", content: { code } });
      await sleep(300);
      orphan.kill();
      await expectGone(pid);
      await orphan.stop();
    }
  });
});

describe("IPC", () => {
  it("works, listens on no TCP port, and replaces the stale files of a kernel that was killed", async () => {
    const ipc = new Driver({ INFOPLANE_CHECK: "off" });
    try {
      const at = { transport: "ipc", ip: join(ipc.dir, "k-ipc"), connection_file: join(ipc.dir, "ipc.json") };
      const { pid } = await ipc.start(at);
      expect(resultOf(await ipc.run("6 * 7"))).toBe("42");
      expect(listening(pid)).toEqual([]);
      process.kill(pid, "SIGKILL");
      await sleep(200);
      const stale = readdirSync(ipc.dir).filter((name) => name.startsWith("k-ipc-"));
      expect(stale.length).toBeGreaterThan(0);
      await ipc.start(at);
      expect(resultOf(await ipc.run("6 * 8"))).toBe("48");
    } finally {
      await ipc.stop();
    }
  });
});

describe("security", () => {
  it("listens on the connection file's address only", async () => {
    const { ip, ...ports } = readConnectionFile(file);
    const addresses = listening((await kernel.call("restart")).pid);
    expect(new Set(addresses.map((a) => a.ip))).toEqual(new Set([ip]));
    const wanted = [ports.shell_port, ports.iopub_port, ports.stdin_port, ports.control_port, ports.hb_port];
    expect(addresses.map((a) => a.port).sort()).toEqual(wanted.sort());
  });
});

test("our own client sockets speak with the kernel over the same wire", async () => {
  const dir = mkdtempSync(join(tmpdir(), "infoplane-own-"));
  const connection = await newConnection();
  writeConnectionFile(join(dir, "c.json"), connection);
  const [node, ...rest] = kernelSpec().argv.slice(0, -1);
  const child = spawn(node, [...rest, join(dir, "c.json")], { stdio: "ignore", env: { ...process.env, JUPYTER_DATA_DIR: dir } });
  const client = connectClientSockets(connection);
  const secret = secretOf(connection);
  const ask = async (type: string, content: object) => {
    await client.shell.send(
      encodeMessage(
        { identities: [], header: newHeader(type, "s"), parentHeader: {}, metadata: {}, content: { ...content }, buffers: [] },
        secret,
      ),
    );
    return decodeMessage(await client.shell.receive(), secret).content;
  };
  try {
    expect(await ask("kernel_info_request", {})).toMatchObject({
      status: "ok",
      implementation: "infoplane",
      language_info: { name: "typescript", file_extension: ".ts", pygments_lexer: "typescript" },
    });
    expect(await ask("execute_request", { code: "1 + 1" })).toMatchObject({ status: "ok", execution_count: 1 });
  } finally {
    child.kill("SIGKILL");
    client.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

async function expectGone(pid: number): Promise<void> {
  for (let i = 0; i < 100 && isRunning(pid); i++) await sleep(100);
  expect(isRunning(pid)).toBe(false);
}

function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8")); // a zombie waits for its parent only
}

/** Addresses of the TCP sockets on which a process listens. */
function listening(pid: number): { ip: string; port: number }[] {
  const { stdout } = spawnSync("/bin/sh", ["-c", `ls -l /proc/${pid}/fd; cat /proc/net/tcp /proc/net/tcp6`], { encoding: "utf8" });
  const inodes = new Set([...stdout.matchAll(/socket:\[(\d+)\]/g)].map((m) => m[1]));
  return [...stdout.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A (?:\S+\s+){5}(\d+)/gm)]
    .filter((m) => inodes.has(m[3]))
    .map((m) => ({
      ip: m[1]
        .match(/../g)!
        .reverse()
        .map((h) => Number.parseInt(h, 16))
        .join("."),
      port: Number.parseInt(m[2], 16),
    }));
}
