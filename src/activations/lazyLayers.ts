import type { Matrix } from "../core/matrix.js";

/** Lists that need less, 4 MiB, are computed at once: those of many epochs do not add up to much. */
const SMALL = 2 ** 22;
/** Layers that are computed together, and computations that are kept, need no more than 256 MiB, or are one. */
const MOST = 2 ** 28;

interface Computation {
  readonly owner: object;
  readonly bytes: number;
  readonly layers: (Matrix | undefined)[];
}

/** Of all lists, the latest first. WeakRefs in their place would keep everything that a loop has read until the loop ends. */
let kept: Computation[] = [];

/**
 * A list of matrices that are computed when they are read. The small ones come from one computation, as many as fit into 256 MiB; each of the
 * others from its own. The computations read last are kept, 256 MiB in all or one, so that a loop over layers and epochs needs room for one large
 * layer at a time. Lists of less than 4 MiB are computed here and now.
 *
 * @param bytes of each layer
 * @param compute gives the layers that are wanted
 */
export function lazyLayers(bytes: readonly number[], compute: (wanted: (layer: number) => boolean) => (Matrix | undefined)[]): Matrix[] {
  if (total(bytes) < SMALL) return compute(() => true) as Matrix[];
  const order = bytes.map((_, i) => i).sort((a, b) => bytes[a] - bytes[b]);
  const together = new Set<number>();
  let sum = 0;
  for (const i of order) {
    sum += bytes[i];
    if (sum <= MOST) together.add(i);
  }
  const list: Matrix[] = [];
  const read = (layer: number): Matrix => {
    let found = kept.find((c) => c.owner === list && c.layers[layer]);
    if (!found) {
      const wanted = together.has(layer) ? together : new Set([layer]);
      const size = total([...wanted].map((i) => bytes[i]));
      keep(MOST - size); // free before the next is made
      found = { owner: list, bytes: size, layers: compute((i) => wanted.has(i)) };
    }
    kept = [found, ...kept.filter((c) => c !== found)];
    return found.layers[layer]!;
  };
  for (const i of bytes.keys()) Object.defineProperty(list, i, { enumerable: true, get: () => read(i) });
  return list;
}

/** Of the computations those read last, `most` bytes of them. */
function keep(most: number): void {
  let sum = 0;
  kept = kept.filter((c) => {
    sum += c.bytes;
    return sum <= most;
  });
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}
