import { type Progress, progressLine } from "../core/progress.js";

/** A progress line that appears only for work that takes more than a second, so that many short estimates in a loop leave no lines. */
export function slowProgress(label: string): Progress {
  const line = progressLine(label);
  const start = performance.now();
  let shown = false;
  return (done, total, note) => {
    shown ||= performance.now() - start > 1000;
    if (shown) line(done, total, note);
  };
}
