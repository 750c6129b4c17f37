import { fusedTrainer, type TrainingRows } from "../engines/fused/fusedTrainer.js";
import type { LossKind } from "../engines/loss.js";
import type { Optimizer } from "../engines/optimizer.js";
import type { Network } from "../networks/network.js";
import { streamOf } from "../networks/streamOf.js";
import type { JobContext } from "../numeric/threads.js";

/** One repetition of a run: everything is plain data, the large arrays are shared. */
export interface TrainJob {
  readonly network: Network;
  readonly data: TrainingRows;
  readonly test?: TrainingRows;
  readonly loss: LossKind;
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  readonly epochs: number;
  /** Ascending. */
  readonly recordAt: readonly number[];
  /** Room for the parameters at every epoch of `recordAt`. */
  readonly snapshots: Float32Array;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly repetition: number;
}

/** Metrics after `epoch` epochs. */
export interface HistoryEntry {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainAccuracy?: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
}

export type Stopped = "done" | "interrupted" | "early" | "diverged";

export interface TrainResult {
  readonly parameters: Float32Array;
  readonly history: readonly HistoryEntry[];
  /** How many epochs of `recordAt` were recorded. */
  readonly recorded: number;
  readonly epochs: number;
  readonly stopped: Stopped;
  readonly message?: string;
}

/** A call of the kernel lasts about this many floating-point operations (some 20 ms), then looks for an abort. */
const OPERATIONS_PER_CALL = 4e8;

/** Runs in a thread of the pool. */
export default function trainTask(job: TrainJob, context: JobContext): TrainResult {
  const { network, data, test, optimizer, batchSize, epochs, recordAt, snapshots, seed, repetition } = job;
  const { chain, metrics } = fusedTrainer(job);
  const { parameters } = chain;
  const size = parameters.length;
  const perCall = Math.max(1, Math.floor(OPERATIONS_PER_CALL / (6 * size * Math.min(batchSize, data.inputs.rows))));
  const history: HistoryEntry[] = [];
  let recorded = 0;
  let reported = performance.now();
  const finish = (stopped: Stopped, epoch: number, message?: string): TrainResult => ({
    ...{ parameters: parameters.slice(), history, recorded, epochs: epoch, stopped, message },
  });
  const record = (epoch: number): void => {
    if (recordAt[recorded] !== epoch) return;
    snapshots.set(parameters, recorded * size);
    recorded++;
    const train = metrics("train");
    const tested = test && metrics("test");
    history.push({
      epoch,
      ...{ trainLoss: train.loss, trainAccuracy: train.accuracy },
      ...(tested && { testLoss: tested.loss, testAccuracy: tested.accuracy }),
    });
  };
  record(0);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (context.aborted()) return finish("interrupted", epoch - 1);
    if (job.shuffle) chain.shuffle(seed, streamOf("shuffle", repetition, epoch));
    for (let batch = 0; batch < chain.batches; batch += perCall) {
      if (batch > 0 && context.aborted()) return finish("interrupted", epoch - 1);
      chain.train(batch, Math.min(perCall, chain.batches - batch), optimizer.learningRate);
    }
    const layer = notFinite(network, parameters);
    if (layer) return finish("diverged", epoch, divergence(epoch, layer, optimizer));
    record(epoch);
    const now = performance.now();
    if (now - reported > 100) {
      reported = now;
      context.report(epoch);
    }
  }
  return finish("done", epochs);
}

/** Number of the first layer with a parameter that is not finite, from 1, or 0. */
function notFinite({ layers }: Network, parameters: Float32Array): number {
  let doubt = 0;
  for (let i = 0; i < parameters.length; i++) doubt += parameters[i] - parameters[i];
  if (doubt === 0) return 0;
  let at = 0;
  for (let l = 0; l < layers.length; l++) {
    const end = at + layers[l].inputs * layers[l].outputs + layers[l].outputs;
    for (; at < end; at++) if (!Number.isFinite(parameters[at])) return l + 1;
  }
  return 0;
}

function divergence(epoch: number, layer: number, { learningRate }: Optimizer): string {
  return `train: the loss diverged in epoch ${epoch}: weights of layer ${layer} are no longer finite. Lower learningRate (${learningRate}), or look at the data for values far from 1.`;
}
