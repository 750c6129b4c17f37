import type { Matrix } from "../core/matrix.js";
import type { JobContext } from "../numeric/threads.js";
import { type Draw, drawnPair } from "./drawnPair.js";
import { estimateOf } from "./pairEstimator.js";
import { PAIR_ESTIMATORS } from "./pairEstimators.js";

export interface Repeat {
  /** One of {@link PAIR_ESTIMATORS}. */
  readonly name: string;
  readonly options: object;
  readonly x: Matrix;
  readonly y?: Matrix;
  readonly draw: Draw;
}

/** The estimate of one variation of the samples, in nats; undefined after an abort. */
export default async function repeat({ name, options, x, y, draw }: Repeat, { aborted, report }: JobContext): Promise<number | undefined> {
  if (aborted()) return undefined;
  const pair = drawnPair(x, y, draw);
  const { nats } = await estimateOf(PAIR_ESTIMATORS[name], pair.x, pair.y, options);
  report(1);
  return nats;
}
