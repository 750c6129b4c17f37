import { escapeHtml } from "../core/escapeHtml.js";
import type { MimeBundle } from "../core/host.js";

/** A table as a cell shows it: aligned text, and HTML. The first column is text, the others are numbers or short text. */
export function tableBundle(title: string, head: readonly string[], rows: readonly (readonly string[])[]): MimeBundle {
  const widths = head.map((h, c) => Math.max(h.length, ...rows.map((r) => r[c].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((t, c) => (c === 0 ? t.padEnd(widths[c]) : t.padStart(widths[c])))
      .join("  ")
      .trimEnd();
  const cell = (tag: string, text: string, c: number): string =>
    `<${tag} style="text-align:${c === 0 ? "left" : "right"}">${escapeHtml(text)}</${tag}>`;
  const row = (tag: string, cells: readonly string[]): string => `<tr>${cells.map((t, c) => cell(tag, t, c)).join("")}</tr>`;
  return {
    "text/plain": [title, line(head), ...rows.map(line)].join("\n"),
    "text/html": `<table><caption style="text-align:left">${escapeHtml(title)}</caption><thead>${row("th", head)}</thead><tbody>${rows.map((r) => row("td", r)).join("")}</tbody></table>`,
  };
}

/** A number to `digits` significant places; a dash for what is not there. */
export function short(value: number | undefined, digits = 4): string {
  return value === undefined || Number.isNaN(value) ? "–" : String(Number(value.toPrecision(digits)));
}
