import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { decodeNpy } from "../formats/npy.js";
import { type Layer, type Network, network } from "../networks/network.js";
import { withParameters } from "../networks/withParameters.js";
import { type Run, run, type Snapshot } from "./run.js";
import { epochFolder, parse, RUN_FILE, RUN_FORMAT, repetitionFolder, type StoredLayer, sha256 } from "./runFolder.js";
import type { TrainState } from "./trainState.js";

interface StoredRun extends Pick<Run, "options" | "engine" | "stopped" | "message" | "epochs" | "history" | "gradients"> {
  readonly format: string;
  readonly network: { readonly name: string; readonly seed?: number; readonly source?: string; readonly layers: readonly StoredLayer[] };
  readonly state: Omit<TrainState, "parameters" | "first" | "second">;
  /** Epochs. */
  readonly snapshots: readonly number[];
  readonly repetitions: number;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Opens a run that `saveRun` wrote. Activations and weights of a snapshot are read from disk when they are asked for, and not kept; a file whose
 * SHA-256 is not the recorded one is refused.
 *
 * @throws {DomainError} no run in the folder, or one that was changed
 */
export async function openRun(folder: string): Promise<Run> {
  const first = await open(folder);
  const count = first.stored.repetitions;
  if (count === 1) return first.run;
  const others: Run[] = [];
  for (let i = 1; i < count; i++) others.push((await open(join(folder, repetitionFolder(i)))).run);
  return run(first.run, [first.run, ...others]);
}

async function open(folder: string): Promise<{ run: Run; stored: StoredRun }> {
  const me = "openRun";
  const text = await readFile(join(folder, RUN_FILE), "utf8").catch(() => {
    throw new DomainError(`${me}: ${folder} holds no whole run: ${RUN_FILE} is missing. Write one with saveRun(run, folder).`);
  });
  const stored = parse(text) as StoredRun;
  if (stored.format !== RUN_FORMAT) throw new DomainError(`${me}: ${folder} must be of format "${RUN_FORMAT}"; got "${stored.format}".`);
  const read = (path: string): { shape: readonly number[]; data: Float32Array | Float64Array } => {
    const bytes = readFileSync(join(folder, path));
    if (sha256(bytes) !== stored.files[path])
      throw new DomainError(
        `${me}: ${join(folder, path)} is not the file that was saved: its SHA-256 differs from the one in ${RUN_FILE}.`,
      );
    return decodeNpy(bytes, path) as { shape: readonly number[]; data: Float32Array };
  };
  const vector = (path: string) => read(path).data as Float32Array;
  const matrixIn = (path: string): Matrix => {
    const { shape, data } = read(path);
    return { rows: shape[0], cols: shape[1], data };
  };
  const net = emptyNetwork(stored.network, matrixIn);
  const parameters = vector("state/parameters.npy");
  const state = { ...stored.state, parameters, first: vector("state/first.npy"), second: vector("state/second.npy") };
  const snapshots = stored.snapshots.map(
    (epoch): Snapshot => ({
      epoch,
      get network() {
        return withParameters(net, vector(`${epochFolder(epoch)}/parameters.npy`));
      },
      get layers() {
        return net.layers.map((_, k) => matrixIn(`${epochFolder(epoch)}/layer${k + 1}.npy`));
      },
    }),
  );
  const { options, engine, stopped, message, epochs, history, gradients } = stored;
  const fields = { options, engine, stopped, epochs, history, gradients, ...(message !== undefined && { message }) };
  return { run: run({ ...fields, network: withParameters(net, parameters), snapshots, state }), stored };
}

/** The layers without the numbers that were trained; `withParameters` puts them in. */
function emptyNetwork({ name, seed, source, layers }: StoredRun["network"], matrixIn: (path: string) => Matrix): Network {
  const none = layers.map((layer, k) => emptyLayer(layer, (factor) => matrixIn(`network/layer${k + 1}${factor}.npy`)));
  return network({ name, layers: none, ...(seed !== undefined && { seed }), ...(source !== undefined && { source }) });
}

function emptyLayer(layer: StoredLayer, factor: (name: "u" | "v") => Matrix): Layer {
  switch (layer.kind) {
    case "usv": {
      const { rank, ...rest } = layer;
      return { ...rest, s: new Float32Array(rank), u: factor("u"), v: factor("v") };
    }
    case "dense":
      return { ...layer, weights: unread(layer.inputs, layer.outputs), bias: new Float32Array(layer.bias) };
    case "conv2d": {
      const { inputShape, outputShape, kernel, bias } = layer;
      return { ...layer, weights: unread(inputShape[0] * kernel[0] * kernel[1], outputShape[0]), bias: new Float32Array(bias) };
    }
    case "maxPool":
    case "averagePool":
    case "flatten":
      return layer;
  }
}

function unread(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float32Array(0) };
}
