import { DomainError } from "../core/errors.js";
import { C, KINDS, L, LOSSES, WHEN, WHERE } from "./chainRecords.js";
import { joinRotations } from "./joinRotations.js";
import { instantiateKernels, type Kernels, NOISE_WORDS } from "./kernels.js";
import { scratch } from "./scratch.js";
import { layWindow, WINDOW_WORDS, type Window } from "./window.js";

/** Rows of float32, each padded with zeros to a multiple of 4 columns. */
export interface Table {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

export interface ChainLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** As in assembly/activation.ts. */
  readonly activation: number;
  readonly slope: number;
  /** False for sums without a constant. */
  readonly bias: boolean;
  /**
   * W = U diag(s) V, of which only s is trained: U inputs × rank and V rank × outputs, row-major. Has no bias. Without V, where
   * {@link joinRotations} has moved it into the next layer, W = U diag(s).
   */
  readonly usv?: { readonly rank: number; readonly u: ArrayLike<number>; readonly v?: ArrayLike<number> };
  /** A convolution or a pool of images; a dense layer where absent. Weights of a convolution: numbers under a window × channels out. */
  readonly windows?: { readonly kind: "conv2d" | "maxPool" | "averagePool"; readonly window: Window };
  /** Activations are rounded to low + k · step. */
  readonly levels?: { readonly low: number; readonly step: number };
  /** Gaussian noise inside or after the activation, with the streams of the seed that it is drawn from. */
  readonly noise?: {
    readonly sd: number;
    readonly where: "inside" | "after";
    readonly when: "training" | "evaluation" | "both";
    readonly stream: number;
    readonly evaluationStream: number;
  };
  /** Share of units that are 0 in training; the others are divided by 1 − rate. Comes after the noise. */
  readonly dropout?: { readonly rate: number; readonly stream: number };
}

export interface TrainingChainSpec {
  readonly layers: readonly ChainLayer[];
  readonly inputs: Table;
  /** One class per row, for cross-entropy. */
  readonly labels?: Uint8Array;
  /** For the other losses. */
  readonly targets?: Table;
  readonly loss: "crossEntropy" | "mse" | "bce";
  readonly reduction: "mean" | "sum";
  readonly batchSize: number;
  readonly optimizer:
    | { readonly kind: "sgd"; readonly momentum: number }
    | { readonly kind: "adam"; readonly beta1: number; readonly beta2: number; readonly epsilon: number };
  /** Added to the gradient, times the parameter. */
  readonly weightDecay: number;
  /** Strength of the Parseval step after each update, all layers but the last; 0 for none. */
  readonly parseval: number;
  /** Largest norm of the weights into a unit; 0 for none. */
  readonly maxNorm: number;
  /** Of noise and dropout masks. */
  readonly seed: number;
}

/** A chain in training, in a WASM memory of its own. The arrays are views into it. */
export interface TrainingChain {
  /** All parameters, layer by layer: weights (inputs × outputs, row-major), then biases; or s. */
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  /** Momentum, or Adam's first moment. */
  readonly first: Float32Array;
  /** Adam's second moment. */
  readonly second: Float32Array;
  /** Adam's β1^t and β2^t after t steps. */
  readonly powers: Float64Array;
  /** Updates done, which count noise and masks. One number. */
  readonly step: Float64Array;
  /** Order in which the rows are taken. */
  readonly order: Uint32Array;
  /** Batches of an epoch; the last may be smaller. */
  readonly batches: number;
  /** Order of the rows = `random(seed, stream).permutation(rows)`. */
  shuffle(seed: number, stream: number): void;
  /** Trains on `count` batches of the order from batch `first` on. */
  train(first: number, count: number, learningRate: number): void;
  /** The gradient of the loss over rows order[from … from + count), count ≤ batchSize, without an update. */
  computeGradient(from: number, count: number): void;
  /**
   * Outputs (before a softmax) for rows from … from + count of a table, count ≤ batchSize: unit j of row from + i at data[j * stride + i].
   *
   * @param table 0 for the training inputs, 1 … for those given as `evaluate`
   * @param step counter of noise that acts in evaluation
   */
  outputs(table: number, from: number, count: number, step: number): { readonly data: Float32Array; readonly stride: number };
}

interface Functions extends Kernels {
  trainingChainTrain(chain: number, first: number, batches: number): void;
  trainingChainGradient(chain: number, from: number, count: number): void;
  trainingChainOutputs(chain: number, table: number, order: number, from: number, count: number, step: number): void;
  philoxPermutation(n: number, seed: number, stream: number, out: number, words: number): void;
}

/** Addresses of the kernels are signed where they are added. */
const MOST_BYTES = 2 ** 31 - 2 ** 24;

/** A table from any row-major values. */
export function table(rows: number, cols: number, values: ArrayLike<number>, data?: Float32Array): Table {
  const padded = (cols + 3) & ~3;
  const out = data ?? new Float32Array(rows * padded);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[i * padded + j] = values[i * cols + j];
  return { rows, cols, data: out };
}

/**
 * Lays a chain out in memory.
 *
 * @param evaluate tables, beside the training inputs, whose outputs will be asked for
 * @throws {DomainError} it needs more than 2 GiB
 */
export function trainingChain(spec: TrainingChainSpec, evaluate: readonly Table[] = []): TrainingChain {
  const { inputs, batchSize, optimizer } = spec;
  const layers = joinRotations(spec.layers);
  const kernels = instantiateKernels() as Functions;
  const count = layers.reduce((n, l) => n + weightCount(l) + constants(l), 0);
  const padded = (count + 3) & ~3;
  const stride = ((batchSize + 15) & ~15) + 16; // the extra 16 keep rows of a power of two off the same cache sets
  const paddedInputs = (inputs.cols + 3) & ~3;
  const tables = [inputs, ...evaluate];
  const most = Math.max(...tables.map((t) => t.rows));
  const targetCols = spec.targets ? (spec.targets.cols + 3) & ~3 : 0;
  const rooms = roomsOf(layers);
  const floats =
    4 * padded +
    layers.reduce((n, l) => n + floatsOf(l, stride), (paddedInputs + targetCols + 1) * stride) +
    rooms.quads +
    rooms.panels +
    rooms.runs +
    rooms.table +
    tables.reduce((n, t) => n + t.data.length, 0);
  const widest = spec.parseval > 0 ? Math.max(...layers.map((l) => shapeOf(l).columns)) : 0;
  const room = widest * widest + widest;
  const extra = room + (spec.targets?.data.length ?? 0) + inputs.rows + most + inputs.rows;
  const bytes = 4 * (floats + extra + NOISE_WORDS) + C.size + layers.length * L.size + 1024 + 512 * layers.length;
  if (bytes > MOST_BYTES)
    throw new DomainError(
      `train: batchSize ${batchSize} needs ${(bytes / 2 ** 30).toFixed(1)} GiB on the engine "fused", which has 2; make it smaller, or choose the engine "onnx".`,
    );
  const memory = scratch(bytes, kernels);

  const chain = memory.u8(C.size);
  const records = memory.u8(layers.length * L.size);
  const parameters = memory.f32(padded);
  const gradient = memory.f32(padded);
  const first = memory.f32(padded);
  const second = memory.f32(padded);
  const order = memory.u32(inputs.rows);
  const identity = memory.u32(most);
  const words = memory.u32(NOISE_WORDS);
  const copies = tables.map((t) => copied(memory.f32(t.data.length), t.data));
  const labels = spec.labels && copied(memory.u8(inputs.rows), spec.labels);
  const targets = spec.targets && copied(memory.f32(spec.targets.data.length), spec.targets.data);
  const targetBatch = memory.f32(targetCols * stride);
  for (let i = 0; i < inputs.rows; i++) order[i] = i;
  for (let i = 0; i < most; i++) identity[i] = i;

  let input = memory.f32(paddedInputs * stride);
  const record = new DataView(records.buffer, records.byteOffset, records.byteLength);
  let at = 0;
  layers.forEach((l, index) => {
    const base = index * L.size;
    const clean = memory.f32(l.outputs * stride);
    const delta = memory.f32(l.outputs * stride);
    const bias = at + weightCount(l);
    const { depth, columns } = shapeOf(l);
    const set = (offset: number, value: number) => record.setUint32(base + offset, value, true);
    set(L.inputs, l.inputs);
    set(L.outputs, l.outputs);
    set(L.activation, l.activation);
    record.setFloat32(base + L.slope, l.slope, true);
    set(L.weights, parameters.byteOffset + 4 * at);
    set(L.bias, l.bias ? parameters.byteOffset + 4 * bias : 0);
    set(L.weightGradient, gradient.byteOffset + 4 * at);
    set(L.kind, KINDS[l.windows?.kind ?? "dense"]);
    set(L.depth, depth);
    set(L.columns, columns);
    if (l.windows) {
      const words = memory.u32(WINDOW_WORDS);
      layWindow(words, l.windows.window);
      set(L.window, words.byteOffset);
    }
    if (l.windows?.kind === "maxPool") set(L.places, memory.f32(l.outputs * stride).byteOffset);
    if (l.usv) {
      const { rank, u, v } = l.usv;
      const fixed = (offset: number, quads: Float32Array) => set(offset, copied(memory.f32(quads.length), quads).byteOffset);
      set(L.rank, rank);
      fixed(L.u, quadsOf(u, l.inputs, rank));
      fixed(L.uTransposed, quadsOf(transposed(u, l.inputs, rank), rank, l.inputs));
      set(L.inner, memory.f32(rank * stride).byteOffset);
      if (v) {
        fixed(L.v, quadsOf(v, rank, l.outputs));
        fixed(L.vTransposed, quadsOf(transposed(v, rank, l.outputs), l.outputs, rank));
        for (const offset of [L.scaled, L.innerDelta]) set(offset, memory.f32(rank * stride).byteOffset);
      }
    } else if (depth > 0) {
      set(L.biasGradient, l.bias ? gradient.byteOffset + 4 * bias : memory.f32(columns).byteOffset);
      set(L.turned, memory.f32(depth * columns).byteOffset);
    }
    set(L.input, input.byteOffset);
    set(L.clean, clean.byteOffset);
    set(L.delta, delta.byteOffset);
    const output = l.noise || l.dropout || l.levels ? memory.f32(l.outputs * stride) : clean;
    set(L.output, output.byteOffset);
    record.setFloat32(base + L.low, l.levels?.low ?? 0, true);
    record.setFloat32(base + L.step, l.levels?.step ?? 0, true);
    if (l.noise) {
      set(L.noise, WHERE[l.noise.where]);
      set(L.noiseWhen, WHEN[l.noise.when]);
      record.setFloat32(base + L.noiseSd, l.noise.sd, true);
      record.setFloat64(base + L.noiseStream, l.noise.stream, true);
      record.setFloat64(base + L.evaluationStream, l.noise.evaluationStream, true);
    }
    if (l.dropout) {
      set(L.drop, Math.round(l.dropout.rate * 4294967296));
      record.setFloat32(base + L.dropKeep, 1 / (1 - l.dropout.rate), true);
      record.setFloat64(base + L.dropStream, l.dropout.stream, true);
      set(L.mask, memory.f32(l.outputs * stride).byteOffset);
    }
    at = bias + constants(l);
    input = output;
  });
  const last = input;

  const view = new DataView(chain.buffer, chain.byteOffset, chain.byteLength);
  const set = (offset: number, value: number) => view.setUint32(offset, value, true);
  set(C.layers, layers.length);
  set(C.records, records.byteOffset);
  set(C.stride, 4 * stride);
  set(C.batch, batchSize);
  set(C.rows, inputs.rows);
  set(C.data, copies[0].byteOffset);
  set(C.dataRow, 4 * paddedInputs);
  set(C.order, order.byteOffset);
  set(C.labels, labels?.byteOffset ?? 0);
  set(C.targets, targets?.byteOffset ?? 0);
  set(C.targetRow, 4 * targetCols);
  set(C.targetBatch, targetBatch.byteOffset);
  set(C.loss, LOSSES[spec.loss]);
  set(C.sum, spec.reduction === "sum" ? 1 : 0);
  set(C.theta, parameters.byteOffset);
  set(C.first, first.byteOffset);
  set(C.second, second.byteOffset);
  set(C.gradient, gradient.byteOffset);
  set(C.count, padded);
  set(C.optimizer, optimizer.kind === "adam" ? 1 : 0);
  view.setFloat32(C.weightDecay, spec.weightDecay, true);
  view.setFloat64(C.beta1, optimizer.kind === "adam" ? optimizer.beta1 : optimizer.momentum, true);
  view.setFloat64(C.beta2, optimizer.kind === "adam" ? optimizer.beta2 : 0, true);
  view.setFloat64(C.epsilon, optimizer.kind === "adam" ? optimizer.epsilon : 0, true);
  view.setFloat64(C.seed, spec.seed, true);
  view.setFloat32(C.parseval, spec.parseval, true);
  view.setFloat32(C.maxNorm, spec.maxNorm, true);
  set(C.words, words.byteOffset);
  set(C.room, memory.f32(room).byteOffset);
  for (const name of ["quads", "panels", "runs", "table"] as const) set(C[name], memory.f32(rooms[name]).byteOffset);
  set(C.zero, memory.f32(stride).fill(0).byteOffset);
  const powers = new Float64Array(chain.buffer, chain.byteOffset + C.power1, 2).fill(1);

  return {
    parameters: parameters.subarray(0, count),
    gradient: gradient.subarray(0, count),
    first: first.subarray(0, count),
    second: second.subarray(0, count),
    powers,
    step: new Float64Array(chain.buffer, chain.byteOffset + C.step, 1),
    order,
    batches: Math.ceil(inputs.rows / batchSize),
    shuffle: (seed, stream) => kernels.philoxPermutation(inputs.rows, seed, stream, order.byteOffset, words.byteOffset),
    train: (from, batches, learningRate) => {
      view.setFloat64(C.rate, learningRate, true);
      kernels.trainingChainTrain(chain.byteOffset, from, batches);
    },
    computeGradient: (from, rows) => kernels.trainingChainGradient(chain.byteOffset, from, rows),
    outputs: (index, from, rows, step) => {
      kernels.trainingChainOutputs(chain.byteOffset, copies[index].byteOffset, identity.byteOffset, from, rows, step);
      return { data: last, stride };
    },
  };
}

/** Rows and columns of the trained weights; 0 × 0 for pools, and for USV layers, which have s. */
function shapeOf({ inputs, outputs, usv, windows }: ChainLayer): { depth: number; columns: number } {
  if (usv || (windows && windows.kind !== "conv2d")) return { depth: 0, columns: 0 };
  return windows ? { depth: depthOf(windows.window), columns: windows.window.outChannels } : { depth: inputs, columns: outputs };
}

/** Numbers under a window. */
function depthOf({ channels, kernelHeight, kernelWidth }: Window): number {
  return channels * kernelHeight * kernelWidth;
}

function weightCount(l: ChainLayer): number {
  const { depth, columns } = shapeOf(l);
  return l.usv?.rank ?? depth * columns;
}

function constants(l: ChainLayer): number {
  return l.bias ? shapeOf(l).columns : 0;
}

const quadLength = (rows: number, depth: number) => ((rows + 3) & ~3) * depth;

/** Floats that a layer takes besides its parameters. */
function floatsOf(l: ChainLayer, stride: number): number {
  const { inputs, outputs, noise, dropout, levels, usv, windows } = l;
  const { depth, columns } = shapeOf(l);
  const rows = 2 + (noise || dropout || levels ? 1 : 0) + (dropout ? 1 : 0) + (windows?.kind === "maxPool" ? 1 : 0);
  const u = usv ? quadLength(usv.rank, inputs) + quadLength(inputs, usv.rank) + usv.rank * stride : 0;
  const v = usv?.v ? quadLength(outputs, usv.rank) + quadLength(usv.rank, outputs) + 2 * usv.rank * stride : 0;
  return rows * outputs * stride + u + v + depth * columns + columns + WINDOW_WORDS;
}

/** What the widest layer needs for products in panels, and for windows. */
function roomsOf(layers: readonly ChainLayer[]): { quads: number; panels: number; runs: number; table: number } {
  const rooms = { quads: 0, panels: 0, runs: 1, table: 0 };
  const grow = (name: keyof typeof rooms, to: number) => {
    rooms[name] = Math.max(rooms[name], to);
  };
  for (const { inputs, outputs, usv, windows } of layers) {
    if (windows?.kind === "conv2d") {
      const { window } = windows;
      const { channels, outChannels, outWidth, kernelHeight, kernelWidth } = window;
      const area = kernelHeight * kernelWidth;
      const depth = depthOf(window);
      grow("quads", Math.max(quadLength(outChannels, depth), quadLength(channels, area * outChannels)));
      grow("panels", 8 * Math.max(depth, area * outChannels));
      grow("runs", area);
      grow("table", depth * outWidth);
    } else if (!windows) {
      grow("panels", PANEL_SAMPLES * Math.max(inputs, outputs));
      if (!usv) grow("quads", Math.max(quadLength(outputs, inputs), quadLength(inputs, outputs)));
    }
  }
  return rooms;
}

/** As in assembly/panels.ts. */
const PANEL_SAMPLES = 64;

function copied<T extends Float32Array | Uint8Array>(room: T, values: T): T {
  room.set(values);
  return room;
}

function transposed(values: ArrayLike<number>, rows: number, cols: number): Float32Array {
  return Float32Array.from({ length: rows * cols }, (_, at) => values[(at % rows) * cols + Math.floor(at / rows)]);
}

/** The quads of assembly/panels.ts of the transposed `values` (depth × rows): [row / 4][k][row % 4], zeros beyond the rows. */
function quadsOf(values: ArrayLike<number>, depth: number, rows: number): Float32Array {
  const quads = new Float32Array(quadLength(rows, depth));
  for (let k = 0; k < depth; k++) for (let r = 0; r < rows; r++) quads[((r >> 2) * depth + k) * 4 + (r & 3)] = values[k * rows + r];
  return quads;
}
