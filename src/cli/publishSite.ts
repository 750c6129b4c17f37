import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseNotebook } from "../notebook/parseNotebook.js";
import { summary } from "../publish/summary.js";
import { writeSite } from "../publish/writeSite.js";
import { recordedFor } from "./recordedFor.js";

export interface Executed {
  key: string;
  /** The executed notebook. */
  path: string;
  /** The folder of its source. */
  folder: string;
}

/** Writes a site of executed notebooks, called as the project is. */
export function publishSite(executed: readonly Executed[], { root, out }: { root: string; out: string }): string {
  const notebooks = executed.map(({ key, path, folder }) => {
    const notebook = parseNotebook(readFileSync(path, "utf8"), path);
    return { key, notebook, folder, recorded: recordedFor(root, key, summary(notebook, key).mode) };
  });
  return writeSite(notebooks, { out, ...project(root) });
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
