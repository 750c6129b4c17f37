import { escapeHtml } from "./escapeHtml.js";
import { host } from "./host.js";

/** Called by what takes long: how much is done, of how much (NaN where that is not known), and what to say beside it. */
export type Progress = (done: number, total: number, note?: string) => void;

let lines = 0;

/**
 * One line in place that shows how far a long computation is: done, rate, elapsed, remaining. In a kernel it updates one display (at most 5
 * times a second, text and HTML), in a terminal it rewrites its line, and without either it is silent.
 *
 * @param label what is being done
 */
export function progressLine(label: string): Progress {
  const kernel = host();
  const displayId = `infoplane-progress-${process.pid}-${++lines}`;
  const start = performance.now();
  let shownAt = -Infinity;
  let shown = false;
  return (done, total, note = "") => {
    const now = performance.now();
    const last = done >= total;
    if (!last && now - shownAt < 200) return;
    shownAt = now;
    const text = describe(label, done, total, (now - start) / 1000, note);
    if (kernel) {
      const bar = Number.isNaN(total) ? "<progress></progress>" : `<progress value="${done}" max="${total}"></progress>`;
      kernel.display(
        { "text/plain": text, "text/html": `<div>${bar} <code>${escapeHtml(text)}</code></div>` },
        { displayId, update: shown },
      );
    } else if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}${last ? "\n" : ""}`);
    shown = true;
  };
}

/**
 * Shows progress over an iterable, or over a count that you advance yourself. An iterable without `length` or `size` is not read ahead: it is
 * counted as it goes.
 *
 * @example for (const seed of progress(seeds)) …
 * @example const step = progress(100); for (…) step();
 */
export function progress<T>(work: Iterable<T>, label?: string): Iterable<T>;
export function progress(total: number, label?: string): (advance?: number, note?: string) => void;
export function progress<T>(work: Iterable<T> | number, label = "progress"): Iterable<T> | ((advance?: number, note?: string) => void) {
  const line = progressLine(label);
  if (typeof work === "number") {
    let done = 0;
    line(0, work);
    return (advance = 1, note) => {
      done += advance;
      line(done, work, note);
    };
  }
  const { length, size } = work as { length?: number; size?: number };
  const total = length ?? size ?? Number.NaN;
  return (function* () {
    let done = 0;
    line(0, total);
    for (const item of work) {
      yield item;
      line(++done, total);
    }
    if (Number.isNaN(total)) line(done, done);
  })();
}

function describe(label: string, done: number, total: number, seconds: number, note: string): string {
  const rate = seconds > 0 && done > 0 ? `, ${Number((done / seconds).toPrecision(3))}/s` : "";
  const left = done > 0 && done < total ? `, ${clock((seconds * (total - done)) / done)} left` : "";
  const of = Number.isNaN(total) ? "" : `/${total} (${total > 0 ? Math.floor((100 * done) / total) : 100} %)`;
  return `${label}: ${done}${of}, ${clock(seconds)}${left}${rate}${note ? `, ${note}` : ""}`;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
