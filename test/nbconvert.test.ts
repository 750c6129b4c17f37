/** Debian's nbconvert executes a notebook of ours with our kernel, as a user who installed the kernelspec would. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { missingPython, peerTest, python } from "./peers.js";

const root = fileURLToPath(new URL("../", import.meta.url));

peerTest(
  missingPython("nbconvert", "nbclient"),
  "nbconvert --execute runs goldfeld2019/figure1 with the installed kernel; the page holds its figures and no error",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "infoplane-nbconvert-"));
    try {
      execFileSync(process.execPath, [join(root, "dist/cli/main.js"), "install", "--prefix", folder]);
      const env = { ...process.env, JUPYTER_PATH: join(folder, "share/jupyter"), NOTEBOOK_MODE: "quick" };
      const args = ["-m", "nbconvert", "--execute", "--ExecutePreprocessor.timeout=600", `--output-dir=${folder}`];
      const source = join(root, "notebooks/goldfeld2019/figure1.ipynb");
      execFileSync(python, [...args, "--to", "notebook", "--output", "executed", source], { env, stdio: ["ignore", "ignore", "pipe"] });
      const executed = JSON.parse(readFileSync(join(folder, "executed.ipynb"), "utf8")) as {
        cells: { cell_type: string; execution_count: number | null; outputs: { output_type: string; data?: Record<string, unknown> }[] }[];
      };
      const code = executed.cells.filter((cell) => cell.cell_type === "code");
      expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, i) => i + 1));
      const outputs = code.flatMap((cell) => cell.outputs);
      expect(outputs.filter(({ output_type }) => output_type === "error")).toEqual([]);
      const lines = outputs.map(({ data }) => String(data?.["text/plain"] ?? "")).filter((text) => text.startsWith("train: "));
      expect(lines).toEqual([expect.stringMatching(/^train: 40000\/40000 \(100 %\)/)]); // progress: its final state alone
      const figures = outputs.filter(({ data }) => data?.["application/vnd.plotly.v1+json"]);
      expect(figures.map(({ data }) => Object.keys(data!).sort())).toEqual(
        Array(2).fill(["application/vnd.plotly.v1+json", "image/png", "text/html", "text/plain"]),
      );
      const png = Buffer.from(figures[0].data!["image/png"] as string, "base64");
      expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
      execFileSync(python, ["-m", "nbconvert", "--to", "html", "--output", "page", join(folder, "executed.ipynb")], { stdio: "ignore" });
      const page = readFileSync(join(folder, "page.html"), "utf8");
      expect(page).toContain('<img src="data:image/png;base64,');
      expect(page.match(/alt="[^"]*Computed in quick mode/g)?.length).toBeGreaterThanOrEqual(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  600_000,
);
