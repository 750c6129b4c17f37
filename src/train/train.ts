import { availableParallelism } from "node:os";
import { checkLayers } from "../activations/checkLayers.js";
import { computedSnapshot } from "../activations/computedSnapshot.js";
import { openRun } from "../activations/openRun.js";
import { type Run, run } from "../activations/run.js";
import { withoutNumbers } from "../activations/runFolder.js";
import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotNegative, checkOneOf } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import { type Progress, progressLine } from "../core/progress.js";
import { chooseEngine, type EngineChoice } from "../engines/chooseEngine.js";
import { ENGINES } from "../engines/engines.js";
import { LOSSES, type LossKind } from "../engines/loss.js";
import type { Optimizer } from "../engines/optimizer.js";
import type { Regularizer } from "../engines/regularizer.js";
import { type Layer, type Network, network } from "../networks/network.js";
import { checkDrawn } from "../networks/redraw.js";
import { withParameters } from "../networks/withParameters.js";
import { mapHere } from "../numeric/mapHere.js";
import { sharedMatrix } from "../numeric/sharedMatrix.js";
import { mapInPool } from "../numeric/threads.js";
import { fingerprint } from "./fingerprint.js";
import { checkLearningRate } from "./learningRate.js";
import { logSpaced } from "./logSpaced.js";
import { beginInFolder, finishInFolder, folderOf, holdsRun } from "./runInFolder.js";
import { trainingRows } from "./trainingRows.js";
import trainTask, { type TrainJob, type TrainResult } from "./trainTask.js";

/** Rows to learn from: a {@link Dataset}, or any object with these fields of it. */
export type TrainingData = Pick<Dataset, "inputs" | "labels" | "classes" | "targets">;

export interface TrainOptions {
  network: Network;
  data: TrainingData;
  /** Rows that are only looked at: loss and accuracy on them. */
  test?: TrainingData;
  loss?: LossKind;
  reduction?: "mean" | "sum";
  optimizer: Optimizer;
  regularizer?: Regularizer;
  batchSize: number;
  epochs: number;
  /** Epochs whose weights are kept, 0 for the initial ones. */
  recordAt?: readonly number[];
  /** The inputs whose activations the snapshots give. */
  recordOn?: Matrix;
  /** The layers whose activations the snapshots give, numbered from 1. */
  recordLayers?: readonly number[];
  /** Write the singular values of the weights beside them. */
  recordSingularValues?: boolean;
  /** Where layers are noisy in evaluation: recorded with their own noise or without. */
  record?: "after" | "before";
  /** Epochs of loss and accuracy. */
  metricsAt?: readonly number[];
  /** Epochs whose mini-batch gradients are summed up. */
  gradientsAt?: readonly number[];
  earlyStop?: { patience: number; minDelta?: number };
  repetitions?: number;
  engine?: EngineChoice;
  /** New order of the rows in every epoch. */
  shuffle?: boolean;
  seed?: number;
  /** Where the run is written while it is trained, as by saveRun; in memory if left out. */
  folder?: string;
  /** A run with the same options to go on from; true: the one in `folder`, if there is one. */
  resume?: Run | boolean;
  /** Cores in use: so many repetitions run at once. An engine with threads of its own has the rest of the cores for them. */
  threads?: number;
  signal?: AbortSignal;
  progress?: Progress;
}

const KNOWN = [
  ...[
    "network",
    "data",
    "test",
    "loss",
    "reduction",
    "optimizer",
    "regularizer",
    "batchSize",
    "epochs",
    "recordAt",
    "recordOn",
    "recordLayers",
    "recordSingularValues",
    "record",
    "metricsAt",
  ],
  ...["gradientsAt", "earlyStop", "repetitions", "engine", "shuffle", "seed", "folder", "resume", "threads", "signal", "progress"],
];
/** What must not change between a run and its continuation. */
const SAME = ["optimizer", "regularizer", "loss", "reduction", "batchSize", "shuffle", "seed", "repetitions"] as const;
/** The same for its records and fingerprints of its rows; runs of earlier versions do not say. */
const SAME_RECORDS = ["record", "recordLayers", "recordSingularValues", "data", "test", "recordOn"] as const;

/**
 * Trains a network in the worker pool. The same options give the same numbers: with engine "fused" on any machine and any number of threads, with
 * "onnx" on the same machine and number of threads (the last bits of wide layers and convolutions depend on them). Interrupted, it returns what was
 * done: the run so far with `stopped: "interrupted"`.
 *
 * @param options.network see `mlp`; it is not changed
 * @param options.data inputs, one row per sample, with labels or targets
 * @param options.test rows for the test loss and accuracy
 * @param options.loss "crossEntropy" (softmax, labels), "mse" or "bce" (sigmoid outputs); "crossEntropy". The last two take `data.targets`, and
 *   without them the labels: as 0 and 1 for one output, else one-hot
 * @param options.reduction of the loss over the mini-batch, "mean" or "sum"; "mean". The history holds means in either case
 * @param options.optimizer `sgd({...})` or `adam({...})`
 * @param options.regularizer weightDecay, maxNorm, parseval: see {@link Regularizer}
 * @param options.batchSize rows per update; the last batch of an epoch may be smaller
 * @param options.epochs passes over the data
 * @param options.recordAt epochs at which weights are kept; `logSpaced(epochs, 60)`
 * @param options.recordOn inputs of the recorded activations; `data.inputs`
 * @param options.recordLayers layers whose activations the snapshots give, numbered from 1; all. With a folder, `[]` writes weights only
 * @param options.recordSingularValues with a folder: write those of every layer's weights too; `snapshot.singularValues` gives them in any case
 * @param options.record layers that are noisy in evaluation are recorded "after" (default) or "before" their own noise
 * @param options.metricsAt epochs at which loss and accuracy are computed; those of recordAt
 * @param options.gradientsAt epochs whose mini-batch gradients are summed up in `run.gradients`; none
 * @param options.earlyStop stop when the test loss has not fallen by more than minDelta (0) for `patience` epochs
 * @param options.repetitions runs with other initial weights and shuffles, side by side; 1. The result is the first, and holds all
 * @param options.engine "fused" (default: float32 WASM SIMD), "onnx" (onnxruntime-node, for wide networks and convolutions; with settings as
 *   `{ onnx: { provider: "webgpu", threads: 4 } }`, see {@link OnnxSettings}), "tfjs" or `{ tfjs: tf }` (TensorFlow.js on this thread, see
 *   {@link EngineChoice}), or "auto": fused for dense chains up to 128 units wide, onnx for the rest where it is installed, else fused with a
 *   message. `run.engine` is the one that trained
 * @param options.shuffle a new order in every epoch; true
 * @param options.seed of the shuffles, the noise and the dropout masks; 0. (The initial weights have the seed of the network.)
 * @param options.folder where the run is written while it is trained: the folder of `saveRun`, one snapshot after the other, so that neither weights
 *   nor activations stay in memory. The snapshots of the result read from it. A training that is cut off leaves what `openRun` opens
 * @param options.resume a run with the same options and fewer epochs: goes on to the numbers of a run in one piece. `true` goes on from the run in
 *   `folder`; begins where there is none; returns it where it is whole
 * @throws {DomainError} an option that does not exist, or a value out of range
 * @throws {ShapeError} data and network do not fit
 */
export async function train(options: TrainOptions): Promise<Run> {
  const me = "train";
  checkKnownOptions(me, options, KNOWN);
  const { network, data, test, optimizer, batchSize, epochs, folder, threads, signal = hostSignal() } = options;
  const { loss = "crossEntropy", reduction = "mean", regularizer = {}, earlyStop, recordOn = data?.inputs } = options;
  const { repetitions = 1, engine = "fused", shuffle = true, seed = 0, record = "after" } = options;
  checkOneOf(me, "loss", loss, LOSSES);
  checkOneOf(me, "reduction", reduction, ["mean", "sum"]);
  checkNetwork(me, network, loss);
  checkOptimizer(me, optimizer);
  checkKnownOptions(`${me}, regularizer`, regularizer, ["weightDecay", "maxNorm", "parseval"]);
  for (const [name, value] of Object.entries(regularizer)) if (value !== undefined) checkNotNegative(me, `regularizer.${name}`, value);
  if ((regularizer.parseval || regularizer.maxNorm) && network.layers.some((l) => l.kind === "usv"))
    throw new DomainError(
      `${me}: parseval and maxNorm are for dense layers and convolutions; ${network.name} has usv layers, whose factors are fixed.`,
    );
  checkInteger(me, "batchSize", batchSize, 1);
  checkInteger(me, "epochs", epochs, 0, (1 << 24) - 1);
  checkInteger(me, "repetitions", repetitions, 1, 1 << 20);
  checkInteger(me, "seed", seed, 0);
  if (threads !== undefined) checkInteger(me, "threads", threads, 1);
  const { note, ...chosen } = chooseEngine(me, engine, network);
  checkOneOf(me, "record", record, ["after", "before"]);
  if (typeof shuffle !== "boolean") throw new DomainError(`${me}: shuffle must be true or false; got ${String(shuffle)}.`);
  const rows = await trainingRows(me, "data", data, network, loss);
  const testRows = test && (await trainingRows(me, "test", test, network, loss));
  checkMatrix(me, "recordOn", recordOn);
  checkFinite(me, "recordOn", recordOn);
  if (recordOn.cols !== network.inputs)
    throw new ShapeError(`${me}: recordOn must have ${network.inputs} columns, as ${network.name} has inputs; got ${recordOn.cols}.`);
  const patience = earlyStop && checkEarlyStop(me, earlyStop, test);
  const recordAt = epochList(me, "recordAt", options.recordAt ?? defaultEpochs(epochs), 0, epochs);
  const metricsAt = epochList(me, "metricsAt", options.metricsAt ?? recordAt, 0, epochs);
  const gradientsAt = epochList(me, "gradientsAt", options.gradientsAt ?? [], 1, epochs);
  const recordLayers = checkLayers(me, "recordLayers", options.recordLayers, network);
  const { recordSingularValues = false } = options;
  if (typeof recordSingularValues !== "boolean")
    throw new DomainError(`${me}: recordSingularValues must be true or false; got ${String(recordSingularValues)}.`);
  const kept = {
    ...{ loss, reduction, optimizer, regularizer, batchSize, epochs, recordAt, metricsAt, gradientsAt, repetitions, shuffle, seed },
    ...{ record, recordLayers, recordSingularValues, data: fingerprint(rows), recordOn: fingerprint({ inputs: recordOn }) },
    ...(testRows && { test: fingerprint(testRows) }),
  };
  checkFolder(me, folder, options.resume);
  const resume = options.resume === true ? await runIn(folder!) : options.resume || undefined;
  if (resume) checkResume(me, resume, network, chosen.name, { ...kept });
  if (resume && options.resume === true && isWhole(me, resume, kept)) return resume;

  if (repetitions > 1) checkDrawn(me, network);
  if (folder !== undefined) await beginInFolder(me, folder, resume, signal);
  const inputs = folder === undefined ? recordOn : await sharedMatrix(recordOn);
  const size = network.parameters;
  const cores = Math.min(threads ?? availableParallelism(), availableParallelism());
  const each = Math.max(1, Math.floor(cores / repetitions));
  const jobs = Array.from({ length: repetitions }, (_, repetition): TrainJob => {
    const from = begunRun(resume, repetition)?.state;
    const left = (list: readonly number[]) => (from ? list.filter((epoch) => epoch > from.epoch) : list);
    return {
      ...{ network, engine: chosen, threads: each, gradients: gradientsAt.length > 0 },
      ...{ data: rows, test: testRows, loss, reduction, optimizer, regularizer, batchSize, epochs, shuffle, seed, repetition },
      ...{ recordAt: left(recordAt), metricsAt: left(metricsAt), gradientsAt: left(gradientsAt), earlyStop: patience, resume: from },
      snapshots: new Float32Array(new SharedArrayBuffer(folder === undefined ? 4 * left(recordAt).length * size : 0)),
      ...(folder !== undefined && {
        stream: {
          ...{ folder: folderOf(folder, repetition), recordOn: inputs, layers: recordLayers, record, singularValues: recordSingularValues },
          ...{ options: { ...kept, repetition }, engine: chosen.name, repetitions: repetition === 0 ? repetitions : 1 },
          ...{ resumed: from !== undefined, note },
        },
      }),
    };
  });
  const progress = options.progress ?? progressLine(me);
  const done = jobs.map((job) => job.resume?.epoch ?? 0);
  const report = () =>
    progress(
      done.reduce((a, b) => a + b, 0),
      repetitions * epochs,
      note,
    );
  const onProgress = (job: number, epoch: unknown): void => {
    done[job] = epoch as number;
    report();
  };
  const results =
    ENGINES[chosen.name].where === "pool"
      ? await mapInPool<TrainJob, TrainResult>(new URL("./trainTask.js", import.meta.url), jobs, { signal, threads, onProgress })
      : await mapHere(trainTask, jobs, { signal, onProgress });
  results.forEach((r, i) => {
    done[i] = r.state.epoch;
  });
  report();
  if (folder !== undefined) return finishInFolder(folder, repetitions);
  const runs = results.map((result, i) =>
    assemble(
      jobs[i],
      withNote(result, note),
      { inputs: recordOn, layers: recordLayers, record },
      { ...kept, repetition: i },
      begunRun(resume, i),
    ),
  );
  return repetitions === 1 ? runs[0] : run(runs[0], runs);
}

function assemble(
  job: TrainJob,
  result: TrainResult,
  records: { inputs: Matrix; layers: readonly number[]; record: "after" | "before" },
  options: Record<string, unknown>,
  before?: Run,
): Run {
  const { recordAt, snapshots, seed, repetition } = job;
  const network = result.factors ? withFactors(job.network, result.factors) : job.network;
  const size = network.parameters;
  const { state, history, gradients, stopped, message, recorded } = result;
  const recordedNow = recordAt
    .slice(0, recorded)
    .map((epoch, i) =>
      computedSnapshot(epoch, withParameters(network, snapshots.subarray(i * size, (i + 1) * size)), { ...records, seed, repetition }),
    );
  return run({
    network: withParameters(network, state.parameters),
    snapshots: [...(before?.snapshots ?? []), ...recordedNow],
    history: [...(before?.history ?? []), ...history],
    gradients: [...(before?.gradients ?? []), ...gradients],
    ...{ options, engine: job.engine.name, stopped, epochs: state.epoch, state },
    ...(message !== undefined && { message }),
  });
}

/** The message of a run that another engine trained than the one meant, says so. */
function withNote(result: TrainResult, note?: string): TrainResult {
  return note === undefined ? result : { ...result, message: [note, result.message].filter(Boolean).join("\n") };
}

/** The repetition to go on from; one that was interrupted before its first update starts afresh. */
function begunRun(resume: Run | undefined, repetition: number): Run | undefined {
  const before = resume?.repetitions[repetition];
  return before && before.state.epoch + before.state.steps > 0 ? before : undefined;
}

/** The network with the factors of another repetition's USV layers. */
function withFactors(net: Network, factors: NonNullable<TrainResult["factors"]>): Network {
  return network({ ...net, layers: net.layers.map((l, i) => (l.kind === "usv" ? { ...l, ...factors[i] } : l)) });
}

function checkNetwork(me: string, network: Network, loss: LossKind): void {
  if (!Array.isArray(network?.layers)) throw new DomainError(`${me}: network must be a network, as mlp([12, 10, 2]) makes one.`);
  const last = network.layers[network.layers.length - 1];
  const { activation } = last;
  if (network.parameters === 0) throw new DomainError(`${me}: network must have weights to train; ${network.name} has none.`);
  if ((loss === "crossEntropy") !== (activation === "softmax"))
    throw new DomainError(`${me}: "crossEntropy" and an output "softmax" need each other; got loss "${loss}" and output "${activation}".`);
  if (loss === "bce" && activation !== "sigmoid")
    throw new DomainError(`${me}: loss "bce" needs a network with output "sigmoid"; got "${activation}".`);
  if (last.noise || last.dropout) throw new DomainError(`${me}: the last layer of ${network.name} must have neither noise nor dropout.`);
}

function checkOptimizer(me: string, optimizer: Optimizer): void {
  const fields = { sgd: ["momentum"], adam: ["beta1", "beta2", "epsilon"] }[optimizer?.kind];
  if (!fields?.every((name) => typeof (optimizer as object as Record<string, unknown>)[name] === "number"))
    throw new DomainError(`${me}: optimizer must be sgd({ learningRate }) or adam({ learningRate }); got ${JSON.stringify(optimizer)}.`);
  checkLearningRate(me, optimizer.learningRate);
}

function checkEarlyStop(me: string, earlyStop: { patience: number; minDelta?: number }, test: TrainingData | undefined) {
  checkKnownOptions(`${me}, earlyStop`, earlyStop, ["patience", "minDelta"]);
  const { patience, minDelta = 0 } = earlyStop;
  checkInteger(me, "earlyStop.patience", patience, 1);
  checkNotNegative(me, "earlyStop.minDelta", minDelta);
  if (!test) throw new DomainError(`${me}: earlyStop watches the test loss; give test rows.`);
  return { patience, minDelta };
}

function checkResume(me: string, resume: Run, network: Network, engine: string, now: Record<string, unknown>): void {
  if (!resume?.state) throw new DomainError(`${me}: resume must be a run, as train returns it.`);
  if (resume.engine !== engine)
    throw new DomainError(`${me}: resume goes on with the same engine; the run had "${resume.engine}", now it is "${engine}".`);
  if (resume.state.parameters.length !== network.parameters)
    throw new ShapeError(
      `${me}: resume must be a run of the same network; it has ${resume.state.parameters.length} parameters, ${network.name} has ${network.parameters}.`,
    );
  const other = network.layers.findIndex((layer, k) => shapeOf(layer) !== shapeOf(resume.network.layers[k]));
  if (other >= 0)
    throw new DomainError(
      `${me}: resume must be a run of the same network; layer ${other + 1} is ${shapeOf(network.layers[other])} now, and was ${shapeOf(resume.network.layers[other])}.`,
    );
  if (network.seed !== resume.network.seed && network.layers.some((l) => l.kind === "usv"))
    throw new DomainError(
      `${me}: resume must be a run of the same network; the factors of its USV layers were drawn with seed ${resume.network.seed}, now with ${network.seed}.`,
    );
  const before = resume.options;
  const names = [...SAME, ...SAME_RECORDS.filter((name) => before[name] !== undefined)];
  for (const name of names)
    if (JSON.stringify(resume.options[name]) !== JSON.stringify(now[name]))
      throw new DomainError(
        `${me}: resume goes on with the same ${name}; the run had ${JSON.stringify(resume.options[name])}, now it is ${JSON.stringify(now[name])}.`,
      );
  const most = Math.max(...resume.repetitions.map((r) => r.epochs));
  if (most > (now.epochs as number))
    throw new DomainError(`${me}: epochs must be at least ${most}, as the run to go on from has done; got ${now.epochs}.`);
}

/** What a layer is besides its numbers and how they were drawn. */
function shapeOf(layer: Layer | undefined): string {
  if (!layer) return "none";
  const { init: _, ...rest } = withoutNumbers(layer);
  return JSON.stringify(Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function checkFolder(me: string, folder: unknown, resume: unknown): void {
  if (folder !== undefined && (typeof folder !== "string" || folder === ""))
    throw new DomainError(`${me}: folder must be the path of a folder, such as "runs/szt"; got ${String(folder)}.`);
  if (resume === true && folder === undefined) throw new DomainError(`${me}: resume: true goes on from the run in a folder; give folder.`);
}

async function runIn(folder: string): Promise<Run | undefined> {
  return holdsRun(folder) ? openRun(folder) : undefined;
}

/** Whether there is nothing to go on with: every repetition has ended, after what is asked for now. */
function isWhole(me: string, resume: Run, now: Record<string, unknown>): boolean {
  if (resume.repetitions.some((r) => r.stopped === "interrupted") || resume.options.epochs !== now.epochs) return false;
  for (const name of ["recordAt", "metricsAt", "gradientsAt"])
    if (JSON.stringify(resume.options[name]) !== JSON.stringify(now[name]))
      throw new DomainError(
        `${me}: the run in ${resume.folder} has ended, with another ${name}. Choose another folder, or remove it to train again.`,
      );
  return true;
}

function defaultEpochs(epochs: number): number[] {
  return epochs > 0 ? logSpaced(epochs, Math.max(2, Math.min(60, epochs))) : [0];
}

function epochList(me: string, name: string, list: readonly number[], first: number, epochs: number): number[] {
  if (!Array.isArray(list)) throw new DomainError(`${me}: ${name} must be a list of epochs, such as [0, ${epochs}]; got ${String(list)}.`);
  for (const epoch of list) checkInteger(me, name, epoch, first, epochs);
  return [...new Set(list)].sort((a, b) => a - b);
}
