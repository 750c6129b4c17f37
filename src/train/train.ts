import { activationsOf } from "../activations/activationsOf.js";
import { checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty, checkOneOf } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import { type Progress, progressLine } from "../core/progress.js";
import type { TrainingRows } from "../engines/fused/fusedTrainer.js";
import type { Optimizer } from "../engines/optimizer.js";
import type { Network } from "../networks/network.js";
import { redraw } from "../networks/redraw.js";
import { withParameters } from "../networks/withParameters.js";
import { table } from "../numeric/denseChain.js";
import { mapInPool } from "../numeric/threads.js";
import { logSpaced } from "./logSpaced.js";
import { type Run, run, type Snapshot } from "./run.js";
import type { TrainJob, TrainResult } from "./trainTask.js";

/** Rows to learn from: a {@link Dataset}, or any object with these fields of it. */
export type TrainingData = Pick<Dataset, "inputs" | "labels" | "classes">;

export interface TrainOptions {
  network: Network;
  data: TrainingData;
  /** Rows that are only looked at: loss and accuracy on them. */
  test?: TrainingData;
  optimizer: Optimizer;
  batchSize: number;
  epochs: number;
  /** Epochs whose weights are kept, 0 for the initial ones. */
  recordAt?: readonly number[];
  /** The inputs whose activations the snapshots give. */
  recordOn?: Matrix;
  repetitions?: number;
  engine?: "fused" | "auto";
  /** New order of the rows in every epoch. */
  shuffle?: boolean;
  seed?: number;
  /** How many repetitions run at once; the numbers do not depend on it. */
  threads?: number;
  signal?: AbortSignal;
  progress?: Progress;
}

const KNOWN = [
  ...["network", "data", "test", "optimizer", "batchSize", "epochs", "recordAt", "recordOn", "repetitions", "engine", "shuffle", "seed"],
  ...["threads", "signal", "progress"],
];

/**
 * Trains a network on softmax cross-entropy (mean over the mini-batch), in the worker pool. The same options give the same numbers, on any
 * number of threads. Interrupted, it returns what was done: the run so far with `stopped: "interrupted"`.
 *
 * @param options.network see `mlp`; it is not changed
 * @param options.data inputs, one row per sample, and labels
 * @param options.test rows for the test loss and accuracy
 * @param options.optimizer `sgd({...})` or `adam({...})`
 * @param options.batchSize rows per update; the last batch of an epoch may be smaller
 * @param options.epochs passes over the data
 * @param options.recordAt epochs at which weights and metrics are kept; `logSpaced(epochs, 60)`
 * @param options.recordOn inputs of the recorded activations; `data.inputs`
 * @param options.repetitions runs with other initial weights and shuffles, side by side; 1. The result is the first, and holds all
 * @param options.engine "fused" (dense chains in float32 WASM SIMD)
 * @param options.shuffle a new order in every epoch; true
 * @param options.seed of the shuffles; 0. (The initial weights have the seed of the network.)
 * @throws {DomainError} an option that does not exist, or a value out of range
 * @throws {ShapeError} data and network do not fit
 */
export async function train(options: TrainOptions): Promise<Run> {
  const me = "train";
  checkKnownOptions(me, options, KNOWN);
  const { network, data, test, optimizer, batchSize, epochs } = options;
  const { repetitions = 1, engine = "fused", shuffle = true, seed = 0, threads, signal = hostSignal() } = options;
  checkNetwork(me, network);
  if (optimizer?.kind !== "sgd" && optimizer?.kind !== "adam")
    throw new DomainError(`${me}: optimizer must be sgd({ learningRate }) or adam({ learningRate }).`);
  checkInteger(me, "batchSize", batchSize, 1);
  checkInteger(me, "epochs", epochs, 0);
  checkInteger(me, "repetitions", repetitions, 1, 1 << 24);
  checkInteger(me, "seed", seed, 0);
  checkOneOf(me, "engine", engine, ["fused", "auto"]);
  if (typeof shuffle !== "boolean") throw new DomainError(`${me}: shuffle must be true or false; got ${String(shuffle)}.`);
  const rows = trainingRows(me, "data", data, network);
  const testRows = test && trainingRows(me, "test", test, network);
  const recordOn = options.recordOn ?? data.inputs;
  checkMatrix(me, "recordOn", recordOn);
  if (recordOn.cols !== network.inputs)
    throw new ShapeError(`${me}: recordOn must have ${network.inputs} columns, as ${network.name} has inputs; got ${recordOn.cols}.`);
  const recordAt = recordedEpochs(
    me,
    options.recordAt ?? (epochs > 0 ? logSpaced(epochs, Math.max(2, Math.min(60, epochs))) : [0]),
    epochs,
  );
  const size = network.parameters;
  const jobs = Array.from(
    { length: repetitions },
    (_, repetition): TrainJob => ({
      network: repetition === 0 ? network : redraw(me, network, repetition),
      ...{ data: rows, test: testRows, loss: "crossEntropy", optimizer, batchSize, epochs, recordAt, shuffle, seed, repetition },
      snapshots: shared(recordAt.length * size),
    }),
  );
  const progress = options.progress ?? progressLine(me);
  const done = new Array<number>(repetitions).fill(0);
  const report = () =>
    progress(
      done.reduce((a, b) => a + b, 0),
      repetitions * epochs,
    );
  const results = await mapInPool<TrainJob, TrainResult>(new URL("./trainTask.js", import.meta.url), jobs, {
    signal,
    threads,
    onProgress: (job, epoch) => {
      done[job] = epoch as number;
      report();
    },
  });
  results.forEach((r, i) => {
    done[i] = r.epochs;
  });
  report();
  const kept = { optimizer, batchSize, epochs, recordAt, repetitions, shuffle, seed, loss: "crossEntropy" };
  const runs = results.map((result, i) => assemble(jobs[i], result, recordOn, { ...kept, repetition: i }));
  return repetitions === 1 ? runs[0] : run(runs[0], runs);
}

function assemble(job: TrainJob, result: TrainResult, recordOn: Matrix, options: Record<string, unknown>): Run {
  const { network, recordAt, snapshots } = job;
  const size = network.parameters;
  const { history, stopped, message, epochs, recorded } = result;
  return run({
    network: withParameters(network, result.parameters),
    snapshots: recordAt
      .slice(0, recorded)
      .map((epoch, i) => snapshot(epoch, withParameters(network, snapshots.subarray(i * size, (i + 1) * size)), recordOn)),
    ...{ options, engine: "fused", history, stopped, epochs },
    ...(message !== undefined && { message }),
  });
}

function snapshot(epoch: number, network: Network, inputs: Matrix): Snapshot {
  let kept: WeakRef<Matrix[]> | undefined;
  return {
    epoch,
    network,
    get layers() {
      let layers = kept?.deref();
      if (!layers) {
        layers = activationsOf(network, inputs);
        kept = new WeakRef(layers);
      }
      return layers;
    },
  };
}

function checkNetwork(me: string, network: Network): void {
  if (!Array.isArray(network?.layers)) throw new DomainError(`${me}: network must be a network, as mlp([12, 10, 2]) makes one.`);
  const { layers } = network;
  const last = layers[layers.length - 1];
  if (last.activation !== "softmax")
    throw new DomainError(`${me}: cross-entropy needs a network that ends in "softmax"; ${network.name} ends in "${last.activation}".`);
}

function trainingRows(me: string, name: string, data: TrainingData, network: Network): TrainingRows {
  const { inputs, labels } = data ?? {};
  checkMatrix(me, `${name}.inputs`, inputs);
  checkNotEmpty(me, `${name}.inputs`, inputs);
  if (inputs.cols !== network.inputs)
    throw new ShapeError(`${me}: ${name}.inputs must have ${network.inputs} columns, as ${network.name} has inputs; got ${inputs.cols}.`);
  if (!labels || labels.length !== inputs.rows)
    throw new ShapeError(`${me}: ${name}.labels must have one label per row (${inputs.rows}); got ${labels?.length ?? "none"}.`);
  const most = labels.reduce((a, b) => Math.max(a, b), 0);
  if (most >= network.outputs)
    throw new DomainError(`${me}: ${name}.labels must be below ${network.outputs}, the outputs of ${network.name}; got ${most}.`);
  const sharedLabels = new Uint8Array(new SharedArrayBuffer(labels.length));
  sharedLabels.set(labels);
  return { inputs: table(inputs.rows, inputs.cols, inputs.data, shared(inputs.rows * ((inputs.cols + 3) & ~3))), labels: sharedLabels };
}

function recordedEpochs(me: string, recordAt: readonly number[], epochs: number): number[] {
  for (const epoch of recordAt) checkInteger(me, "recordAt", epoch, 0, epochs);
  return [...new Set(recordAt)].sort((a, b) => a - b);
}

function shared(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}
