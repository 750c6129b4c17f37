import { escapeHtml } from "./escapeHtml.js";
import { host } from "./host.js";

/** Called by what takes long: how much is done, of how much, and what to say beside it. */
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
    if (done < total && now - shownAt < 200) return;
    shownAt = now;
    const text = describe(label, done, total, (now - start) / 1000, note);
    if (kernel) {
      const bar = `<progress value="${done}" max="${total}"></progress>`;
      kernel.display(
        { "text/plain": text, "text/html": `<div>${bar} <code>${escapeHtml(text)}</code></div>` },
        { displayId, update: shown },
      );
    } else if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}${done >= total ? "\n" : ""}`);
    shown = true;
  };
}

/**
 * Shows progress over an iterable, or over a count that you advance yourself.
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
  const items = Array.isArray(work) ? (work as T[]) : [...work];
  return (function* () {
    let done = 0;
    line(0, items.length);
    for (const item of items) {
      yield item;
      line(++done, items.length);
    }
  })();
}

function describe(label: string, done: number, total: number, seconds: number, note: string): string {
  const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
  const rate = seconds > 0 && done > 0 ? `, ${Number((done / seconds).toPrecision(3))}/s` : "";
  const left = done > 0 && done < total ? `, ${clock((seconds * (total - done)) / done)} left` : "";
  return `${label}: ${done}/${total} (${percent} %), ${clock(seconds)}${left}${rate}${note ? `, ${note}` : ""}`;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
