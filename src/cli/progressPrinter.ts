import { duration } from "../notebook/duration.js";
import type { CellEvent } from "../notebook/executeNotebook.js";
import type { Cell, Notebook } from "../notebook/nbformat.js";

/**
 * Says how a run goes, one line per cell: its number, the heading above it or its first line, and what it took. In a terminal the running cell has a
 * line too, with the time that it has taken so far and what the whole notebook took the last time.
 */
export class ProgressPrinter {
  private timer: NodeJS.Timeout | undefined;
  private readonly start = performance.now();
  private last: number | undefined;

  /** @param options.name put before every line, where several notebooks run at a time */
  constructor(private readonly options: { name?: string; stream?: NodeJS.WriteStream } = {}) {}

  begin(key: string, mode: string, { cells, current, lastSeconds }: { cells: number; current: number; lastSeconds?: number }): void {
    this.last = lastSeconds;
    const last = lastSeconds ? `, last time ${duration(lastSeconds)}` : "";
    const same = current === 1 ? "cell 1 has not changed and rebuilds" : `cells 1 to ${current} have not changed and rebuild`;
    this.line(`${key}: ${cells} cell${cells === 1 ? "" : "s"}, ${mode} mode${last}${current > 0 ? `; ${same} the state` : ""}`);
  }

  cell({ cell, number, of, seconds, failed }: CellEvent, notebook: Notebook): void {
    const width = Math.max(40, Math.min(78, (this.stream.columns || 80) - 2)) - (this.options.name?.length ?? 0);
    const head = `  ${String(number).padStart(String(of).length)}/${of}  ${label(cell, notebook)}`.slice(0, width - 12);
    if (seconds !== undefined) this.line(`${head.padEnd(width - 12)} ${duration(seconds).padStart(10)}${failed ? "  failed" : ""}`);
    if (seconds !== undefined || !this.stream.isTTY || this.options.name) return;
    const before = performance.now();
    const show = () => {
      const now = performance.now();
      const whole = `${duration((now - this.start) / 1000)}${this.last ? ` of about ${duration(this.last)}` : ""}`;
      this.stream.write(`\r\x1b[K${head} … ${duration((now - before) / 1000)} (${whole})`.slice(0, width + 6));
    };
    show();
    this.timer = setInterval(show, 1000);
  }

  line(text: string): void {
    clearInterval(this.timer);
    const name = this.options.name ? `${this.options.name}: ` : "";
    this.stream.write(`${this.stream.isTTY ? "\r\x1b[K" : ""}${name}${text}\n`);
  }

  private get stream(): NodeJS.WriteStream {
    return this.options.stream ?? process.stdout;
  }
}

/** The nearest heading above a cell, else its first line of code. */
function label(cell: Cell, notebook: Notebook): string {
  for (let i = notebook.cells.indexOf(cell) - 1; i >= 0 && notebook.cells[i].cell_type !== "code"; i--) {
    const heading = /^#{1,6}\s+(.+)$/m.exec(notebook.cells[i].source);
    if (heading) return heading[1].replace(/\p{Cc}/gu, "");
  }
  const code = cell.source.split("\n").find((line) => line.trim() !== "" && !/^\s*(\/\/|#|import\b|from\b)/.test(line)) ?? cell.source;
  return code
    .trim()
    .split("\n")[0]
    .replace(/\p{Cc}/gu, "");
}
