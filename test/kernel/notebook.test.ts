import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installKernelSpec } from "src/kernel/install.js";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { missingPython, peerTest, python } from "../peers.js";

const missing = missingPython("nbconvert", "nbclient");

// biome-ignore lint/suspicious/noExplicitAny: nbformat JSON
type Cell = any;
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "infoplane-nbconvert-"));
  installKernelSpec({ prefix: dir });
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Executes a notebook of these cells by nbconvert, with the kernel that its metadata names. */
function nbconvert(name: string, cells: string[], ...options: string[]): { status: number | null; stderr: string; cells: Cell[] } {
  const path = join(dir, `${name}.ipynb`);
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "infoplane", display_name: "TypeScript (infoplane)", language: "typescript" } },
    cells: cells.map((source, i) => ({ cell_type: "code", id: `c${i}`, metadata: {}, execution_count: null, outputs: [], source })),
  };
  writeFileSync(path, JSON.stringify(notebook));
  const env = {
    ...process.env,
    JUPYTER_PATH: join(dir, "share", "jupyter"),
    JUPYTER_DATA_DIR: join(dir, "data"),
    JUPYTER_RUNTIME_DIR: dir,
  };
  const output = `${name}.out.ipynb`;
  const args = ["-m", "nbconvert", "--to", "notebook", "--execute", "--output", output, ...options, path];
  const { status, stderr } = spawnSync(python, args, { env, encoding: "utf8", timeout: 100_000, cwd: dir });
  const done = join(dir, output);
  return { status, stderr, cells: existsSync(done) ? JSON.parse(readFileSync(done, "utf8")).cells : [] };
}

const text = (source: string | string[]) => (Array.isArray(source) ? source.join("") : source);

describe("nbconvert --execute", () => {
  peerTest(missing, "keeps execution counts, streams, results, displays and their updates; nothing is lost", () => {
    const host = 'globalThis[Symbol.for("Jupyter.host")]';
    const { status, stderr, cells } = nbconvert("whole", [
      "let x: number = 40; const add = (n: number) => x + n",
      "x += 1; add(1)",
      "for (let i = 0; i < 20_000; i++) console.log('line', i)",
      "for (let i = 0; i < 51_200; i++) process.stdout.write('x'.repeat(1023) + '\\n')",
      `${host}.display({ "text/html": "<i>old</i>" }, { displayId: "d" }); 'shown'`,
      `for (let i = 0; i <= 10; i++) ${host}.display({ "text/html": "<i>" + i + "</i>" }, { displayId: "d", update: true })`,
      `${host}.display({ "text/html": "<p>" + "h".repeat(20_000_000) })`,
    ]);
    expect(status, stderr).toBe(0);
    expect(cells.map((c) => c.execution_count)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(cells[0].outputs).toEqual([]);
    expect(cells[1].outputs).toEqual([
      { output_type: "execute_result", execution_count: 2, data: { "text/plain": expect.anything() }, metadata: {} },
    ]);
    expect(text(cells[1].outputs[0].data["text/plain"])).toBe("42");
    const lines = cells[2].outputs
      .map((o: Cell) => text(o.text))
      .join("")
      .split("\n");
    expect([lines.length, lines[0], lines[19_999]]).toEqual([20_001, "line 0", "line 19999"]);
    expect(cells[3].outputs.reduce((sum: number, o: Cell) => sum + text(o.text).length, 0)).toBe(51_200 * 1024);
    expect(cells[4].outputs.map((o: Cell) => [o.output_type, text(o.data["text/html"] ?? o.data["text/plain"])])).toEqual([
      ["display_data", "<i>10</i>"],
      ["execute_result", "'shown'"],
    ]);
    expect(text(cells[6].outputs[0].data["text/html"]).length).toBe(20_000_003);
  });

  peerTest(missing, "stops at an error with status 1; with --allow-errors the error is in the file and the rest has run", () => {
    const cells = ["1", "const before = 5;\nthrow new RangeError('out of range')", "before + 1"];
    const stopped = nbconvert("stops", cells);
    expect(stopped.status).toBe(1);
    expect(stopped.stderr).toMatch(/RangeError.*out of range/);
    const allowed = nbconvert("allows", cells, "--allow-errors");
    expect(allowed.status, allowed.stderr).toBe(0);
    expect(allowed.cells.map((c) => c.execution_count)).toEqual([1, 2, 3]);
    const [error] = allowed.cells[1].outputs;
    expect(error).toMatchObject({ output_type: "error", ename: "RangeError", evalue: "out of range" });
    expect(error.traceback.join("\n")).toContain("In[2]:2:7");
    expect(text(allowed.cells[2].outputs[0].data["text/plain"])).toBe("6");
  });

  peerTest(missing, "of 200 cells with stdout and a result has every one", () => {
    const { status, stderr, cells } = nbconvert(
      "many",
      Array.from({ length: 200 }, (_, i) => `console.log('n ${i}'); ${i} * 2`),
    );
    expect(status, stderr).toBe(0);
    const got = cells.map((c) =>
      c.outputs
        .filter((o: Cell) => o.name !== "stderr")
        .map((o: Cell) => text(o.text ?? o.data["text/plain"]))
        .join("|"),
    );
    expect(got).toEqual(Array.from({ length: 200 }, (_, i) => `n ${i}\n|${i * 2}`));
  });
});
