import { ACTIVATION_CODES } from "../../networks/activation.js";
import type { Network } from "../../networks/network.js";
import { parametersOf } from "../../networks/withParameters.js";
import { type DenseChain, denseChain, type Table } from "../../numeric/denseChain.js";
import { crossEntropy, type LossKind } from "../loss.js";
import type { Optimizer } from "../optimizer.js";

/** Rows with what is to be learnt of them. */
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
  readonly optimizer: Optimizer;
  readonly batchSize: number;
}

/** Mean loss over all rows, and the share of rows whose largest output is the label's. */
export interface Metrics {
  readonly loss: number;
  readonly accuracy?: number;
}

export interface Trainer {
  readonly chain: DenseChain;
  metrics(on: "train" | "test"): Metrics;
}

/** A dense chain ready to train in the WASM kernels of this thread. */
export function fusedTrainer(spec: TrainerSpec): Trainer {
  const { network, data, test, loss, optimizer, batchSize } = spec;
  const chain = denseChain(
    {
      layers: network.layers.map((l) => ({ ...l, activation: ACTIVATION_CODES[l.activation] })),
      ...data,
      loss,
      reduction: "mean",
      batchSize: Math.min(batchSize, data.inputs.rows),
      optimizer,
      weightDecay: 0,
    },
    test ? [test.inputs] : [],
  );
  chain.parameters.set(parametersOf(network));
  const block = Math.min(batchSize, data.inputs.rows);
  const metrics = (on: "train" | "test"): Metrics => {
    const rows = on === "train" ? data : test!;
    const z = new Float64Array(network.outputs);
    let sum = 0;
    let right = 0;
    for (let from = 0; from < rows.inputs.rows; from += block) {
      const count = Math.min(block, rows.inputs.rows - from);
      const { data: out, stride } = chain.outputs(on === "train" ? 0 : 1, from, count);
      for (let i = 0; i < count; i++) {
        let best = 0;
        for (let j = 0; j < z.length; j++) {
          z[j] = out[j * stride + i];
          if (z[j] > z[best]) best = j;
        }
        const label = rows.labels![from + i];
        sum += crossEntropy(z, label);
        if (best === label) right++;
      }
    }
    return { loss: sum / rows.inputs.rows, accuracy: right / rows.inputs.rows };
  };
  return { chain, metrics };
}
