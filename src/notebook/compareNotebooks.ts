import { type CodeCell, executedCells, type Notebook, type Output, tagsOf } from "./nbformat.js";

export interface Tolerance {
  relative: number;
  absolute: number;
}

/**
 * Compares the texts and tables of two executions of a notebook, cell by cell. Numbers in them may differ by the tolerance, everything else must
 * be equal; pictures, progress lines and cells tagged `no-check` are not compared.
 *
 * @returns a readable difference, one entry per line that differs; none when they agree
 */
export function compareNotebooks(expected: Notebook, actual: Notebook, tolerance: Tolerance): string[] {
  const before = executedCells(expected);
  const after = executedCells(actual);
  const differences: string[] = [];
  if (before.length !== after.length) differences.push(`${before.length} executed cells are expected, and there are ${after.length}`);
  for (let i = 0; i < Math.min(before.length, after.length); i++) {
    if (tagsOf(after[i]).includes("no-check")) continue;
    const a = textOf(before[i]);
    const b = textOf(after[i]);
    for (let line = 0; line < Math.max(a.length, b.length); line++)
      if (!agree(a[line], b[line], tolerance))
        differences.push(`cell ${i + 1}, line ${line + 1}:\n${shown("-", a[line])}${shown("+", b[line])}`.trimEnd());
  }
  return differences;
}

function shown(sign: string, line: string | undefined): string {
  return line === undefined ? "" : `  ${sign} ${line.length > 300 ? `${line.slice(0, 300)}…` : line}\n`;
}

/** The lines that a cell shows as text. */
function textOf(cell: CodeCell): string[] {
  const text = cell.outputs.map(outputText).join("");
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function outputText(output: Output): string {
  if (output.output_type === "stream") return output.text;
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}\n`;
  const html = output.data["text/html"];
  if (typeof html === "string" && /<progress\b|data-infoplane=["']plotly-loader/.test(html.slice(0, 1000))) return "";
  if (typeof html === "string" && /<table\b/i.test(html)) return `${tableText(html)}\n`;
  const plain = output.data["text/plain"];
  return typeof plain === "string" ? `${plain}\n` : "";
}

/** The cells of a table, a row to a line. */
function tableText(html: string): string {
  return html
    .replace(/<(script|style)\b.*?<\/\1>/gis, "")
    .replace(/<\/t[dh]>\s*/gi, "\t")
    .replace(/<\/tr>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/[ \t]*\n\s*/g, "\n")
    .trim();
}

const NUMBER = /([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/;

function agree(a: string | undefined, b: string | undefined, { relative, absolute }: Tolerance): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  const left = a.split(NUMBER);
  const right = b.split(NUMBER);
  if (left.length !== right.length) return false;
  return left.every((part, i) => {
    if (part === right[i]) return true;
    if (i % 2 === 0) return part.trim() === right[i].trim(); // columns may be padded otherwise
    const [x, y] = [Number(part), Number(right[i])];
    return Math.abs(x - y) <= absolute + relative * Math.abs(x);
  });
}
