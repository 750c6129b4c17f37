import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseNotebook } from "../notebook/parseNotebook.js";
import { type Recorded, recordedOf } from "../publish/recorded.js";
import { summary } from "../publish/summary.js";
import { writeSite } from "../publish/writeSite.js";

export interface Executed {
  key: string;
  /** The executed notebook. */
  path: string;
  /** The folder of its source. */
  folder: string;
}

/** Writes a site of executed notebooks, each with the full-mode numbers that the project has recorded. */
export function publishSite(executed: readonly Executed[], { root, out }: { root: string; out: string }): string {
  const notebooks = executed.map(({ key, path, folder }) => {
    const notebook = parseNotebook(readFileSync(path, "utf8"), path);
    const mode = summary(notebook, key).mode;
    return { key, notebook, folder, recorded: mode === "full" ? [] : recordedFor(root, key) };
  });
  return writeSite(notebooks, { out, ...project(root) });
}

function recordedFor(root: string, key: string): Recorded[] {
  const path = join(root, "data", "results", `${key}.full.json`);
  if (!existsSync(path)) return [];
  const recorded = recordedOf(JSON.parse(readFileSync(path, "utf8")));
  return recorded ? [recorded] : [];
}

function project(root: string): { title?: string; description?: string } {
  const path = join(root, "package.json");
  if (!existsSync(path)) return {};
  const { name, description } = JSON.parse(readFileSync(path, "utf8"));
  return {
    title: typeof name === "string" && name ? name : undefined,
    description: typeof description === "string" ? description : undefined,
  };
}
