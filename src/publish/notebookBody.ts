import { escapeHtml } from "../core/escapeHtml.js";
import { duration } from "../notebook/duration.js";
import { type Cell, type CodeCell, isCode, type Notebook, tagsOf } from "../notebook/nbformat.js";
import { verdictCounts } from "./claims.js";
import { highlightCode } from "./highlightCode.js";
import { localImage } from "./localImage.js";
import { type Heading, markdown } from "./markdown.js";
import { type PageContents, renderOutputs } from "./renderOutputs.js";
import type { Summary } from "./summary.js";

export interface Body {
  html: string;
  contents: PageContents;
}

export interface BodyOptions {
  key: string;
  summary: Summary;
  /** The notebook's own folder, for pictures that it names. */
  folder?: string;
  /** Link to the .ipynb, where one goes with the page. */
  download?: string;
  /** More about how it was made, ready as HTML. */
  about: string;
}

/** A notebook as the main part of a page: title, contents, cells, provenance. */
export function notebookBody(notebook: Notebook, { key, summary, folder, download, about }: BodyOptions): Body {
  const contents: PageContents = { plots: 0, mathematics: false };
  const headings: Heading[] = [];
  const language = languageOf(notebook);
  const cells = notebook.cells.map((cell) => renderCell(cell, { contents, headings, folder, language }));
  const hasTitle = headings.some((h) => h.level === 1);
  const meta = [
    summary.mode ? `<span class="badge ${summary.mode === "full" ? "full" : "quick"}">${escapeHtml(summary.mode)} mode</span>` : "",
    summary.failed ? '<span class="badge failed">ended with an error</span>' : "",
    `<span>${escapeHtml(key)}</span>`,
    summary.provenance.seconds !== undefined ? `<span>${duration(summary.provenance.seconds)}</span>` : "",
    ...verdictCounts(summary.claims),
    download ? `<a href="${escapeHtml(download)}" download>Notebook (.ipynb)</a>` : "",
    '<a href="#about">How this page was made</a>',
  ];
  const top = `<p class="meta">${meta.filter(Boolean).join("\n")}</p>${tableOfContents(headings)}`;
  const firstHeading = cells.findIndex((html) => html.includes("<h1"));
  const split = hasTitle ? cells[firstHeading].indexOf("</h1>") + "</h1>".length : 0;
  const body = hasTitle
    ? [
        ...cells.slice(0, firstHeading),
        `${cells[firstHeading].slice(0, split)}</div></div>${top}<div class="cell"><div class="markdown">${cells[firstHeading].slice(split)}`,
        ...cells.slice(firstHeading + 1),
      ]
    : [`<h1>${escapeHtml(summary.title)}</h1>${top}`, ...cells];
  return { html: `<main id="main">\n${body.filter(Boolean).join("\n")}\n${about}\n</main>`, contents };
}

interface CellContext {
  contents: PageContents;
  headings: Heading[];
  folder?: string;
  language: string;
}

function renderCell(cell: Cell, { contents, headings, folder, language }: CellContext): string {
  const tags = tagsOf(cell);
  if (tags.includes("remove-cell")) return "";
  if (!isCode(cell)) {
    if (cell.cell_type === "raw") return cell.source === "" ? "" : `<pre class="result">${escapeHtml(cell.source)}</pre>`;
    const html = markdown(cell.source, { image: localImage(cell, folder), headings });
    if (html.includes('class="katex')) contents.mathematics = true;
    return `<div class="cell"><div class="markdown">${html}</div></div>`;
  }
  const outputs = tags.includes("remove-output") ? "" : renderOutputs(cell, contents);
  const code = tags.includes("remove-input") || cell.source.trim() === "" ? "" : renderCode(cell, language);
  return code || outputs ? `<div class="cell">${code}${outputs ? `<div class="outputs">\n${outputs}\n</div>` : ""}</div>` : "";
}

function renderCode(cell: CodeCell, language: string): string {
  const folded =
    tagsOf(cell).includes("hide-input") || (cell.metadata.jupyter as { source_hidden?: unknown } | undefined)?.source_hidden === true;
  const took = secondsOf(cell);
  const label = tagsOf(cell).includes("injected-parameters") ? "parameters given to this run" : `In [${cell.execution_count ?? " "}]`;
  return `<details class="code"${folded ? "" : " open"}><summary><span>${label}</span>${
    took === undefined ? "" : `<span class="took">${duration(took)}</span>`
  }</summary><pre tabindex="0"><code>${highlightCode(cell.source, language)}</code></pre></details>`;
}

/** Seconds from the start of a cell to its reply, from the times that runners and JupyterLab store. */
export function secondsOf(cell: CodeCell): number | undefined {
  const times = cell.metadata.execution as Record<string, unknown> | undefined;
  const start = Date.parse(String(times?.["iopub.execute_input"]));
  const end = Date.parse(String(times?.["shell.execute_reply"]));
  return end >= start ? (end - start) / 1000 : undefined;
}

export function languageOf(notebook: Notebook): string {
  const info = notebook.metadata.language_info as { name?: unknown } | undefined;
  const spec = notebook.metadata.kernelspec as { language?: unknown } | undefined;
  return String(info?.name ?? spec?.language ?? "typescript").toLowerCase();
}

function tableOfContents(headings: readonly Heading[]): string {
  const shown = headings.filter((h) => h.level === 2 || h.level === 3);
  if (shown.length < 4) return "";
  const items = shown.map(
    (h) => `<li${h.level > 2 ? ' class="deep"' : ""}><a href="#${escapeHtml(encodeURIComponent(h.id))}">${escapeHtml(h.text)}</a></li>`,
  );
  return `<nav class="contents" aria-label="Contents"><details><summary>Contents</summary><ul>${items.join("")}</ul></details></nav>`;
}
