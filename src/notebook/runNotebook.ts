import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";
import { dirname } from "node:path";
import type { KernelSpec } from "../wire/kernelSpecs.js";
import { cellKeys, keyOf, projectKey } from "./cellKeys.js";
import { type CellEvent, type Execution, executeNotebook } from "./executeNotebook.js";
import { type CodeCell, executedCells, isCode, type Notebook } from "./nbformat.js";
import { applyParameters } from "./notebookParameters.js";
import { parseNotebook } from "./parseNotebook.js";
import { provenanceOf } from "./provenance.js";
import { serializeNotebook } from "./serializeNotebook.js";
import { startKernel } from "./startKernel.js";
import { writeAtomically } from "./writeAtomically.js";

export interface RunOptions {
  /** Where the executed notebook goes; never the source. */
  target: string;
  /** The kernel for a notebook. */
  kernel(notebook: Notebook): { name: string; spec: KernelSpec; resources?: string };
  /** Version of the package that runs. */
  version: string;
  mode: string;
  parameters?: Record<string, unknown>;
  /** Reuse what the target holds where nothing changed. */
  cache?: boolean;
  allowErrors?: boolean;
  timeout?: number;
  totalTimeout?: number;
  signal?: AbortSignal;
  /** Folder for what `checkpoint` stores. */
  checkpoints?: string;
  /** The same for the values that notebooks share. */
  sharedCheckpoints?: string;
  onStart?(event: { cells: number; current: number; lastSeconds?: number }): void;
  onCell?(event: CellEvent): void;
}

export interface RunResult extends Execution {
  notebook: Notebook;
  /** Nothing was executed: the target was up to date. */
  reused: boolean;
}

/**
 * Executes a notebook in its own folder and writes it elsewhere, as far as it got, also when a cell fails, the kernel dies or the run is interrupted.
 * When the target is an execution under the same keys (see {@link cellKeys}) it is kept and nothing runs.
 *
 * @param source the notebook; it is only read
 */
export async function runNotebook(source: string, options: RunOptions): Promise<RunResult> {
  const { target, mode, parameters = {}, signal } = options;
  const folder = dirname(source);
  const { notebook, values, forCall } = applyParameters(parseNotebook(readFileSync(source, "utf8"), source), parameters, mode);
  const kernel = options.kernel(notebook);
  for (const cell of notebook.cells.filter(isCode)) {
    cell.outputs = [];
    cell.execution_count = null;
  }
  const keys = cellKeys(notebook, { folder, mode, parameters: values, argv: kernel.spec.argv });
  const code = executedCells(notebook);
  const earlier = readEarlier(target);
  const current = earlier && options.cache !== false ? currentCells(notebook, earlier, keys) : 0;
  const lastSeconds = earlier && provenanceOf(earlier).seconds;
  if (earlier && current > 0) restore(notebook, earlier, current);
  if (earlier && current === code.length && provenanceOf(earlier).status === "done") {
    for (const name of ["infoplane", "kernelspec", "language_info"]) notebook.metadata[name] = earlier.metadata[name];
    writeAtomically(target, serializeNotebook(notebook)); // its text cells may have changed
    return { notebook, reused: true, status: "done", seconds: 0 };
  }
  options.onStart?.({ cells: code.length, current, lastSeconds });
  const environment: Record<string, string> = { NOTEBOOK_MODE: mode, INFOPLANE_CHECK: typeCheck(code.length) };
  if (Object.keys(forCall).length > 0) environment.NOTEBOOK_PARAMETERS = JSON.stringify(forCall);
  if (options.checkpoints) environment.INFOPLANE_CHECKPOINTS = options.checkpoints;
  if (options.sharedCheckpoints) {
    environment.INFOPLANE_SHARED_CHECKPOINTS = options.sharedCheckpoints;
    environment.INFOPLANE_SHARED_KEY = projectKey(folder);
  }
  const script = /^(java|type)script$/i.test(kernel.spec.language);
  const keepsValues = script && code.some((cell) => /\bcheckpoint\b/.test(cell.source));
  writeAtomically(target, serializeNotebook(notebook)); // fails now where the place cannot be written, not after an hour
  const execution = await executeNotebook(notebook, {
    start: () => startKernel(kernel.spec, { cwd: folder, env: environment, resources: kernel.resources }),
    provenance: {
      version: options.version,
      mode,
      kernel: kernel.name,
      node: process.version,
      machine: machine(),
      commit: commitOf(folder),
      parameters: values,
    },
    allowErrors: options.allowErrors,
    timeout: options.timeout,
    totalTimeout: options.totalTimeout,
    signal,
    keys,
    onCell: options.onCell,
    // for every cell: one may call checkpoint through a function of another, and one without a key must not have that of the cell before
    before: (cell) => (keepsValues ? `process.env.INFOPLANE_CELL_KEY = ${JSON.stringify(keys.get(cell) ?? "")};` : undefined),
    save: (soFar) => writeAtomically(target, serializeNotebook(soFar)),
  });
  return { ...execution, notebook, reused: false };
}

/**
 * Our kernel checks types while a cell runs, and is asked to wait for the result, so that findings always stand in the same place. Each cell is checked
 * with all before it: in notebooks with more cells than anybody writes by hand, nothing waits for it.
 */
function typeCheck(cells: number): string {
  return process.env.INFOPLANE_CHECK ?? (cells > 300 ? "warn" : "wait");
}

function readEarlier(target: string): Notebook | undefined {
  if (!existsSync(target)) return undefined;
  try {
    return parseNotebook(readFileSync(target, "utf8"), target);
  } catch {
    return undefined; // not ours, or broken by someone: run again
  }
}

/** How many cells, from the first on, were executed under the keys that they have now. */
function currentCells(notebook: Notebook, earlier: Notebook, keys: ReadonlyMap<CodeCell, string>): number {
  const then = executedCells(earlier);
  const stale = executedCells(notebook).findIndex(
    (cell, i) => !then[i] || keys.get(cell) === undefined || keyOf(then[i]) !== keys.get(cell),
  );
  return stale < 0 ? executedCells(notebook).length : stale;
}

/** Gives the first cells the outputs of the earlier execution. */
function restore(notebook: Notebook, earlier: Notebook, count: number): void {
  const then = executedCells(earlier);
  for (const [i, cell] of executedCells(notebook).slice(0, count).entries()) {
    cell.outputs = then[i].outputs;
    cell.execution_count = then[i].execution_count;
    for (const name of ["execution", "infoplane"]) if (then[i].metadata[name]) cell.metadata[name] = then[i].metadata[name];
  }
}

function machine(): string {
  const processors = cpus();
  return `${processors[0]?.model.trim() ?? "unknown processor"}, ${processors.length} threads, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}`;
}

/** The commit that the notebook's repository is at, with `+` when files that it tracks differ; undefined outside a repository or without git. */
function commitOf(folder: string): string | undefined {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 10_000 }).trim();
  try {
    const commit = git("rev-parse", "--short=12", "HEAD");
    return git("status", "--porcelain", "--untracked-files=no") === "" ? commit : `${commit}+`;
  } catch {
    return undefined;
  }
}
