import { RANGES } from "./activation.js";
import type { Layer } from "./network.js";

/** The lowest level and the distance of two, of a layer whose activations are rounded. */
export function layerLevels({ activation, levels }: Layer): { low: number; step: number } | undefined {
  const range = RANGES[activation];
  return levels && range ? { low: range[0], step: (range[1] - range[0]) / (levels - 1) } : undefined;
}
