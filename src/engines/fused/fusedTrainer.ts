import { ACTIVATION_CODES } from "../../networks/activation.js";
import { layerLevels } from "../../networks/layerLevels.js";
import { layerWindow } from "../../networks/layerWindow.js";
import { multiplications } from "../../networks/multiplications.js";
import type { Layer } from "../../networks/network.js";
import { streamOf } from "../../networks/streamOf.js";
import { parametersOf } from "../../networks/withParameters.js";
import { type ChainLayer, type TrainingChain, trainingChain } from "../../numeric/trainingChain.js";
import type { Metrics, Trainer, TrainerSpec } from "../engine.js";
import { metricsCounter } from "../metricsCounter.js";

/** A trainer whose arrays are in sight. */
export interface FusedTrainer extends Trainer {
  readonly chain: TrainingChain;
  metrics(on: "train" | "test", epoch: number, stop?: () => boolean): Metrics | undefined;
}

/** A call of the kernel lasts about this many floating-point operations: some 20 ms. */
const OPERATIONS_PER_CALL = 4e8;

/** A chain ready to train in the WASM kernels of this thread. */
export function fusedTrainer(spec: TrainerSpec): FusedTrainer {
  const { network, data, test, loss, reduction = "mean", optimizer, regularizer = {}, seed = 0, repetition = 0 } = spec;
  const batchSize = Math.min(spec.batchSize, data.inputs.rows);
  const { weightDecay = 0, maxNorm = 0, parseval = 0 } = regularizer;
  const layers = network.layers.flatMap((l, i) => chainLayer(l, i, repetition));
  const chain = trainingChain(
    { layers, ...data, loss, reduction, batchSize, optimizer, weightDecay, maxNorm, parseval, seed },
    test ? [test.inputs] : [],
  );
  chain.parameters.set(parametersOf(network));
  const products = network.layers.reduce((n, layer) => n + multiplications(layer), 0);
  const metrics = (on: "train" | "test", epoch: number, stop?: () => boolean): Metrics | undefined => {
    const rows = on === "train" ? data : test!;
    const index = on === "train" ? 0 : 1;
    const count = metricsCounter(network, rows, loss);
    for (let from = 0, block = 0; from < rows.inputs.rows; from += batchSize, block++) {
      if (stop?.()) return undefined;
      const size = Math.min(batchSize, rows.inputs.rows - from);
      const { data: out, stride } = chain.outputs(index, from, size, (2 * epoch + index) * 1048576 + block);
      count.add(out, stride, 1, from, size);
    }
    return count.result();
  };
  return {
    chain,
    batches: chain.batches,
    batchesPerCall: Math.max(1, Math.floor(OPERATIONS_PER_CALL / (6 * products * batchSize))),
    shuffle: chain.shuffle,
    train: chain.train,
    parameters: () => chain.parameters,
    gradient: () => chain.gradient,
    state: () => ({
      ...{ parameters: chain.parameters.slice(), first: chain.first.slice(), second: chain.second.slice() },
      powers: [chain.powers[0], chain.powers[1]],
      steps: chain.step[0],
    }),
    restore: (state) => {
      chain.parameters.set(state.parameters);
      chain.first.set(state.first);
      chain.second.set(state.second);
      chain.powers.set(state.powers);
      chain.step[0] = state.steps;
    },
    metrics,
    dispose: () => {},
  };
}

function chainLayer(layer: Layer, index: number, repetition: number): ChainLayer[] {
  if (layer.kind === "flatten") return []; // its numbers lie as they did
  const { inputs, outputs, slope, noise, dropout } = layer;
  const stream = (purpose: "noise" | "evaluation" | "dropout") => streamOf(purpose, repetition, index);
  return [
    {
      ...{ inputs, outputs, slope, activation: ACTIVATION_CODES[layer.activation] },
      bias: (layer.kind === "dense" || layer.kind === "conv2d") && layer.bias.length > 0,
      ...(layer.kind === "usv" && { usv: { rank: layer.s.length, u: layer.u.data, v: layer.v.data } }),
      ...("kernel" in layer && { windows: { kind: layer.kind, window: layerWindow(layer) } }),
      ...(layer.levels && { levels: layerLevels(layer) }),
      ...(noise && { noise: { ...noise, stream: stream("noise"), evaluationStream: stream("evaluation") } }),
      ...(dropout && { dropout: { rate: dropout, stream: stream("dropout") } }),
    },
  ];
}
