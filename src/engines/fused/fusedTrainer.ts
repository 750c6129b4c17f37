import { DomainError } from "../../core/errors.js";
import { ACTIVATION_CODES } from "../../networks/activation.js";
import { layerLevels } from "../../networks/layerLevels.js";
import type { Layer, Network } from "../../networks/network.js";
import { streamOf } from "../../networks/streamOf.js";
import { parametersOf } from "../../networks/withParameters.js";
import { type ChainLayer, type DenseChain, denseChain, type Table } from "../../numeric/denseChain.js";
import { binaryCrossEntropy, crossEntropy, type LossKind } from "../loss.js";
import type { Optimizer } from "../optimizer.js";
import type { Regularizer } from "../regularizer.js";

/** Rows with what is to be learnt of them: labels for cross-entropy, targets for the other losses. */
export interface TrainingRows {
  readonly inputs: Table;
  readonly labels?: Uint8Array;
  readonly targets?: Table;
}

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
}

/** Mean loss over all rows, and the share of rows that are classified as labelled. */
export interface Metrics {
  readonly loss: number;
  readonly accuracy?: number;
}

export interface Trainer {
  readonly chain: DenseChain;
  /**
   * @param epoch counts the noise of layers that are noisy in evaluation
   * @param stop asked between blocks of rows
   * @returns undefined where `stop` said so
   */
  metrics(on: "train" | "test", epoch: number, stop?: () => boolean): Metrics | undefined;
}

/** A dense chain ready to train in the WASM kernels of this thread. */
export function fusedTrainer(spec: TrainerSpec): Trainer {
  const { network, data, test, loss, reduction = "mean", optimizer, regularizer = {}, seed = 0, repetition = 0 } = spec;
  const batchSize = Math.min(spec.batchSize, data.inputs.rows);
  const { weightDecay = 0, maxNorm = 0, parseval = 0 } = regularizer;
  const layers = network.layers.map((l, i) => chainLayer(l, i, repetition));
  const chain = denseChain(
    { layers, ...data, loss, reduction, batchSize, optimizer, weightDecay, maxNorm, parseval, seed },
    test ? [test.inputs] : [],
  );
  chain.parameters.set(parametersOf(network));
  const metrics = (on: "train" | "test", epoch: number, stop?: () => boolean): Metrics | undefined => {
    const rows = on === "train" ? data : test!;
    const index = on === "train" ? 0 : 1;
    const count = new Counter(network, rows, loss);
    for (let from = 0, block = 0; from < rows.inputs.rows; from += batchSize, block++) {
      if (stop?.()) return undefined;
      const size = Math.min(batchSize, rows.inputs.rows - from);
      const { data: out, stride } = chain.outputs(index, from, size, (2 * epoch + index) * 1048576 + block);
      count.add(out, stride, from, size);
    }
    return count.result();
  };
  return { chain, metrics };
}

function chainLayer(layer: Layer, index: number, repetition: number): ChainLayer {
  const { inputs, outputs, slope, noise, dropout } = layer;
  if (layer.kind !== "dense" && layer.kind !== "usv")
    throw new DomainError(`train: the fused engine trains dense and USV layers; layer ${index + 1} is of kind "${layer.kind}".`);
  const stream = (purpose: "noise" | "evaluation" | "dropout") => streamOf(purpose, repetition, index);
  return {
    ...{ inputs, outputs, slope, activation: ACTIVATION_CODES[layer.activation] },
    bias: layer.kind === "dense" && layer.bias.length > 0,
    ...(layer.kind === "usv" && { usv: { rank: layer.s.length, u: layer.u.data, v: layer.v.data } }),
    ...(layer.levels && { levels: layerLevels(layer) }),
    ...(noise && { noise: { ...noise, stream: stream("noise"), evaluationStream: stream("evaluation") } }),
    ...(dropout && { dropout: { rate: dropout, stream: stream("dropout") } }),
  };
}

/** Sums losses and right answers over blocks of outputs. */
class Counter {
  private readonly a: Float64Array;
  private sum = 0;
  private right = 0;

  constructor(
    private readonly network: Network,
    private readonly rows: TrainingRows,
    private readonly loss: LossKind,
  ) {
    this.a = new Float64Array(network.outputs);
  }

  /** Unit j of row from + i is out[j * stride + i]. */
  add(out: Float32Array, stride: number, from: number, count: number): void {
    const { a, loss } = this;
    const { labels, targets } = this.rows;
    const width = targets ? (targets.cols + 3) & ~3 : 0;
    for (let i = 0; i < count; i++) {
      let best = 0;
      for (let j = 0; j < a.length; j++) {
        a[j] = out[j * stride + i];
        if (a[j] > a[best]) best = j;
      }
      if (loss === "crossEntropy") this.sum += crossEntropy(a, labels![from + i]);
      else
        for (let j = 0; j < a.length; j++) {
          const t = targets!.data[(from + i) * width + j];
          this.sum += (loss === "mse" ? (a[j] - t) * (a[j] - t) : binaryCrossEntropy(a[j], t)) / a.length;
        }
      if (labels && (a.length > 1 ? best : a[0] > 0.5 ? 1 : 0) === labels[from + i]) this.right++;
    }
  }

  result(): Metrics {
    const { labels, inputs } = this.rows;
    const classifies = labels && (this.network.outputs > 1 || this.loss === "bce");
    return { loss: this.sum / inputs.rows, ...(classifies && { accuracy: this.right / inputs.rows }) };
  }
}
