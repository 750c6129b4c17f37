import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installKernelSpec } from "src/kernel/install.js";
import { expect } from "vitest";
import { missingPython, peerTest, python } from "../peers.js";

peerTest(missingPython("jupyter_kernel_test"), "all 12 tests of jupyter_kernel_test pass, none is skipped", () => {
  const dir = mkdtempSync(join(tmpdir(), "infoplane-conformance-"));
  try {
    installKernelSpec({ prefix: dir });
    const env = {
      ...process.env,
      JUPYTER_PATH: join(dir, "share", "jupyter"),
      JUPYTER_DATA_DIR: join(dir, "data"),
      JUPYTER_RUNTIME_DIR: dir,
    };
    const script = fileURLToPath(new URL("./conformance.py", import.meta.url));
    const { stdout, stderr, status } = spawnSync(python, [script], { env, encoding: "utf8", timeout: 100_000, cwd: dir });
    expect(stdout, stderr).toContain("12 run, 0 failed, 0 skipped");
    expect(status).toBe(0);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
