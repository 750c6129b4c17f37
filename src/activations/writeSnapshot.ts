import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Matrix } from "../core/matrix.js";
import { encodeNpy, npyHeader } from "../formats/npy.js";
import type { Network } from "../networks/network.js";
import { parametersOf } from "../networks/withParameters.js";
import { forwardBlocks } from "../numeric/chainForward.js";
import { forwardChain } from "./forwardChain.js";
import type { LayerSource } from "./layerSource.js";
import { readStored } from "./readStored.js";
import { snapshotFile, writeWhole } from "./runFolder.js";
import { singularValuesOf } from "./snapshot.js";

/** What is written of one epoch. */
export interface SnapshotJob {
  readonly epoch: number;
  readonly network: Network;
  readonly source: LayerSource;
  /** Numbers from 1. */
  readonly layers: readonly number[];
  readonly singularValues: boolean;
}

/**
 * Writes the files of one epoch. Activations that are computed go to the disk block by block: of 10 000 images, some megabytes are in memory at a
 * time.
 *
 * @returns SHA-256 by path, or undefined where `stop` said so; then nothing half-written stays
 */
export function writeSnapshot(
  folder: string,
  { epoch, network, source, layers, singularValues }: SnapshotJob,
  stop: () => boolean,
): Record<string, string> | undefined {
  const files: Record<string, string> = {};
  const put = (path: string, shape: number[], data: Float32Array | Float64Array) => {
    files[path] = writeWhole(folder, path, encodeNpy({ shape, data }));
  };
  const matrices = layersAtHand(source, layers);
  if (matrices) for (const [k, { rows, cols, data }] of matrices.entries()) put(snapshotFile.layer(epoch, layers[k]), [rows, cols], data);
  else if (source.kind === "computed") {
    const { inputs, forward } = source;
    const shapes = layers.map((layer) => [inputs.rows, network.layers[layer - 1].outputs] as const);
    const streams = layers.map((layer, k) => npyStream(folder, snapshotFile.layer(epoch, layer), shapes[k]));
    let whole = false;
    try {
      const chain = forwardChain(network, inputs.rows, forward);
      const place = (layer: number) => layers.indexOf(layer + 1);
      const wanted = (layer: number) => place(layer) >= 0;
      const give = (layer: number, _: number, values: Float64Array) => streams[place(layer)].append(values);
      whole = layers.length === 0 || forwardBlocks(chain, inputs, { record: forward.record, wanted }, give, stop);
    } finally {
      if (!whole) for (const stream of streams) stream.drop();
    }
    if (!whole) return undefined;
    for (const stream of streams) files[stream.path] = stream.finish();
  }
  if (singularValues)
    singularValuesOf(network).forEach((values, k) => {
      if (values.length > 0) put(snapshotFile.singularValues(epoch, k + 1), [values.length], values);
    });
  put(snapshotFile.parameters(epoch), [network.parameters], parametersOf(network));
  return files;
}

/** Layers that need not be computed. */
function layersAtHand(source: LayerSource, layers: readonly number[]): Matrix[] | undefined {
  if (source.kind === "computed") return undefined;
  if (source.kind === "given") return [...source.layers];
  return layers.map((layer) => readStored(source.folder, source.files, snapshotFile.layer(source.epoch, layer)));
}

/** A file of float64 numbers that grows under another name and is renamed when it is whole. */
function npyStream(folder: string, path: string, shape: readonly number[]) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  const file = openSync(`${target}.part`, "w");
  const hash = createHash("sha256");
  const write = (bytes: Uint8Array) => {
    hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  };
  write(npyHeader(shape, "Float64Array"));
  return {
    path,
    append: (values: Float64Array) => write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    finish: (): string => {
      closeSync(file);
      renameSync(`${target}.part`, target);
      return hash.digest("hex");
    },
    drop: () => {
      closeSync(file);
      rmSync(`${target}.part`, { force: true });
    },
  };
}
