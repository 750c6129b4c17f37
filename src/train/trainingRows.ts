import { checkMatrix, checkNotEmpty, checkSameRows } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import type { TrainingRows } from "../engines/engine.js";
import type { LossKind } from "../engines/loss.js";
import type { Network } from "../networks/network.js";
import { type Table, table } from "../numeric/trainingChain.js";
import type { TrainingData } from "./train.js";

/** Inputs and what is to be learnt, checked, as float32 in memory that all threads share. */
export async function trainingRows(me: string, name: string, data: TrainingData, network: Network, loss: LossKind): Promise<TrainingRows> {
  const { inputs, labels, targets } = data ?? {};
  checkMatrix(me, `${name}.inputs`, inputs);
  checkNotEmpty(me, `${name}.inputs`, inputs);
  if (inputs.cols !== network.inputs)
    throw new ShapeError(`${me}: ${name}.inputs must have ${network.inputs} columns, as ${network.name} has inputs; got ${inputs.cols}.`);
  const rows = { inputs: await shared(inputs.rows, inputs.cols, inputs.data, { ...FINITE, name: `${me}: ${name}.inputs` }) };
  const regression = loss !== "crossEntropy";
  if (regression && targets) {
    checkMatrix(me, `${name}.targets`, targets);
    checkSameRows(me, inputs, targets, `${name}.inputs`, `${name}.targets`);
    if (targets.cols !== network.outputs)
      throw new ShapeError(
        `${me}: ${name}.targets must have ${network.outputs} columns, as ${network.name} has outputs; got ${targets.cols}.`,
      );
  }
  const classes = network.outputs === 1 && regression ? 2 : network.outputs;
  const known = labels && checkedLabels(me, `${name}.labels`, labels, inputs.rows, regression && targets ? 256 : classes);
  if (!known && !(regression && targets))
    throw new ShapeError(`${me}: ${name}.labels must have one label per row (${inputs.rows}); got none.`);
  if (!regression) return { ...rows, labels: known };
  const table = targets
    ? await shared(targets.rows, targets.cols, targets.data, { ...(loss === "bce" ? SHARE : FINITE), name: `${me}: ${name}.targets` })
    : await shared(inputs.rows, network.outputs, oneHot(known!, network.outputs));
  return { ...rows, ...(known && { labels: known }), targets: table };
}

function checkedLabels(me: string, name: string, labels: Uint8Array, rows: number, classes: number): Uint8Array {
  if (labels.length !== rows) throw new ShapeError(`${me}: ${name} must have one label per row (${rows}); got ${labels.length}.`);
  for (let i = 0; i < rows; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes)
      throw new DomainError(
        `${me}: ${name} must be whole numbers from 0 to ${classes - 1}, which the outputs of the network tell apart; got ${labels[i]} in row ${i}.`,
      );
    if (labels[i] > 255) throw new DomainError(`${me}: ${name} must be at most 255: they are bytes; got ${labels[i]} in row ${i}.`);
  }
  const copy = new Uint8Array(new SharedArrayBuffer(rows));
  copy.set(labels);
  return copy;
}

/** Labels as 0 and 1 for one output, else a row with a 1 at the label. */
function oneHot(labels: Uint8Array, outputs: number): Float32Array {
  if (outputs === 1) return Float32Array.from(labels);
  const values = new Float32Array(labels.length * outputs);
  labels.forEach((y, i) => {
    values[i * outputs + y] = 1;
  });
  return values;
}

/** What every value must be. */
interface Demand {
  readonly must: string;
  holds(value: number): boolean;
}

const FINITE: Demand = { must: "be finite as float32", holds: Number.isFinite };
const SHARE: Demand = { must: 'be from 0 to 1 for loss "bce"', holds: (value) => value >= 0 && value <= 1 };

/** Values per turn of the event loop: about 10 ms. */
const CHUNK = 1 << 20;

/** A table in shared memory, copied in parts, between which the main thread is free. */
async function shared(
  rows: number,
  cols: number,
  values: ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> },
  demand?: Demand & { readonly name: string },
): Promise<Table> {
  const padded = (cols + 3) & ~3;
  const data = new Float32Array(new SharedArrayBuffer(4 * rows * padded));
  const step = Math.max(1, Math.floor(CHUNK / cols));
  for (let from = 0; from < rows; from += step) {
    if (from > 0) await new Promise(setImmediate);
    const to = Math.min(rows, from + step);
    const part = data.subarray(from * padded, to * padded);
    table(to - from, cols, values.subarray(from * cols, to * cols), part);
    const wrong = demand ? part.findIndex((value) => !demand.holds(value)) : -1;
    if (wrong >= 0) {
      const place = `row ${from + Math.floor(wrong / padded)}, column ${wrong % padded}`;
      throw new DomainError(
        `${demand!.name} must ${demand!.must}; got ${values[(from + Math.floor(wrong / padded)) * cols + (wrong % padded)]} in ${place}.`,
      );
    }
  }
  return { rows, cols, data };
}
