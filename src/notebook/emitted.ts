import { isCode, type Notebook } from "./nbformat.js";

export const CLAIM = "application/vnd.infoplane.claim+json";
export const RECORD = "application/vnd.infoplane.record+json";
export const PARAMETERS = "application/vnd.infoplane.parameters+json";

/** Every content of one MIME type in an executed notebook's outputs, in order. */
export function emitted(notebook: Notebook, mime: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  for (const cell of notebook.cells.filter(isCode))
    for (const output of cell.outputs) {
      const content = "data" in output ? output.data[mime] : undefined;
      if (typeof content === "object" && content !== null && !Array.isArray(content)) found.push(content as Record<string, unknown>);
    }
  return found;
}

/** What the notebook ran with: the chosen set of `parameters({ quick, full })`, and values given from outside. */
export function parametersIn(notebook: Notebook): Record<string, unknown> {
  const { mode: _, ...chosen } = Object.assign({}, ...emitted(notebook, PARAMETERS)) as Record<string, unknown>;
  const given = (notebook.metadata.infoplane as { parameters?: unknown } | undefined)?.parameters;
  return { ...chosen, ...(typeof given === "object" && given !== null ? given : {}) };
}
