import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { type Layer, type Network, network } from "../networks/network.js";
import { redraw } from "../networks/redraw.js";
import { parametersOf, withParameters } from "../networks/withParameters.js";
import { readStored } from "./readStored.js";
import { type Run, run } from "./run.js";
import { parse, RUN_FILE, RUN_FORMAT, repetitionFolder, type StoredLayer, snapshotFile, UNFINISHED_FILE } from "./runFolder.js";
import { type Snapshot, snapshot } from "./snapshot.js";
import type { StoredRun } from "./storedRun.js";

/**
 * Opens a run that `saveRun` or `train({ folder })` wrote. Activations and weights of a snapshot are read from disk when they are asked for, and not
 * kept; a file whose SHA-256 is not the recorded one is refused.
 *
 * A training that was cut off (the process was killed, the machine went down) is opened as far as it had come: `stopped` is "interrupted" and
 * `message` says how far. `train({ ...options, folder, resume: true })` goes on to the numbers of a run in one piece.
 *
 * @throws {DomainError} no run in the folder, or one that was changed
 */
export async function openRun(folder: string): Promise<Run> {
  if (typeof folder !== "string") throw new DomainError(`openRun: folder must be the path of a folder; got ${String(folder)}.`);
  const first = await open(folder);
  const count = first.stored.repetitions;
  if (count === 1) return first.run;
  const others: Run[] = [];
  for (let i = 1; i < count; i++) {
    const into = join(folder, repetitionFolder(i));
    const begun = !first.cut || [RUN_FILE, UNFINISHED_FILE].some((name) => existsSync(join(into, name)));
    others.push(begun ? (await open(into)).run : notBegun(first.run, i));
  }
  return run(first.run, [first.run, ...others]);
}

async function open(folder: string): Promise<{ run: Run; stored: StoredRun; cut: boolean }> {
  const me = "openRun";
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => undefined);
  const whole = await read(RUN_FILE);
  const text = whole ?? (await read(UNFINISHED_FILE));
  if (text === undefined)
    throw new DomainError(
      `${me}: ${folder} holds no run: neither ${RUN_FILE} nor ${UNFINISHED_FILE} is there. Write one with saveRun(run, folder), or train({ folder }).`,
    );
  const stored = storedRun(me, join(folder, whole === undefined ? UNFINISHED_FILE : RUN_FILE), text);
  if (stored.format !== RUN_FORMAT) throw new DomainError(`${me}: ${folder} must be of format "${RUN_FORMAT}"; got "${stored.format}".`);
  const { files, stateFolder = "state" } = stored;
  const matrixIn = (path: string): Matrix => readStored(folder, files, path);
  const vector = (path: string) => matrixIn(path).data as Float32Array;
  const net = emptyNetwork(stored.network, matrixIn);
  const parameters = vector(`${stateFolder}/parameters.npy`);
  const state = { ...stored.state, parameters, first: vector(`${stateFolder}/first.npy`), second: vector(`${stateFolder}/second.npy`) };
  const { options, engine, stopped, epochs, history, gradients } = stored;
  const layers = (options.recordLayers as number[] | undefined) ?? net.layers.map((_, k) => k + 1);
  const snapshots = stored.snapshots.map((epoch) => storedSnapshot(epoch, { net, folder, files, layers }));
  const message = whole === undefined ? cutOff(folder, stored) : stored.message;
  const fields = { options, engine, stopped, epochs, history, gradients, folder, ...(message !== undefined && { message }) };
  return { run: run({ ...fields, network: withParameters(net, parameters), snapshots, state }), stored, cut: whole === undefined };
}

function storedRun(me: string, path: string, text: string): StoredRun {
  try {
    return parse(text) as StoredRun;
  } catch (error) {
    throw new DomainError(`${me}: ${path} must be JSON, as train and saveRun write it; it was changed (${(error as Error).message}).`);
  }
}

function cutOff(folder: string, { stopped, epochs, options, snapshots, message }: StoredRun): string {
  const recorded = snapshots.length === 0 ? "nothing is recorded yet" : `recorded are ${snapshots.length} epochs up to ${snapshots.at(-1)}`;
  const far =
    stopped === "interrupted" ? `${epochs} of ${String(options.epochs)} epochs are kept, ${recorded}` : "this repetition has ended";
  const cut = `The training in ${folder} was cut off, or still goes on: ${far}. train({ ...options, folder, resume: true }) goes on.`;
  return [message, cut].filter(Boolean).join("\n");
}

function storedSnapshot(
  epoch: number,
  { net, folder, files, layers }: { net: Network; folder: string; files: StoredRun["files"]; layers: readonly number[] },
): Snapshot {
  const recorded = net.layers.some((_, k) => snapshotFile.singularValues(epoch, k + 1) in files);
  const valuesOf = (_: Layer, k: number): Float64Array => {
    const path = snapshotFile.singularValues(epoch, k + 1);
    return path in files ? (readStored(folder, files, path).data as Float64Array) : new Float64Array(0);
  };
  return snapshot({
    ...{ epoch, layers },
    network: () => withParameters(net, readStored(folder, files, snapshotFile.parameters(epoch)).data as Float32Array),
    read: () => layers.map((layer) => readStored(folder, files, snapshotFile.layer(epoch, layer))),
    source: () => {
      const paths = layers.map((layer) => snapshotFile.layer(epoch, layer));
      return { kind: "stored", folder, epoch, files: Object.fromEntries(paths.map((path) => [path, files[path]])) };
    },
    ...(recorded && { singularValues: () => net.layers.map(valuesOf) }),
  });
}

/** A repetition that was never begun: `train` begins it. */
function notBegun({ network: drawn, engine, options }: Run, repetition: number): Run {
  const network = redraw(drawn, repetition);
  const [first, second] = [new Float32Array(network.parameters), new Float32Array(network.parameters)];
  const state = { epoch: 0, batch: 0, steps: 0, powers: [1, 1] as const, parameters: parametersOf(network), first, second };
  const empty = { history: [], gradients: [], snapshots: [], stopped: "interrupted" as const, epochs: 0, message: "not begun" };
  return run({ ...empty, network, engine, options: { ...options, repetition }, state });
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
