import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Notebook } from "src/notebook/nbformat.js";
import { parseNotebook } from "src/notebook/parseNotebook.js";
import { serializeNotebook } from "src/notebook/serializeNotebook.js";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** A project in a temporary folder. */
export function project(notebooks: Record<string, Notebook> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "infoplane-cli-")));
  writeFileSync(join(root, "package.json"), '{"name": "study", "description": "A study."}');
  for (const [key, notebook] of Object.entries(notebooks)) write(root, `notebooks/${key}.ipynb`, notebook);
  return root;
}

export function write(root: string, path: string, notebook: Notebook): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), serializeNotebook(notebook));
}

export function executed(root: string, key: string): Notebook {
  const path = join(root, "build/notebooks", `${key}.ipynb`);
  return parseNotebook(readFileSync(path, "utf8"), path);
}

/** What the cells of an executed notebook show as text. */
export function shownText(notebook: Notebook): string[] {
  return notebook.cells.flatMap((cell) =>
    cell.cell_type !== "code"
      ? []
      : [
          cell.outputs
            .map((o) =>
              o.output_type === "stream" ? o.text : o.output_type === "error" ? `${o.ename}: ${o.evalue}` : String(o.data["text/plain"]),
            )
            .join(""),
        ],
  );
}

const environment = () => {
  const env: NodeJS.ProcessEnv = { ...process.env, INFOPLANE_CHECK: "off" }; // the types of these cells are right, and checking them takes seconds
  for (const name of ["NOTEBOOK_MODE", "NO_COLOR", "FORCE_COLOR", "NODE_OPTIONS", "VITEST"]) delete env[name];
  return env;
};

export function infoplane(cwd: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: "utf8", env: environment() });
  return { status, out: stdout, err: stderr };
}

export function startInfoplane(cwd: string, ...args: string[]): ChildProcess & { printed(): string } {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (printed += data));
  return Object.assign(child, { printed: () => printed });
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`did not happen within 30 s: ${what}`);
}
