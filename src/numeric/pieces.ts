/**
 * The pieces of one job, which threads take from shared memory: one entry for each piece, then how many the caller took, then 1 for each helper that
 * has left.
 */
export type Pieces = Int32Array;

const WAITING = 0;
const TAKEN = 1;
const DONE = 2;
const FAILED = 3;
/** How many pieces more than the caller a helper takes. A caller that was terminated takes no more, and then its helpers stop soon. */
const AHEAD = 4;

export function newPieces(count: number, helpers: number): Pieces {
  return new Int32Array(new SharedArrayBuffer(4 * (count + 1 + helpers)));
}

/** Whether a helper has come and gone. */
export function hasLeft(pieces: Pieces, count: number, helper: number): boolean {
  return Atomics.load(pieces, count + 1 + helper) === 1;
}

/** Takes pieces until there are none, and makes ready only if there are any. */
export function helpWith(pieces: Pieces, count: number, helper: number, prepare: () => (piece: number) => void): void {
  let mine = 0;
  let run: ((piece: number) => void) | undefined;
  for (let piece = take(pieces, 0, count); piece < count; piece = take(pieces, piece, count)) {
    let end = FAILED; // the caller computes it again, and meets the error
    try {
      run ??= prepare();
      run(piece);
      end = DONE;
    } catch {}
    Atomics.store(pieces, piece, end);
    Atomics.notify(pieces, piece);
    mine++;
    const byCaller = Atomics.load(pieces, count);
    if (mine >= byCaller + AHEAD && Atomics.wait(pieces, count, byCaller, 500) === "timed-out") break;
  }
  Atomics.store(pieces, count + 1 + helper, 1);
}

/** Takes pieces until there are none, and waits for those that helpers have taken. What a helper does not finish is computed again. */
export function workThrough(pieces: Pieces, count: number, run: (piece: number) => void): void {
  let longest = 0;
  try {
    for (let piece = take(pieces, 0, count); piece < count; piece = take(pieces, piece, count)) {
      Atomics.add(pieces, count, 1);
      Atomics.notify(pieces, count);
      const start = performance.now();
      run(piece);
      longest = Math.max(longest, performance.now() - start);
      Atomics.store(pieces, piece, DONE);
    }
  } catch (error) {
    for (let piece = 0; piece < count; piece++) Atomics.compareExchange(pieces, piece, WAITING, FAILED);
    throw error;
  }
  for (let piece = 0; piece < count; piece++) {
    if (Atomics.load(pieces, piece) === TAKEN) Atomics.wait(pieces, piece, TAKEN, 1000 + 20 * longest);
    if (Atomics.load(pieces, piece) !== DONE) run(piece);
  }
}

/** The first piece from `from` on that nobody had, now the taker's; `count` if there is none. */
function take(pieces: Pieces, from: number, count: number): number {
  for (let piece = from; piece < count; piece++) if (Atomics.compareExchange(pieces, piece, WAITING, TAKEN) === WAITING) return piece;
  return count;
}
