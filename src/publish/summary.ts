import { escapeHtml } from "../core/escapeHtml.js";
import { parametersIn } from "../notebook/emitted.js";
import { isCode, type Notebook } from "../notebook/nbformat.js";
import { type Provenance, provenanceOf } from "../notebook/provenance.js";
import { type Claim, claimsIn } from "./claims.js";
import { plainText, wordsHtml } from "./markdown.js";

/** A notebook in a few words, for the index. */
export interface Summary {
  title: string;
  /** The title as HTML, with its formulas. */
  titleHtml: string;
  /** The first paragraph below the title, as HTML. */
  leadHtml: string;
  claims: Claim[];
  provenance: Partial<Provenance>;
  mode: string;
  /** PNG of its first figure, base64. */
  thumbnail?: string;
  failed: boolean;
}

export function summary(notebook: Notebook, key: string): Summary {
  const claims = claimsIn(notebook);
  const provenance = { ...provenanceOf(notebook), parameters: parametersIn(notebook) };
  const title = notebook.metadata.title;
  const head = notebook.cells.find((cell) => cell.cell_type === "markdown" && /^#\s/m.test(cell.source));
  const match = /^#\s+(.+?)\s*#*\s*$/m.exec(head?.source ?? "");
  const after = head && match ? head.source.slice(match.index + match[0].length) : "";
  const lead = after.split(/\n\s*\n/).find((part) => part.trim() !== "" && !/^\s*[#>|`-]/.test(part)) ?? "";
  const outputs = notebook.cells.filter(isCode).flatMap((cell) => cell.outputs);
  const thumbnail = outputs.map((o) => ("data" in o ? o.data["image/png"] : undefined)).find((png) => typeof png === "string") as
    | string
    | undefined;
  const named = typeof title === "string" && title !== "" ? title : undefined;
  return {
    title: named ?? (match ? plainText(match[1]) : key),
    titleHtml: named === undefined && match ? wordsHtml(match[1]) : escapeHtml(named ?? key),
    leadHtml: wordsHtml(lead),
    claims,
    provenance,
    mode: provenance.mode ?? claims.find((c) => c.mode)?.mode ?? "",
    thumbnail,
    failed: outputs.some((o) => o.output_type === "error"),
  };
}
