import type { GradientStatistics, HistoryEntry, Stopped } from "../activations/run.js";
import type { TrainState } from "../activations/trainState.js";
import type { Matrix } from "../core/matrix.js";
import { fusedTrainer, type TrainerSpec } from "../engines/fused/fusedTrainer.js";
import { learningRateAt } from "../engines/schedule.js";
import { parameterCount } from "../networks/network.js";
import { redraw } from "../networks/redraw.js";
import { streamOf } from "../networks/streamOf.js";
import type { JobContext } from "../numeric/threads.js";
import { gradientSums } from "./gradientSums.js";

/** One repetition of a run: everything is plain data, the large arrays are shared. */
export interface TrainJob extends TrainerSpec {
  readonly epochs: number;
  /** Ascending, as the next two. */
  readonly recordAt: readonly number[];
  readonly metricsAt: readonly number[];
  readonly gradientsAt: readonly number[];
  /** Room for the parameters at every epoch of `recordAt`. */
  readonly snapshots: Float32Array;
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

/** A call of the kernel lasts about this many floating-point operations (some 20 ms), then looks for an abort. */
const OPERATIONS_PER_CALL = 4e8;

/** Runs in a thread of the pool. */
export default function trainTask(job: TrainJob, context: JobContext): TrainResult {
  if (job.repetition === 0) return trainOne(job, context);
  const network = redraw(job.network, job.repetition);
  const factors =
    network.layers.some((l) => l.kind === "usv") && network.layers.map((l) => (l.kind === "usv" ? { u: l.u, v: l.v } : undefined));
  return { ...trainOne({ ...job, network }, context), ...(factors && { factors }) };
}

function trainOne(job: TrainJob, context: JobContext): TrainResult {
  const { network, data, test, optimizer, epochs, recordAt, metricsAt, gradientsAt, snapshots, seed, repetition, earlyStop, resume } = job;
  const { chain, metrics } = fusedTrainer(job);
  const { parameters } = chain;
  const size = parameters.length;
  const rows = Math.min(job.batchSize, data.inputs.rows);
  const perCall = Math.max(1, Math.floor(OPERATIONS_PER_CALL / (6 * products(network) * rows)));
  const history: HistoryEntry[] = [];
  const gradients: GradientStatistics[] = [];
  const sums = gradientsAt.length > 0 ? gradientSums(network) : undefined;
  const done = resume?.epoch ?? 0;
  let best = resume?.best;
  let recorded = 0;
  let reported = performance.now();
  const restore = (state: TrainState): void => {
    chain.parameters.set(state.parameters);
    chain.first.set(state.first);
    chain.second.set(state.second);
    chain.powers.set(state.powers);
    chain.step[0] = state.steps;
  };
  const stateAt = (epoch: number, batch: number): TrainState => {
    const powers = [chain.powers[0], chain.powers[1]] as const;
    const copies = { parameters: parameters.slice(), first: chain.first.slice(), second: chain.second.slice() };
    return { epoch, batch, ...copies, powers, steps: chain.step[0], ...(best && { best }) };
  };
  const finish = (stopped: Stopped, epoch: number, batch = 0, message?: string): TrainResult => ({
    ...{ state: stateAt(epoch, batch), history, gradients, recorded, stopped },
    ...(message !== undefined && { message }),
  });
  if (resume) restore(resume);

  /** Records what is due after `epoch` epochs; "early" where early stop has run out of patience. */
  const record = (epoch: number): "early" | "interrupted" | undefined => {
    const due = metricsAt[history.length] === epoch;
    const watch = earlyStop && epoch > 0;
    const tested = test && (due || watch) ? metrics("test", epoch, context.aborted) : undefined;
    const trained = due ? metrics("train", epoch, context.aborted) : undefined;
    if ((test && (due || watch) && !tested) || (due && !trained)) return "interrupted";
    if (recordAt[recorded] === epoch) {
      snapshots.set(parameters, recorded * size);
      recorded++;
    }
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

  if (!resume && record(0)) return finish("interrupted", 0);
  for (let epoch = done + 1; epoch <= epochs; epoch++) {
    const begun = epoch === done + 1 && resume ? resume.batch : 0;
    if (context.aborted()) return finish("interrupted", epoch - 1, begun);
    if (job.shuffle) chain.shuffle(seed, streamOf("shuffle", repetition, epoch));
    const rate = learningRateAt(optimizer.learningRate, epoch);
    const watched = sums && gradientsAt.includes(epoch);
    const step = watched ? 1 : perCall;
    // the sums over an epoch's gradients are not part of the state, so such an epoch is resumed from its beginning
    const start = watched ? stateAt(epoch - 1, begun) : undefined;
    for (let batch = begun; batch < chain.batches; batch += step) {
      if (batch > begun && context.aborted()) {
        if (start) restore(start);
        return finish("interrupted", epoch - 1, start ? begun : batch);
      }
      chain.train(batch, Math.min(step, chain.batches - batch), rate);
      if (watched) sums.add(chain.gradient);
    }
    const layer = notFinite(job, parameters);
    if (layer) return finish("diverged", epoch, 0, divergence(epoch, layer, rate));
    const outcome = record(epoch);
    if (outcome === "interrupted") {
      if (start) restore(start);
      return finish("interrupted", epoch - 1, start ? begun : chain.batches); // resumed with these metrics
    }
    if (watched) gradients.push({ epoch, layers: sums.take(parameters) });
    if (outcome === "early") return finish("early", epoch, 0, `train: no test loss below ${best!.loss} (epoch ${best!.epoch}) since.`);
    const now = performance.now();
    if (now - reported > 100) {
      reported = now;
      context.report(epoch);
    }
  }
  return finish("done", Math.max(done, epochs));
}

/** Multiplications of a forward pass of one row. */
function products({ layers }: TrainJob["network"]): number {
  return layers.reduce((n, l) => n + (l.kind === "usv" ? l.s.length * (l.inputs + l.outputs) : l.inputs * l.outputs), 0);
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
