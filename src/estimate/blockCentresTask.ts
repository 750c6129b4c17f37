import { blockCentres, type CentreBlocks } from "../numeric/blockCentres.js";

/** Sorts a large set of centres off the main thread. */
export default function blockCentresTask({ points, n, d }: { points: Float32Array | Float64Array; n: number; d: number }): CentreBlocks {
  return blockCentres(points, n, d, true);
}
