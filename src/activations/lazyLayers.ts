import type { Matrix } from "../core/matrix.js";

/** Layers that need less than this in all are computed together, 512 MiB. */
const TOGETHER = 2 ** 29;

/**
 * A list of matrices that are computed when they are read. The small ones come from one computation, as many as fit into 512 MiB; each of the
 * others from its own. What was computed is kept only as long as somebody else keeps it, so that a loop over the layers needs room for one large
 * layer at a time.
 *
 * @param bytes of each layer
 * @param compute gives the layers that are wanted
 */
export function lazyLayers(bytes: readonly number[], compute: (wanted: (layer: number) => boolean) => (Matrix | undefined)[]): Matrix[] {
  const order = bytes.map((_, i) => i).sort((a, b) => bytes[a] - bytes[b]);
  const together = new Set<number>();
  let sum = 0;
  for (const i of order) {
    sum += bytes[i];
    if (sum <= TOGETHER) together.add(i);
  }
  if (together.size === bytes.length) return compute(() => true) as Matrix[];
  const kept: (WeakRef<Matrix> | undefined)[] = bytes.map(() => undefined);
  const layers: Matrix[] = [];
  for (const i of bytes.keys())
    Object.defineProperty(layers, i, {
      enumerable: true,
      get(): Matrix {
        const found = kept[i]?.deref();
        if (found) return found;
        const computed = compute(together.has(i) ? (layer) => together.has(layer) : (layer) => layer === i);
        computed.forEach((m, k) => {
          if (m) kept[k] = new WeakRef(m);
        });
        return computed[i]!;
      },
    });
  return layers;
}
