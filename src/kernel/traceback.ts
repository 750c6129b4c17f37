/** Where a traceback points into a cell: 1-based line and column, and the cell's text. */
export interface Place {
  cell: string;
  line: number;
  column: number;
  source: string;
}

const RED = "\u001b[31m";
const DIM = "\u001b[2m";
const OFF = "\u001b[0m";

/** The lines of a traceback: what happened, the line of the cell with a mark under the column, then the frames. */
export function traceback(ename: string, evalue: string, place: Place | undefined, frames: readonly string[]): string[] {
  const head = `${RED}${ename}${OFF}${evalue === "" ? "" : `: ${evalue}`}`;
  return [head, ...(place ? excerpt(place) : []), ...frames];
}

function excerpt({ cell, line, column, source }: Place): string[] {
  const text = source.split("\n")[line - 1];
  if (text === undefined) return [];
  const from = Math.max(0, Math.min(column - 1, text.length) - 100); // a line of data may be very long
  const shown = text.slice(from, from + 160);
  const gutter = `${line} | `;
  const mark = `${" ".repeat(gutter.length)}${shown.slice(0, column - 1 - from).replaceAll(/[^\t]/g, " ")}${RED}^${OFF}`;
  return [`${DIM}${cell}:${line}:${column}${OFF}`, `${DIM}${gutter}${OFF}${shown}`, mark];
}
