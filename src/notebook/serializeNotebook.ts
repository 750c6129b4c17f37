import type { Bundle, Cell, Notebook, Output } from "./nbformat.js";

/**
 * The text of an .ipynb file, as Jupyter writes it: sorted keys, one space of indentation, texts as lists of lines, a newline at the end. So an
 * unchanged notebook does not change in version control when Jupyter saves it.
 */
export function serializeNotebook(notebook: Notebook): string {
  const { cells, ...rest } = notebook;
  return `${JSON.stringify(sorted({ ...rest, cells: cells.map(cellOnDisk) }), null, 1)}\n`;
}

function cellOnDisk(cell: Cell): unknown {
  const source = lines(cell.source);
  if (cell.cell_type === "code") return { ...cell, source, outputs: cell.outputs.map(outputOnDisk) };
  return { ...cell, source };
}

function outputOnDisk(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return output;
  return { ...output, data: bundleOnDisk(output.data) };
}

function bundleOnDisk(bundle: Bundle): Bundle {
  const isText = (mime: string) => mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, content]) => [mime, typeof content === "string" && isText(mime) ? lines(content) : content]),
  );
}

/** The lines of a text, each with its line end; what ends a line is what Python's splitlines takes for one. */
function lines(text: string): string[] {
  return text.match(LINE) ?? [];
}

const ENDS = [10, 11, 12, 13, 28, 29, 30, 0x85, 0x2028, 0x2029].map((code) => String.fromCharCode(code)).join("");
const LINE = new RegExp(`[^${ENDS}]*(?:\r\n|[${ENDS}])|[^${ENDS}]+`, "g");

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, v]) => [key, sorted(v)]));
}
