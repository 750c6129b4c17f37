import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What one cell gave: `value` as `util.inspect` shows it, or the error. */
export interface Outcome {
  readonly value?: string;
  readonly error?: string;
  readonly at?: string;
  readonly map?: boolean;
  readonly traceback?: readonly string[];
}

/** Runs sequences of cells in one fresh process, in a new folder that holds `files`; one list of outcomes per sequence. */
export function evaluateCells(sequences: readonly (readonly string[])[], files: Record<string, string> = {}): Outcome[][] {
  const cwd = mkdtempSync(join(tmpdir(), "infoplane-cells-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const script = fileURLToPath(new URL("./evaluateCells.mjs", import.meta.url));
  const input = JSON.stringify({ cwd, sequences });
  try {
    return JSON.parse(execFileSync(process.execPath, [script], { input, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] }));
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
