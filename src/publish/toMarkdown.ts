import { stripVTControlCharacters } from "node:util";
import { CLAIM, RECORD } from "../notebook/emitted.js";
import { type CodeCell, isCode, type Notebook, type Output, tagsOf } from "../notebook/nbformat.js";
import { type Claim, claimOf } from "./claims.js";
import { languageOf } from "./notebookBody.js";
import { altOf, imageData } from "./renderOutputs.js";

export interface MarkdownExport {
  text: string;
  /** Pictures to be written beside the text: name → bytes. */
  files: Map<string, Buffer>;
}

/**
 * An executed notebook as Markdown: its text as it is, code and printed outputs in fences, pictures in files, claims as a table.
 *
 * @param folder name of the folder that the text looks for pictures in, e.g. `figure1_files`
 */
export function toMarkdown(notebook: Notebook, folder: string): MarkdownExport {
  const files = new Map<string, Buffer>();
  const language = languageOf(notebook);
  const parts: string[] = [];
  for (const cell of notebook.cells) {
    const tags = tagsOf(cell);
    if (tags.includes("remove-cell")) continue;
    if (!isCode(cell)) parts.push(cell.cell_type === "raw" ? fenced(cell.source, "") : cell.source.trim());
    else {
      if (!tags.includes("remove-input") && cell.source.trim() !== "") parts.push(fenced(cell.source, language));
      if (!tags.includes("remove-output")) parts.push(...outputsOf(cell, folder, files));
    }
  }
  return { text: `${parts.filter((part) => part !== "").join("\n\n")}\n`, files };
}

function outputsOf(cell: CodeCell, folder: string, files: Map<string, Buffer>): string[] {
  const claims: Claim[] = [];
  const parts: string[] = [];
  for (const output of cell.outputs) {
    const claim = "data" in output ? claimOf(output.data[CLAIM]) : undefined;
    if (claim) claims.push(claim);
    else parts.push(outputOf(output, folder, files));
  }
  if (claims.length > 0) {
    const rows = claims.map((c) => `| ${[`${c.text} (${c.source})`, c.paper, c.ours, c.verdict, c.mode].map(tableCell).join(" | ")} |`);
    parts.push(["| Claim | Paper | Ours | Verdict | Mode |", "|---|---|---|---|---|", ...rows].join("\n"));
  }
  return parts;
}

function outputOf(output: Output, folder: string, files: Map<string, Buffer>): string {
  if (output.output_type === "stream") return fenced(stripVTControlCharacters(output.text), "text");
  if (output.output_type === "error") return fenced(stripVTControlCharacters(output.traceback.join("\n") || output.evalue), "text");
  const { data } = output;
  if (data[RECORD] !== undefined) return "";
  for (const [mime, ending] of [
    ["image/png", "png"],
    ["image/jpeg", "jpg"],
    ["image/gif", "gif"],
    ["image/webp", "webp"],
  ]) {
    const content = data[mime];
    if (typeof content !== "string" || !imageData(mime, content)) continue;
    const name = `output-${files.size + 1}.${ending}`;
    files.set(name, Buffer.from(content, "base64"));
    return `![${altOf(data)
      .replace(/[[\]\\]/g, "\\$&")
      .replace(/\s+/g, " ")}](${encodeURIComponent(folder)}/${name})`;
  }
  if (typeof data["text/markdown"] === "string") return data["text/markdown"].trim();
  if (/data-infoplane="plotly-loader"|<progress\b/.test(String(data["text/html"] ?? "").slice(0, 1000))) return "";
  return typeof data["text/plain"] === "string" ? fenced(stripVTControlCharacters(data["text/plain"]), "text") : "";
}

/** A fence longer than any inside. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}`;
}

function tableCell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s+/g, " ");
}
