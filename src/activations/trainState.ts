import type { TrainerState } from "../engines/engine.js";

/** Where a training stands: all that is needed to go on from there to the same numbers. */
export interface TrainState extends TrainerState {
  /** Epochs done. */
  readonly epoch: number;
  /** Mini-batches done of the epoch that was begun. */
  readonly batch: number;
  /** The lowest test loss so far and its epoch, where early stop watches it. */
  readonly best?: { readonly epoch: number; readonly loss: number };
}
