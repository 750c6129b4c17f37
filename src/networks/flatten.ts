import type { LayerSpec } from "./layerSpec.js";

/** Images become rows, for {@link sequential}: channel after channel, each line by line. Dense layers need it behind convolutions and pools. */
export function flatten(): LayerSpec {
  return Object.freeze({ kind: "flatten" });
}
