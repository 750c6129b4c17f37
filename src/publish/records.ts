import { escapeHtml } from "../core/escapeHtml.js";

/** Numbers that a re-run must repeat, folded: they are for checking, not for reading. */
export function recordTable(records: readonly unknown[]): string {
  const rows = records.map((record) => {
    const { name, value, unit, tolerance } = (record ?? {}) as Record<string, unknown>;
    const shown = (JSON.stringify(value) ?? "").slice(0, 300);
    return `<tr><td>${escapeHtml(String(name))}</td><td class="quoted">${escapeHtml(shown)} ${escapeHtml(String(unit ?? ""))}</td><td>${escapeHtml(String(tolerance ?? ""))}</td></tr>`;
  });
  const summary = `${records.length} recorded number${records.length === 1 ? "" : "s"}`;
  const head = '<th scope="col">Record</th><th scope="col">Value</th><th scope="col">Tolerance</th>';
  return `<details class="records"><summary>${summary}</summary><div class="table" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div></details>`;
}
