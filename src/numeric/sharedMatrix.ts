import type { Matrix } from "../core/matrix.js";

/** Values per turn of the event loop: about 10 ms. */
const CHUNK = 1 << 20;

const copies = new WeakMap<Matrix, Promise<Matrix>>();

/** The same numbers in memory that all threads share, copied in parts, between which the thread is free, and once for each matrix. */
export function sharedMatrix(m: Matrix): Promise<Matrix> {
  let copy = copies.get(m);
  if (!copy) {
    copy = copied(m);
    copies.set(m, copy);
  }
  return copy;
}

async function copied({ rows, cols, data }: Matrix): Promise<Matrix> {
  if (data.buffer instanceof SharedArrayBuffer) return { rows, cols, data };
  const buffer = new SharedArrayBuffer(data.byteLength);
  const to = data instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
  for (let from = 0; from < data.length; from += CHUNK) {
    if (from > 0) await new Promise(setImmediate);
    to.set(data.subarray(from, from + CHUNK), from);
  }
  return { rows, cols, data: to };
}
