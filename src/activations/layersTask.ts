import type { Matrix } from "../core/matrix.js";
import { forwardBlocks } from "../numeric/chainForward.js";
import type { JobContext } from "../numeric/threads.js";
import { forwardChain } from "./forwardChain.js";
import type { LayerSource } from "./layerSource.js";
import { readStored } from "./readStored.js";
import { snapshotFile } from "./runFolder.js";

/** Layers are numbered from 1. */
export interface LayersJob {
  readonly source: LayerSource;
  readonly layers: readonly number[];
}

/** Runs in a thread of the pool: the layers in shared memory, or undefined where it was aborted. */
export default function layersTask({ source, layers }: LayersJob, context: JobContext): Matrix[] | undefined {
  if (source.kind === "given") return layers.map((layer) => source.layers[layer - 1]);
  if (source.kind === "stored")
    return layers.map((layer) => shared(readStored(source.folder, source.files, snapshotFile.layer(source.epoch, layer))));
  const { network, inputs, forward } = source;
  const results = new Map(
    layers.map((layer) => {
      const cols = network.layers[layer - 1].outputs;
      return [layer - 1, { rows: inputs.rows, cols, data: new Float64Array(new SharedArrayBuffer(8 * inputs.rows * cols)) }];
    }),
  );
  const chain = forwardChain(network, inputs.rows, forward);
  const give = (layer: number, from: number, values: Float64Array) => {
    const { cols, data } = results.get(layer)!;
    data.set(values, from * cols);
  };
  const whole = forwardBlocks(chain, inputs, { record: forward.record, wanted: (layer) => results.has(layer) }, give, context.aborted);
  return whole ? [...results.values()] : undefined;
}

function shared({ rows, cols, data }: Matrix): Matrix {
  const buffer = new SharedArrayBuffer(data.byteLength);
  const copy = data instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
  copy.set(data);
  return { rows, cols, data: copy };
}
