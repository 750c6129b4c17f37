import { random } from "../core/random.js";
import { blockCentres, type CentreBlocks } from "../numeric/blockCentres.js";
import { takeRows } from "../numeric/takeRows.js";

export interface MixtureSetupJob {
  /** Centres in units of the noise, n × d, in shared memory. */
  readonly points: Float32Array | Float64Array;
  readonly n: number;
  readonly d: number;
  readonly strata: number;
  readonly seed: number;
  readonly stream: number;
  /** Whether all centres are one mixture. */
  readonly whole: boolean;
  /** How many centres the proxy compares with; 0 for no proxy. */
  readonly proxyCentres: number;
}

export interface MixtureSetup {
  /** Strata in the order in which they are drawn. */
  readonly order: Uint32Array;
  readonly blocks?: CentreBlocks;
  /** The centres that the proxy compares with, and 1 for each centre that is among them. */
  readonly some?: CentreBlocks;
  readonly among?: Uint8Array;
}

/** What a Monte Carlo run over many centres needs before its first draw, made off the main thread. */
export default function mixtureSetup({ points, n, d, strata, seed, stream, whole, proxyCentres }: MixtureSetupJob): MixtureSetup {
  const order = new Uint32Array(new SharedArrayBuffer(4 * strata));
  order.set(random(seed, stream + 2 ** 47).permutation(strata));
  if (!whole) return { order };
  const blocks = blockCentres(points, n, d, true);
  if (proxyCentres === 0) return { order, blocks };
  // drawn apart from the strata: a centre's distance to itself must not be more frequent among those that are drawn
  const which = random(seed, stream + 2 ** 47 + 1)
    .permutation(n)
    .subarray(0, proxyCentres);
  const among = new Uint8Array(new SharedArrayBuffer(n));
  for (const row of which) among[row] = 1;
  return { order, blocks, some: blockCentres(takeRows(points, d, which), proxyCentres, d, true), among };
}
