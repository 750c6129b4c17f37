import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectClientSockets } from "src/wire/clientSockets.js";
import { checkConnection, endpoint, readConnectionFile, writeConnectionFile } from "src/wire/connectionFile.js";
import { bindKernelSockets } from "src/wire/kernelSockets.js";
import { dataDirs, findKernelSpec, kernelSpecs, userDataDir } from "src/wire/kernelSpecs.js";
import { newConnection } from "src/wire/newConnection.js";
import { SendQueue } from "src/wire/sendQueue.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "infoplane-wire-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("a connection file", () => {
  test("is read back as it was written, by its owner only", async () => {
    const path = join(dir, "connection.json");
    const connection = await newConnection({ kernelName: "infoplane" });
    writeConnectionFile(path, connection);
    expect(readConnectionFile(path)).toEqual(connection);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(["connection.json"]);
    expect(new Set(Object.entries(connection).flatMap(([k, v]) => (k.endsWith("_port") ? [v] : []))).size).toBe(5);
  });

  test.each([
    ["missing", undefined, /cannot read .* \(ENOENT\)/],
    ["a folder", "dir", /cannot read .* \(EISDIR\)/],
    ["not JSON", "{key: secret-1}", /must be JSON/],
    ["an array", "[]", /JSON object/],
  ])("that is %s is an error that says so and quotes no key", (name, text, why) => {
    const path = join(dir, `bad-${name}`);
    if (text === "dir") mkdirSync(path);
    else if (text !== undefined) writeFileSync(path, text);
    expect(() => readConnectionFile(path)).toThrow(why);
    if (text !== undefined) chmodSync(path, 0o700);
    expect(() => readConnectionFile(path)).not.toThrow(/secret-1/);
  });

  test.each([
    ["transport", "udp", /transport must be "tcp" or "ipc"/],
    ["ip", "", /ip must be/],
    ["key", 5, /key must be a string; got|key must be a string in/],
    ["signature_scheme", "plain", /signature_scheme must be hmac-sha256/],
    ["hb_port", 0, /hb_port must be an integer from 1 to 65535/],
    ["shell_port", "5555", /shell_port must be/],
    ["iopub_port", undefined, /iopub_port must be/],
  ])("with a wrong %s (%j) is refused", async (field, value, why) => {
    expect(() => checkConnection({ ...{ [field]: value }, ...{}, ...rest(field, value) }, "f.json")).toThrow(why);
  });

  function rest(field: string, value: unknown): Record<string, unknown> {
    const good = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5, ip: "127.0.0.1", key: "k", transport: "tcp" };
    return { ...good, [field]: value };
  }

  test("gives tcp, IPv6 and ipc addresses", async () => {
    const c = checkConnection(rest("ip", "127.0.0.1"), "f");
    expect(endpoint(c, "shell")).toBe("tcp://127.0.0.1:1");
    expect(endpoint({ ...c, ip: "::1" }, "hb")).toBe("tcp://[::1]:5");
    expect(endpoint({ ...c, transport: "ipc", ip: "kernel-ipc" }, "iopub")).toBe("ipc://kernel-ipc-2");
  });
});

describe.each(["tcp", "ipc"] as const)("sockets over %s", (transport) => {
  test("carry 20 000 queued messages to a client in order, none lost", async () => {
    const connection = await newConnection({ transport, ...(transport === "ipc" ? { ip: join(dir, "ipc") } : {}) });
    const kernel = await bindKernelSockets(connection);
    const client = connectClientSockets(connection);
    try {
      await client.shell.send([Buffer.from("hello")]);
      const [identity] = await kernel.shell.receive();
      const queue = new SendQueue(kernel.shell);
      for (let i = 0; i < 20_000; i++) queue.send([identity, Buffer.from(String(i))]);
      for (let i = 0; i < 20_000; i++) {
        const [frame] = await client.shell.receive();
        if (frame.toString() !== String(i)) expect(frame.toString()).toBe(String(i));
      }
      await queue.drained();
      await client.heartbeat.send("ping");
      await kernel.heartbeat.send(await kernel.heartbeat.receive());
      expect(String(await client.heartbeat.receive())).toBe("ping");
    } finally {
      client.close();
      kernel.close();
    }
  });
});

test("an address in use is an error, and nothing stays bound", async () => {
  const connection = await newConnection();
  const first = await bindKernelSockets(connection);
  await expect(bindKernelSockets({ ...connection, hb_port: (await newConnection()).hb_port })).rejects.toThrow(/in use/i);
  first.close();
});

describe("kernelspec paths", () => {
  test("the nearest folder wins, broken specs hide nothing, names are case-blind", () => {
    const [a, b] = [join(dir, "a"), join(dir, "b")];
    const put = (data: string, name: string, text: string) => {
      mkdirSync(join(data, "kernels", name), { recursive: true });
      writeFileSync(join(data, "kernels", name, "kernel.json"), text);
    };
    const spec = (display_name: string) => JSON.stringify({ argv: ["node"], display_name, language: "typescript" });
    put(a, "TS", spec("near"));
    put(b, "ts", spec("far"));
    put(a, "other", "{");
    put(b, "other", spec("other"));
    expect(findKernelSpec("Ts", [a, b]).spec.display_name).toBe("near");
    expect([...kernelSpecs([a, b]).keys()].sort()).toEqual(["other", "ts"]);
    expect(() => findKernelSpec("nope", [a, b])).toThrow(/"nope" is not installed; installed are ts, other/);
    expect(existsSync(join(dir, "none"))).toBe(false);
    expect(kernelSpecs([join(dir, "none")]).size).toBe(0);
  });

  test("an environment's folder is searched after the user's", () => {
    const dirs = dataDirs({ JUPYTER_DATA_DIR: "/u", VIRTUAL_ENV: "/v", JUPYTER_PATH: "/p:/q" }, "linux");
    expect(dirs).toEqual(["/p", "/q", "/u", "/v/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"]);
  });

  peerTest(missingPython("jupyter_core"), "the user's folders are jupyter_core's", () => {
    for (const env of [{ HOME: dir }, { HOME: dir, JUPYTER_DATA_DIR: "/x/y" }, { HOME: dir, XDG_DATA_HOME: "/x/share" }]) {
      const theirs = runPython(
        `
import json, os, sys
os.environ.pop("JUPYTER_DATA_DIR", None); os.environ.pop("XDG_DATA_HOME", None)
os.environ.update(json.load(sys.stdin))
from jupyter_core.paths import jupyter_data_dir
print(json.dumps(jupyter_data_dir()))`,
        env,
      );
      const home = process.env.HOME;
      process.env.HOME = dir;
      try {
        expect(userDataDir(env, "linux")).toBe(theirs);
      } finally {
        process.env.HOME = home;
      }
    }
  });
});
