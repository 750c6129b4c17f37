import { random } from "../core/random.js";
import { blockCentres, type CentreBlocks } from "../numeric/blockCentres.js";
import { mixtureSums } from "../numeric/mixtureSums.js";
import type { JobContext } from "../numeric/threads.js";

export interface MixtureDraws {
  /** All centres, in units of the noise, row-major, in shared memory. */
  readonly points: Float32Array | Float64Array;
  readonly d: number;
  /** The mixture of all centres; without it, each run of `replicas` rows is a mixture of its own. */
  readonly blocks?: CentreBlocks;
  readonly replicas: number;
  /** A rough version of the value, less its mean over the strata; see {@link proxyTask}. */
  readonly proxy?: Float64Array;
  /** Stratum of draw t: order[t mod n]. A stratum is a row with `blocks`, else a run of rows. */
  readonly order: Uint32Array;
  readonly first: number;
  readonly count: number;
  readonly seed: number;
  readonly stream: number;
}

/**
 * A value and two controls for each draw, interleaved. The value is ln n − ln Σ_j exp(−|g − c_j|² / 2) − d/2, g = c_i + z, averaged over z and −z:
 * its expectation over i and z is I(S;S+Z). The first control is |z|² / 2 − d/2, of mean 0; where no components overlap it
 * differs from the value by a constant.
 */
export default function mixtureDraws(job: MixtureDraws, { aborted, report }: JobContext): Float64Array {
  const { points, d, blocks, replicas, proxy, order, first, count, seed, stream } = job;
  const values = new Float64Array(3 * count).fill(Number.NaN);
  const batch = blocks ? 256 : 1;
  for (let start = 0; start < count && !aborted(); start += batch) {
    const size = Math.min(batch, count - start);
    const rows = blocks ? size : size * withinSet(replicas);
    const queries = points instanceof Float32Array ? new Float32Array(2 * rows * d) : new Float64Array(2 * rows * d);
    const energy = new Float64Array(2 * rows);
    const draw = random(seed, stream + first + start);
    let centres = blocks;
    for (let i = 0; i < rows; i++) {
      const t = first + start + (blocks ? i : 0);
      const normal = blocks ? random(seed, stream + t).normal : draw.normal;
      const stratum = order[t % order.length];
      const row = blocks ? stratum : stratum * replicas + draw.below(replicas);
      for (let k = 0; k < d; k++) {
        const c = points[row * d + k];
        const z = normal();
        const plus = 2 * i * d + k;
        queries[plus] = c + z;
        queries[plus + d] = c - z;
        energy[2 * i] += (queries[plus] - c) ** 2 / 2; // of the rounded query
        energy[2 * i + 1] += (queries[plus + d] - c) ** 2 / 2;
      }
      if (!blocks && i === 0) centres = blockCentres(points.subarray(stratum * replicas * d, (stratum + 1) * replicas * d), replicas, d);
    }
    const sums = mixtureSums(centres!, queries, 0.5);
    const logN = Math.log(centres!.n);
    const perDraw = (2 * rows) / size;
    for (let i = 0; i < size; i++) {
      let value = 0;
      let control = 0;
      for (let j = i * perDraw; j < (i + 1) * perDraw; j++) {
        value += logN - sums[3 * j] - Math.log(sums[3 * j + 1]);
        control += energy[j];
      }
      const at = 3 * (start + i);
      values[at] = value / perDraw - d / 2;
      values[at + 1] = control / perDraw - d / 2;
      values[at + 2] = proxy ? proxy[order[(first + start + i) % order.length]] : 0;
    }
    report(size);
  }
  return values;
}

/** How many of a set's centres one draw of the set uses. */
function withinSet(replicas: number): number {
  return Math.min(16, replicas);
}
