/** A table to show: the head of something larger. */
export interface TableHead {
  readonly columns: readonly string[];
  /** Already cut to what is shown, as text. */
  readonly rows: readonly (readonly string[])[];
  /** Labels of the rows, if they have any. */
  readonly index?: readonly string[];
  readonly totalRows: number;
  readonly totalColumns: number;
  /** What it is and how large, shown above: "Matrix float64 4096×12". */
  readonly title: string;
}

/** At most this many rows and columns of a table are shown. */
export const SHOWN = { rows: 20, columns: 20 } as const;

/** The head of a table as HTML and as aligned text; both say how much was cut. */
export function displayTable(head: TableHead): { "text/plain": string; "text/html": string } {
  const cut = cutNote(head);
  return { "text/plain": [head.title, ...alignedLines(head), ...(cut ? [cut] : [])].join("\n"), "text/html": html(head, cut) };
}

function cutNote({ rows, columns, totalRows, totalColumns }: TableHead): string {
  const parts = [
    ...(rows.length < totalRows ? [`${rows.length} of ${totalRows} rows`] : []),
    ...(columns.length < totalColumns ? [`${columns.length} of ${totalColumns} columns`] : []),
  ];
  return parts.length ? `… ${parts.join(" and ")} shown` : "";
}

function html(head: TableHead, cut: string): string {
  const cells = (tag: string, values: readonly string[]): string => values.map((v) => `<${tag}>${escapeHtml(v)}</${tag}>`).join("");
  const corner = head.index ? "<th></th>" : "";
  const header = head.columns.length ? `<thead><tr>${corner}${cells("th", head.columns)}</tr></thead>` : "";
  const body = head.rows.map((row, i) => `<tr>${head.index ? cells("th", [head.index[i]]) : ""}${cells("td", row)}</tr>`).join("\n");
  const note = cut ? `<div>${escapeHtml(cut)}</div>` : "";
  return `<div><div>${escapeHtml(head.title)}</div>\n<table>${header}<tbody>\n${body}\n</tbody></table>${note}</div>`;
}

function alignedLines({ columns, rows, index }: TableHead): string[] {
  const withIndex = rows.map((row, i) => (index ? [index[i], ...row] : [...row]));
  const header = index ? ["", ...columns] : [...columns];
  const lines = columns.length ? [header, ...withIndex] : withIndex;
  const width = lines[0]?.map((_, j) => Math.max(...lines.map((line) => line[j].length))) ?? [];
  return lines.map((line) => `  ${line.map((text, j) => text.padStart(width[j])).join("  ")}`);
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (c) => entities[c]);
}
