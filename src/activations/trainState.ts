/** Where a training stands: all that is needed to go on from there to the same numbers. */
export interface TrainState {
  /** Epochs done. */
  readonly epoch: number;
  /** Mini-batches done of the epoch that was begun. */
  readonly batch: number;
  readonly parameters: Float32Array;
  /** Momentum, or Adam's first moment. */
  readonly first: Float32Array;
  /** Adam's second moment. */
  readonly second: Float32Array;
  /** β1ᵗ and β2ᵗ of Adam. */
  readonly powers: readonly [number, number];
  /** Updates done. */
  readonly steps: number;
  /** The lowest test loss so far and its epoch, where early stop watches it. */
  readonly best?: { readonly epoch: number; readonly loss: number };
}
