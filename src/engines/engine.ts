import type { Network } from "../networks/network.js";
import type { Table } from "../numeric/trainingChain.js";
import type { LossKind } from "./loss.js";
import type { Optimizer } from "./optimizer.js";
import type { Regularizer } from "./regularizer.js";

/** Rows with what is to be learnt of them: labels for cross-entropy, targets for the other losses. */
export interface TrainingRows {
  readonly inputs: Table;
  readonly labels?: Uint8Array;
  readonly targets?: Table;
}

/** What an engine trains: plain data, checked. */
export interface TrainerSpec {
  readonly network: Network;
  readonly data: TrainingRows;
  readonly test?: TrainingRows;
  readonly loss: LossKind;
  readonly reduction?: "mean" | "sum";
  readonly optimizer: Optimizer;
  readonly regularizer?: Regularizer;
  readonly batchSize: number;
  /** Of noise and dropout masks. */
  readonly seed?: number;
  readonly repetition?: number;
  /** Whether `gradient` will be asked for; true. */
  readonly gradients?: boolean;
  /** Cores that this one may use, where an engine has threads of its own. */
  readonly threads?: number;
}

/** Mean loss over all rows, and the share of rows that are classified as labelled. */
export interface Metrics {
  readonly loss: number;
  readonly accuracy?: number;
}

/** The numbers that a training goes on from, in the order of `parametersOf`. */
export interface TrainerState {
  readonly parameters: Float32Array;
  /** Momentum, or Adam's first moment. */
  readonly first: Float32Array;
  /** Adam's second moment. */
  readonly second: Float32Array;
  /** β1ᵗ and β2ᵗ of Adam. */
  readonly powers: readonly [number, number];
  /** Updates done, which count noise and masks. */
  readonly steps: number;
}

/**
 * A network in training. The order of the rows is `random(seed, stream).permutation(rows)`; word s of unit j of a layer in step t is number
 * (t · units + j) · S + s of the stream of its noise or its masks, S the batch size rounded up to 16: every engine sees the same numbers.
 * What computes elsewhere returns promises.
 */
export interface Trainer {
  /** Batches of an epoch; the last may be smaller. */
  readonly batches: number;
  /** So many batches take some 20 ms: one call of `train` does no more, so that an abort is seen. */
  readonly batchesPerCall: number;
  /** A new order of the rows. */
  shuffle(seed: number, stream: number): void;
  /** Trains on `count` batches of the order from batch `first` on. */
  train(first: number, count: number, learningRate: number): void | Promise<void>;
  /** The trainable numbers as they stand; valid until the next call. */
  parameters(): Float32Array | Promise<Float32Array>;
  /** The gradient of the loss in the last batch, without weight decay; valid until the next call. */
  gradient(): Float32Array | Promise<Float32Array>;
  /** A copy. */
  state(): TrainerState | Promise<TrainerState>;
  restore(state: TrainerState): void | Promise<void>;
  /**
   * @param epoch counts the noise of layers that are noisy in evaluation
   * @param stop asked between blocks of rows
   * @returns undefined where `stop` said so
   */
  metrics(on: "train" | "test", epoch: number, stop?: () => boolean): Metrics | undefined | Promise<Metrics | undefined>;
  /** Frees what is not the garbage collector's. */
  dispose(): void | Promise<void>;
}

/** One way to train networks. */
export interface Engine<Settings = object> {
  readonly name: string;
  /** "pool": in threads of the pool, repetitions side by side; settings are structured-cloned. "here": on the calling thread, one by one. */
  readonly where: "pool" | "here";
  /**
   * Whether it can train here and now.
   *
   * @throws {Error} it is not installed, with what to install, or the settings are not in order
   */
  check(me: string, settings: Settings): void;
  /** What a run should say of an engine that was asked for by name, as that it is slow here. */
  note?(settings: Settings): string | undefined;
  trainer(spec: TrainerSpec, settings: Settings): Trainer | Promise<Trainer>;
}
