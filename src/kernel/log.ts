import { writeSync } from "node:fs";

/** One line on the kernel's own standard error, from any thread; never a key, never a cell's text. */
export function log(line: string): void {
  try {
    writeSync(2, `infoplane kernel: ${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
  } catch {
    // nobody reads it
  }
}
