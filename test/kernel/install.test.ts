import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installKernelSpec, kernelSpec, uninstallKernelSpec } from "src/kernel/install.js";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { missingPython, peerTest, python, runPython } from "../peers.js";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "infoplane-install-"));
});
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

test("the kernelspec starts this build with absolute paths", () => {
  const { argv, ...spec } = kernelSpec();
  expect(argv).toEqual([
    process.execPath,
    "--no-force-async-hooks-checks",
    expect.stringMatching(/^\/.*\/dist\/kernel\/main\.js$/),
    "{connection_file}",
  ]);
  expect(spec).toMatchObject({ display_name: "TypeScript (infoplane)", language: "typescript", interrupt_mode: "message" });
});

test("goes to the user's Jupyter folder, a prefix, or the active environment, and away again", () => {
  vi.stubEnv("JUPYTER_DATA_DIR", join(dir, "user"));
  vi.stubEnv("VIRTUAL_ENV", join(dir, "venv"));
  for (const [target, where] of [
    [{}, "user/kernels/infoplane"],
    [{ user: true }, "user/kernels/infoplane"],
    [{ prefix: join(dir, "pre") }, "pre/share/jupyter/kernels/infoplane"],
    [{ sysPrefix: true }, "venv/share/jupyter/kernels/infoplane"],
  ] as const) {
    expect(installKernelSpec(target)).toBe(join(dir, where));
    expect(JSON.parse(readFileSync(join(dir, where, "kernel.json"), "utf8"))).toEqual(kernelSpec());
    expect(uninstallKernelSpec(target)).toBe(join(dir, where));
    expect(existsSync(join(dir, where))).toBe(false);
    expect(uninstallKernelSpec(target)).toBeUndefined();
  }
});

test("more than one target is an error, and a foreign kernelspec of the name stays", () => {
  expect(() => installKernelSpec({ user: true, sysPrefix: true })).toThrow(/one of --user, --prefix and --sys-prefix/);
  const foreign = join(dir, "foreign", "share", "jupyter", "kernels", "infoplane");
  mkdirSync(foreign, { recursive: true });
  writeFileSync(join(foreign, "kernel.json"), '{"argv":["python3","-m","other"]}');
  expect(() => uninstallKernelSpec({ prefix: join(dir, "foreign") })).toThrow(/it starts python3 -m other/);
  expect(existsSync(join(foreign, "kernel.json"))).toBe(true);
});

test("from npx's cache it refuses, and says what to run", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const cached = join(dir, "_npx", "0123", "node_modules", "infoplane");
  cpSync(join(root, "dist", "kernel"), join(cached, "dist", "kernel"), { recursive: true });
  cpSync(join(root, "dist", "wire"), join(cached, "dist", "wire"), { recursive: true });
  writeFileSync(join(cached, "package.json"), '{"type":"module"}');
  const script = `import("${join(cached, "dist", "kernel", "install.js")}").then((m) => m.installKernelSpec({ prefix: ${JSON.stringify(join(dir, "npx"))} }))`;
  const { stderr, status } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/npm install --global infoplane && infoplane install/);
  expect(existsSync(join(dir, "npx"))).toBe(false);
});

peerTest(missingPython("jupyter_client"), "jupyter_client finds it; --sys-prefix without an environment is python3's sys.prefix", () => {
  installKernelSpec({ prefix: join(dir, "found") });
  vi.stubEnv("JUPYTER_PATH", join(dir, "found", "share", "jupyter"));
  const spec = runPython(
    "import json; from jupyter_client.kernelspec import get_kernel_spec; print(json.dumps(get_kernel_spec('infoplane').to_dict()))",
  ) as { argv: string[] };
  expect(spec).toMatchObject({ argv: kernelSpec().argv, interrupt_mode: "message" });
  const bin = join(dir, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "python3"), `#!/bin/sh\necho ${join(dir, "prefix-of-python")}\n`, { mode: 0o755 });
  vi.stubEnv("VIRTUAL_ENV", "");
  vi.stubEnv("CONDA_PREFIX", "");
  vi.stubEnv("PATH", `${bin}:${process.env.PATH}`);
  expect(installKernelSpec({ sysPrefix: true })).toBe(join(dir, "prefix-of-python", "share", "jupyter", "kernels", "infoplane"));
  expect(existsSync(python)).toBe(true);
});
