import { philox } from "../core/random.js";
import type { JobContext } from "../numeric/threads.js";

/** Images `from` to `to` − 1 of the shared pixels. */
export interface BinariseJob {
  readonly pixels: Uint8Array;
  readonly size: number;
  readonly from: number;
  readonly to: number;
  /** Of the draws; or */
  readonly seed?: number;
  /** the grey value, 0 to 1, above which a pixel is white. */
  readonly threshold?: number;
}

/**
 * Replaces grey values by 1 above the threshold, or with probability value/255, else by 0. Image i is stream i; four pixels take one block.
 * False after an interrupt.
 */
export default function binariseTask({ pixels, size, from, to, seed, threshold = 0 }: BinariseJob, context: JobContext): boolean {
  if (seed === undefined) {
    for (let i = from * size; i < to * size; i++) pixels[i] = pixels[i] > threshold * 255 ? 1 : 0;
    return true;
  }
  const words = new Uint32Array(4);
  for (let i = from; i < to; i++) {
    if (context.aborted()) return false;
    for (let j = 0; j < size; j += 4) {
      const at = i * size + j;
      const end = Math.min(4, size - j);
      let certain = true; // black and white need no draw
      for (let k = 0; k < end; k++) certain &&= pixels[at + k] === 0 || pixels[at + k] === 255;
      if (!certain) philox(seed, i, j / 4, words);
      for (let k = 0; k < end; k++) pixels[at + k] = words[k] * 255 < pixels[at + k] * 4294967296 ? 1 : 0;
    }
  }
  return true;
}
