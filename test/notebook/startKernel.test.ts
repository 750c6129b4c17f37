import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executeNotebook } from "src/notebook/executeNotebook.js";
import { KernelDied, startKernel } from "src/notebook/startKernel.js";
import { findKernelSpec } from "src/wire/kernelSpecs.js";
import { expect, test } from "vitest";
import { missingPython, peerTest } from "../peers.js";
import { code, notebook } from "./fixtures.js";

const missing = missingPython("ipykernel");
const provenance = { version: "1", mode: "quick", kernel: "python3", node: "v20", machine: "m", parameters: {} };

function python(options: { env?: Record<string, string> } = {}) {
  const { dir, spec } = findKernelSpec("python3");
  return startKernel(spec, { cwd: realpathSync(mkdtempSync(join(tmpdir(), "infoplane-test-"))), resources: dir, ...options });
}

test("a command that does not exist is a sentence", async () => {
  const spec = { argv: ["/no/such/kernel", "{connection_file}"], display_name: "x", language: "x" };
  await expect(startKernel(spec, { cwd: tmpdir() })).rejects.toThrow(/cannot be started: .*ENOENT/);
});

test("a kernel that ends at once is a sentence with its last words", async () => {
  const spec = { argv: [process.execPath, "-e", "console.error('no GPU here'); process.exit(3)"], display_name: "x", language: "x" };
  const failing = startKernel(spec, { cwd: tmpdir() });
  await expect(failing).rejects.toThrow(KernelDied);
  await expect(failing).rejects.toThrow(/exit status 3.*\nno GPU here/);
});

test("a kernel that never answers is given up", async () => {
  const spec = { argv: [process.execPath, "-e", "setInterval(() => {}, 1000)"], display_name: "x", language: "x" };
  await expect(startKernel(spec, { cwd: tmpdir(), startTimeout: 0.5 })).rejects.toThrow("did not answer within 0.5 s");
});

peerTest(missing, "ipykernel: streams, results, errors, displays, environment and folder", async () => {
  const nb = notebook(
    code("import os, sys\nprint('out'); print('err', file=sys.stderr)\nos.environ['NOTEBOOK_MODE']"),
    code("h = display('first', display_id=True)\n_ = [print(i) for i in range(3000)]"),
    code("h.update('second')\nos.getcwd().startswith('/')"),
    code("1/0"),
  );
  const execution = await executeNotebook(nb, { start: () => python({ env: { NOTEBOOK_MODE: "full" } }), provenance });
  expect(execution).toMatchObject({ status: "failed", problem: { cell: 4, message: expect.stringContaining("ZeroDivisionError") } });
  expect(nb.cells[0]).toMatchObject({
    execution_count: 1,
    outputs: [
      { name: "stdout", text: "out\n" },
      { name: "stderr", text: "err\n" },
      { output_type: "execute_result", data: { "text/plain": "'full'" } },
    ],
  });
  const [first, printed] = (nb.cells[1] as { outputs: { data?: unknown; text?: string }[] }).outputs;
  expect(first.data).toEqual({ "text/plain": "'second'" });
  expect(printed.text!.split("\n")).toHaveLength(3001);
  expect(nb.cells[3]).toMatchObject({ outputs: [{ output_type: "error", ename: "ZeroDivisionError" }] });
});

peerTest(missing, "ipykernel: interrupted at the limit, the state of the kernel stays", async () => {
  const nb = notebook(code("x = 7"), code("import time\ntime.sleep(60)"), code("x"));
  const execution = await executeNotebook(nb, { start: () => python(), provenance, timeout: 1.5, allowErrors: true });
  expect(execution.status).toBe("done");
  expect(nb.cells[1]).toMatchObject({ outputs: [{ ename: "KeyboardInterrupt" }, { ename: "TimeoutError" }] });
  expect(nb.cells[2]).toMatchObject({ outputs: [{ data: { "text/plain": "7" } }] });
});

peerTest(missing, "ipykernel: one that is killed, and one that asks for input", async () => {
  const killed = notebook(code("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), code("1"));
  expect(await executeNotebook(killed, { start: () => python(), provenance })).toMatchObject({
    status: "failed",
    problem: { cell: 1, message: expect.stringContaining("SIGKILL") },
  });
  const asks = notebook(code("input('name? ')"));
  expect(await executeNotebook(asks, { start: () => python(), provenance })).toMatchObject({
    status: "failed",
    problem: { message: expect.stringContaining("StdinNotImplementedError") },
  });
});
