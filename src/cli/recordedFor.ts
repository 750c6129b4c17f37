import { existsSync, readFileSync } from "node:fs";
import { resultsPath } from "../notebook/results.js";
import { type Recorded, recordedOf } from "../publish/recorded.js";

/** Numbers that the project has recorded in full mode, to stand beside an execution in quick mode. */
export function recordedFor(root: string, key: string, mode: string): Recorded[] {
  const path = resultsPath(root, key, "full");
  if (mode === "full" || !existsSync(path)) return [];
  const recorded = recordedOf(JSON.parse(readFileSync(path, "utf8")));
  return recorded ? [recorded] : [];
}
