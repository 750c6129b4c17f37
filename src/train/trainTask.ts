import type { GradientStatistics, HistoryEntry, Stopped } from "../activations/run.js";
import type { TrainState } from "../activations/trainState.js";
import type { Matrix } from "../core/matrix.js";
import type { ChosenEngine } from "../engines/chooseEngine.js";
import type { Trainer, TrainerSpec } from "../engines/engine.js";
import { ENGINES } from "../engines/engines.js";
import { learningRateAt } from "../engines/schedule.js";
import { parameterCount } from "../networks/network.js";
import { redraw } from "../networks/redraw.js";
import { streamOf } from "../networks/streamOf.js";
import type { JobContext } from "../numeric/threads.js";
import { gradientSums } from "./gradientSums.js";
import { runStream, type StreamSpec } from "./runStream.js";

/** One repetition of a run: plain data, the large arrays shared, unless the engine trains on the calling thread. */
export interface TrainJob extends TrainerSpec {
  readonly engine: ChosenEngine;
  readonly epochs: number;
  /** Ascending, as the next two. */
  readonly recordAt: readonly number[];
  readonly metricsAt: readonly number[];
  readonly gradientsAt: readonly number[];
  /** Room for the parameters at every epoch of `recordAt`; none where they go to the disk. */
  readonly snapshots: Float32Array;
  readonly stream?: StreamSpec;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly repetition: number;
  readonly earlyStop?: { readonly patience: number; readonly minDelta: number };
  readonly resume?: TrainState;
}

export interface TrainResult {
  readonly state: TrainState;
  readonly history: readonly HistoryEntry[];
  readonly gradients: readonly GradientStatistics[];
  /** How many epochs of `recordAt` were recorded. */
  readonly recorded: number;
  readonly stopped: Stopped;
  readonly message?: string;
  /** The fixed factors of USV layers, by layer, where this repetition has drawn its own. */
  readonly factors?: readonly ({ readonly u: Matrix; readonly v: Matrix } | undefined)[];
}

/** Runs in a thread of the pool, or on the calling thread where the engine must. */
export default async function trainTask(job: TrainJob, context: JobContext): Promise<TrainResult> {
  if (job.repetition === 0) return trainOne(job, context);
  const network = redraw(job.network, job.repetition);
  const factors =
    network.layers.some((l) => l.kind === "usv") && network.layers.map((l) => (l.kind === "usv" ? { u: l.u, v: l.v } : undefined));
  return { ...(await trainOne({ ...job, network }, context)), ...(factors && { factors }) };
}

async function trainOne(job: TrainJob, context: JobContext): Promise<TrainResult> {
  const trainer = await ENGINES[job.engine.name].trainer(job, job.engine.settings);
  try {
    return await trainWith(trainer, job, context);
  } finally {
    await trainer.dispose();
  }
}

async function trainWith(trainer: Trainer, job: TrainJob, context: JobContext): Promise<TrainResult> {
  const { network, test, optimizer, epochs, recordAt, metricsAt, gradientsAt, snapshots, seed, repetition, earlyStop, resume } = job;
  const { batches } = trainer;
  const size = network.parameters;
  const stream = job.stream && runStream(job.stream, job, context);
  const history: HistoryEntry[] = [];
  const gradients: GradientStatistics[] = [];
  const sums = gradientsAt.length > 0 ? gradientSums(network) : undefined;
  const done = resume?.epoch ?? 0;
  let best = resume?.best;
  let recorded = 0;
  let reported = performance.now();
  const stateAt = async (epoch: number, batch: number): Promise<TrainState> => {
    const state = await trainer.state();
    return { epoch, batch, ...state, ...(best && { best }) };
  };
  const finish = async (stopped: Stopped, epoch: number, batch = 0, message?: string): Promise<TrainResult> => {
    const state = await stateAt(epoch, batch);
    await stream?.state(state, { history, gradients, stopped, epochs: epoch, message });
    return { ...{ state, history, gradients, recorded, stopped }, ...(message !== undefined && { message }) };
  };
  if (resume) await trainer.restore(resume);

  /** Keeps the weights where they are due; false where it was aborted. */
  const record = async (epoch: number): Promise<boolean> => {
    if (recordAt[recorded] !== epoch) return true;
    const parameters = await trainer.parameters();
    if (!stream) snapshots.set(parameters, recorded * size);
    else if (!(await stream.snapshot(epoch, parameters))) return false;
    recorded++;
    return true;
  };
  /** Writes now and then what a training that is cut off goes on from. */
  const keep = async (epoch: number): Promise<void> => {
    if (stream?.due()) await stream.state(await stateAt(epoch, 0), { history, gradients, stopped: "interrupted", epochs: epoch });
  };
  /** Measures and records what is due after `epoch` epochs; "early" where early stop has run out of patience. */
  const look = async (epoch: number): Promise<"early" | "interrupted" | undefined> => {
    const due = metricsAt[history.length] === epoch;
    const watch = earlyStop && epoch > 0;
    const tested = test && (due || watch) ? await trainer.metrics("test", epoch, context.aborted) : undefined;
    const trained = due ? await trainer.metrics("train", epoch, context.aborted) : undefined;
    if ((test && (due || watch) && !tested) || (due && !trained)) return "interrupted";
    if (!(await record(epoch))) return "interrupted";
    if (trained) {
      history.push({
        epoch,
        ...{ trainLoss: trained.loss, ...(trained.accuracy !== undefined && { trainAccuracy: trained.accuracy }) },
        ...(tested && { testLoss: tested.loss, ...(tested.accuracy !== undefined && { testAccuracy: tested.accuracy }) }),
      });
    }
    if (!watch) return undefined;
    if (!best || tested!.loss < best.loss - earlyStop.minDelta) best = { epoch, loss: tested!.loss };
    return epoch - best.epoch >= earlyStop.patience ? "early" : undefined;
  };

  if (!resume && (await look(0))) return finish("interrupted", 0);
  await keep(0);
  for (let epoch = done + 1; epoch <= epochs; epoch++) {
    const begun = epoch === done + 1 && resume ? resume.batch : 0;
    if (context.aborted()) return finish("interrupted", epoch - 1, begun);
    if (job.shuffle) trainer.shuffle(seed, streamOf("shuffle", repetition, epoch));
    const rate = learningRateAt(optimizer.learningRate, epoch);
    const watched = sums && gradientsAt.includes(epoch);
    const step = watched ? 1 : trainer.batchesPerCall;
    // the sums over an epoch's gradients are not part of the state, so such an epoch is resumed from its beginning
    const start = watched ? await stateAt(epoch - 1, begun) : undefined;
    for (let batch = begun; batch < batches; batch += step) {
      if (context.turn) await context.turn();
      if (batch > begun && context.aborted()) {
        if (start) await trainer.restore(start);
        return finish("interrupted", epoch - 1, start ? begun : batch);
      }
      await trainer.train(batch, Math.min(step, batches - batch), rate);
      if (watched) sums.add(await trainer.gradient());
    }
    const layer = notFinite(job, await trainer.parameters());
    if (layer) return finish("diverged", epoch, 0, divergence(epoch, layer, rate));
    const outcome = await look(epoch);
    if (outcome === "interrupted") {
      if (start) await trainer.restore(start);
      return finish("interrupted", epoch - 1, start ? begun : batches); // resumed with these metrics
    }
    if (watched) gradients.push({ epoch, layers: sums.take(await trainer.parameters()) });
    if (outcome === "early") return finish("early", epoch, 0, fallenNoMore(best!, earlyStop!));
    await keep(epoch);
    const now = performance.now();
    if (now - reported > 100) {
      reported = now;
      context.report(epoch);
    }
  }
  return finish("done", Math.max(done, epochs));
}

function fallenNoMore({ loss, epoch }: { loss: number; epoch: number }, { minDelta }: { minDelta: number }): string {
  return `train: the test loss was ${loss} after epoch ${epoch}, and has not fallen${minDelta > 0 ? ` by more than ${minDelta}` : ""} since.`;
}

/** Number of the first layer with a parameter that is not finite, from 1, or 0. */
function notFinite({ network: { layers } }: TrainJob, parameters: Float32Array): number {
  let doubt = 0;
  for (let i = 0; i < parameters.length; i++) doubt += parameters[i] - parameters[i];
  if (doubt === 0) return 0;
  let at = 0;
  for (let l = 0; l < layers.length; l++) {
    const end = at + parameterCount(layers[l]);
    for (; at < end; at++) if (!Number.isFinite(parameters[at])) return l + 1;
  }
  return 0;
}

function divergence(epoch: number, layer: number, rate: number): string {
  return `train: the loss diverged in epoch ${epoch}: weights of layer ${layer} are no longer finite. Lower learningRate (${rate}), or look at the data for values far from 1.`;
}
