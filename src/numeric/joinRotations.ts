import { chainForward } from "./chainForward.js";
import type { ChainLayer } from "./trainingChain.js";

/** As in assembly/activation.ts. */
const LINEAR = 0;

/**
 * The chain with the fixed factors between neighbouring USV layers, V of one and U of the next, multiplied once: x U diag(s) (V U') diag(s') V' has
 * one product less in each direction, and the one between the diagonals has rank · rank' numbers in place of (rank + rank') · units. So it is where
 * the layer below is linear and nothing else acts on its units: no levels, noise or dropout. It then hands on x U diag(s), without a V of its own.
 *
 * The trained numbers lie as before. The product is summed in float64 and rounded to float32, so the sums are those of the separate factors to
 * float32 rounding, and the same bits on every machine.
 */
export function joinRotations(layers: readonly ChainLayer[]): ChainLayer[] {
  const joined = [...layers];
  for (let l = 0; l + 1 < joined.length; l++) {
    const [below, above] = [joined[l], joined[l + 1]];
    if (!below.usv?.v || !above.usv || !isPlain(below)) continue;
    const { rank, u, v } = below.usv;
    const u2 = { weights: above.usv.u, bias: [], inputs: above.inputs, outputs: above.usv.rank, activation: LINEAR, slope: 0 };
    const [rotation] = chainForward([u2], { rows: rank, cols: below.outputs, data: Float64Array.from(v) });
    joined[l] = { ...below, outputs: rank, usv: { rank, u } };
    joined[l + 1] = { ...above, inputs: rank, usv: { ...above.usv, u: rotation!.data } };
  }
  return joined;
}

function isPlain({ activation, levels, noise, dropout }: ChainLayer): boolean {
  return activation === LINEAR && !levels && !noise && !dropout;
}
