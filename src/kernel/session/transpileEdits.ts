/** One step from a cell's JavaScript back to what was typed; plain data, so that it can be posted between threads. */
export type MapStep =
  | {
      /** [offset in the result, offset in the original, length], in the order of the result; inserted text has length 0. */
      readonly stretches: readonly (readonly [number, number, number])[];
      /** Offsets at which the lines of the result and of the original begin. */
      readonly resultLines: readonly number[];
      readonly originalLines: readonly number[];
    }
  /** The compiler's source map, where the compiler printed the cell anew. */
  | { readonly compiled: object };

/** The way back from a cell's JavaScript to the cell, last step first. */
export interface CellMap {
  readonly steps: readonly MapStep[];
}

/** Text put in the place of `start` to `end`; a second edit at the same place follows the first. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A stretch that is moved before everything else, between two pieces of new text; its old place keeps its lines, blank. */
export interface Hoist {
  readonly before: string;
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

/**
 * Applies edits to a text and remembers where everything came from. Of edits that overlap, the one that begins first wins.
 *
 * @returns the text, and the step back if any line or column moved
 */
export function applyEdits(text: string, edits: readonly Edit[], hoists: readonly Hoist[] = []): { text: string; step?: MapStep } {
  const stretches: [number, number, number][] = [];
  let out = "";
  let moved = false;
  let lines = 0; // more than in the original so far
  const insert = (piece: string, at: number): void => {
    if (piece) stretches.push([out.length, at, 0]);
    lines += newlines(piece);
    out += piece;
  };
  const copy = (start: number, end: number): void => {
    if (end <= start) return;
    moved ||= lines !== 0 || movedColumn(text, start, end, out);
    stretches.push([out.length, start, end - start]);
    out += text.slice(start, end);
  };
  const copyEdited = (start: number, end: number, list: readonly Edit[]): void => {
    let at = start;
    for (const edit of list) {
      if (edit.start < at || edit.end > end) continue;
      copy(at, edit.start);
      insert(edit.text, edit.start);
      lines -= newlines(text.slice(edit.start, edit.end));
      at = edit.end;
    }
    copy(at, end);
  };
  const order = (a: Edit, b: Edit): number => a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start) || b.end - a.end;
  const inside = [...edits].sort(order);
  for (const h of hoists) {
    insert(h.before, h.start);
    copyEdited(h.start, h.end, inside);
    lines += newlines(text.slice(h.start, h.end));
    insert(h.after, h.end);
  }
  const blanks = hoists.filter((h) => h.end > h.start).map(({ start, end }) => ({ start, end, text: blank(text.slice(start, end)) }));
  copyEdited(0, text.length, blanks.length ? [...blanks, ...inside].sort(order) : inside);
  return moved ? { text: out, step: { stretches, resultLines: lineStarts(out), originalLines: lineStarts(text) } } : { text: out };
}

/** True if `start` to `end` of `text`, appended to `out`, changes its column before its first line end. */
function movedColumn(text: string, start: number, end: number, out: string): boolean {
  const lineEnd = text.indexOf("\n", start);
  const rest = text.slice(start, lineEnd < 0 ? end : Math.min(end, lineEnd)).trim();
  const lineStart = start ? text.lastIndexOf("\n", start - 1) : -1;
  return rest !== "" && start - lineStart !== out.length - out.lastIndexOf("\n");
}

function newlines(text: string): number {
  let count = 0;
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) count++;
  return count;
}

/** Offset in the original of an offset in the result. */
export function originalOffset(stretches: readonly (readonly [number, number, number])[], offset: number): number {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (stretches[middle][0] <= offset) low = middle;
    else high = middle - 1;
  }
  const [from, to, length] = stretches[low] ?? [0, 0, 0];
  return to + Math.max(0, Math.min(offset - from, length));
}

/** Offsets at which lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}

/** Line and column, both from 1, of an offset. */
export function positionAt(starts: readonly number[], offset: number): { line: number; column: number } {
  let line = starts.length;
  while (line > 1 && starts[line - 1] > offset) line--;
  return { line, column: offset - starts[line - 1] + 1 };
}

/** As many spaces as `text` has characters, with its line ends kept. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
