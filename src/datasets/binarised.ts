import { checkInteger, checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { mapInPool } from "../numeric/threads.js";
import type { BinariseJob } from "./binariseTask.js";

/**
 * Pixels of 0 and 1 from grey values, made in the worker pool. Drawn ones depend on (seed, image, pixel) alone.
 *
 * @param size pixels of one image
 */
export async function binarised(
  me: string,
  grey: Uint8Array,
  size: number,
  how: { readonly threshold: number } | { readonly seed: number },
  signal?: AbortSignal,
): Promise<Uint8Array> {
  checkKnownOptions(`${me}: binarise`, how, ["threshold", "seed"]);
  if ("threshold" in how) {
    if (!(how.threshold >= 0 && how.threshold < 1))
      throw new DomainError(`${me}: binarise.threshold must be at least 0 and below 1; got ${how.threshold}.`);
  } else checkInteger(me, "binarise.seed", how.seed, 0);
  const pixels = new Uint8Array(new SharedArrayBuffer(grey.length));
  pixels.set(grey);
  const images = grey.length / size;
  const jobs: BinariseJob[] = [];
  for (let from = 0; from < images; from += 2500) jobs.push({ pixels, size, from, to: Math.min(images, from + 2500), ...how });
  const done = await mapInPool<BinariseJob, boolean>(new URL("./binariseTask.js", import.meta.url), jobs, { signal });
  if (!done.every(Boolean)) throw signal?.reason ?? new DOMException("interrupted while pixels were drawn", "AbortError");
  return pixels;
}
