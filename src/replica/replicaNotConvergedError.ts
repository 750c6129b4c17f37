import type { OrderParameters } from "./stateEvolution.js";

/** Where the best start had come to when the sweeps ran out. */
export interface UnfinishedState {
  /** φ per input unit at that state; not an entropy, because φ is only stationary at convergence. */
  readonly potential: number;
  readonly residual: number;
  readonly sweeps: number;
  readonly orderParameters: OrderParameters;
  /** Give it as `warmStart` to go on from here. */
  readonly state: Float64Array;
}

/** No start of the state evolution converged. `best` holds the state with the smallest residual. */
export class ReplicaNotConvergedError extends Error {
  override name = "ReplicaNotConvergedError";
  readonly best: UnfinishedState;
  constructor(message: string, best: UnfinishedState) {
    super(message);
    this.best = best;
  }
}
