import { duration } from "../notebook/duration.js";
import type { CellEvent } from "../notebook/executeNotebook.js";
import type { Cell, Notebook } from "../notebook/nbformat.js";

/**
 * Says how a run goes, one line per cell: its number, the heading above it or its first line, and what it took. In a terminal the running cell has a
 * line too, with the time that it has taken so far.
 */
export class ProgressPrinter {
  private timer: NodeJS.Timeout | undefined;
  private readonly width: number;

  constructor(private readonly stream: NodeJS.WriteStream = process.stdout) {
    this.width = Math.min(100, stream.columns ?? 100);
  }

  start(key: string, mode: string, { cells, current, lastSeconds }: { cells: number; current: number; lastSeconds?: number }): void {
    const last = lastSeconds ? `, last time ${duration(lastSeconds)}` : "";
    const resumed = current > 0 ? `; nothing changed up to cell ${current}, which rebuilds the state` : "";
    this.line(`${key}: ${cells} cells, ${mode} mode${last}${resumed}`);
  }

  cell({ cell, number, of, seconds, failed }: CellEvent, notebook: Notebook): void {
    const head = `  ${String(number).padStart(String(of).length)}/${of}  ${label(cell, notebook)}`.slice(0, this.width - 14);
    if (seconds !== undefined)
      this.line(`${head.padEnd(Math.min(64, this.width - 14))} ${duration(seconds).padStart(10)}${failed ? "  failed" : ""}`);
    else if (this.stream.isTTY) {
      const start = performance.now();
      const show = () => this.stream.write(`\r\x1b[K${head} … ${duration((performance.now() - start) / 1000)}`);
      show();
      this.timer = setInterval(show, 1000);
    }
  }

  line(text: string): void {
    clearInterval(this.timer);
    this.stream.write(`${this.stream.isTTY ? "\r\x1b[K" : ""}${text}\n`);
  }
}

/** The nearest heading above a cell, and its first line of code. */
function label(cell: Cell, notebook: Notebook): string {
  const code = cell.source.split("\n").find((line) => line.trim() !== "" && !/^\s*(\/\/|#|import\b|from\b)/.test(line)) ?? cell.source;
  const at = notebook.cells.indexOf(cell);
  for (let i = at - 1; i >= 0 && notebook.cells[i].cell_type !== "code"; i--) {
    const heading = /^#{1,6}\s+(.+)$/m.exec(notebook.cells[i].source);
    if (heading) return heading[1].replace(/\p{Cc}/gu, "");
  }
  return code
    .trim()
    .split("\n")[0]
    .replace(/\p{Cc}/gu, "");
}
