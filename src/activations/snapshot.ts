import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import { layerWeights } from "../networks/layerWeights.js";
import type { Layer, Network } from "../networks/network.js";
import { sharedMatrix } from "../numeric/sharedMatrix.js";
import { singularValues } from "../numeric/singularValues.js";
import { mapInPool } from "../numeric/threads.js";
import type { LayerSource } from "./layerSource.js";
import type { LayersJob } from "./layersTask.js";

/** A network in the middle of its training. */
export interface Snapshot {
  /** Epochs done; 0 is the initial network. */
  readonly epoch: number;
  /** The weights at that epoch. */
  readonly network: Network;
  /**
   * Activations of every recorded layer for the recorded inputs (float64), computed from the weights or read from the disk when they are read, on
   * this thread.
   */
  readonly layers: readonly Matrix[];
  /**
   * The same in the worker pool: this thread stays free. What is returned lies in shared memory and is kept only as long as you keep it.
   *
   * @param options.layers numbers from 1; all that are recorded by default
   */
  readLayers(options?: { readonly layers?: readonly number[]; readonly signal?: AbortSignal }): Promise<Matrix[]>;
  /**
   * Singular values of each layer's weights, ascending; |s| of USV layers, and none of layers without weights. Computed, or read where they were
   * recorded, when they are read.
   */
  readonly singularValues: readonly Float64Array[];
}

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly epoch: number;
  readonly network: () => Network;
  /** Numbers from 1. */
  readonly layers: readonly number[];
  readonly read: () => Matrix[];
  readonly source: () => LayerSource;
  readonly singularValues?: () => Float64Array[];
}

const parts = new WeakMap<Snapshot, SnapshotParts>();

/** A snapshot whose numbers are computed or read on access, and kept only as long as somebody else keeps them. */
export function snapshot(made: SnapshotParts): Snapshot {
  const { epoch, network, layers, read, source } = made;
  let kept: WeakRef<Matrix[]> | undefined;
  const self: Snapshot = {
    epoch,
    get network() {
      return network();
    },
    get layers() {
      let found = kept?.deref();
      if (!found) {
        found = read();
        kept = new WeakRef(found);
      }
      return found;
    },
    async readLayers(options = {}) {
      const me = "readLayers";
      checkKnownOptions(me, options, ["layers", "signal"]);
      const { layers: asked = layers, signal = hostSignal() } = options;
      for (const layer of asked)
        if (!layers.includes(layer))
          throw new DomainError(
            `${me}: layers must be among those that were recorded, ${layers.join(", ") || "none"}; got ${String(layer)}.`,
          );
      const job = { source: await inSharedMemory(source()), layers: asked };
      const task = new URL("./layersTask.js", import.meta.url);
      const [result] = await mapInPool<LayersJob, Matrix[] | undefined>(task, [job], { signal });
      if (!result) throw signal?.reason;
      return result;
    },
    get singularValues() {
      return made.singularValues?.() ?? singularValuesOf(network());
    },
  };
  parts.set(self, made);
  return self;
}

/** What it was made of; of a snapshot that somebody else made, its own numbers. */
export function partsOf(s: Snapshot): Pick<SnapshotParts, "layers" | "source"> {
  return parts.get(s) ?? { layers: s.layers.map((_, i) => i + 1), source: () => ({ kind: "given", layers: s.layers }) };
}

/** Inputs in shared memory, so that a thread can be sent the source without a copy. */
export async function inSharedMemory(source: LayerSource): Promise<LayerSource> {
  return source.kind === "computed" ? { ...source, inputs: await sharedMatrix(source.inputs) } : source;
}

/** See {@link Snapshot}. */
export function singularValuesOf({ layers }: Network): Float64Array[] {
  return layers.map((layer) => {
    if (layer.kind === "usv") return Float64Array.from(layer.s, Math.abs).sort();
    return hasWeights(layer) ? singularValues(layerWeights(layer)) : new Float64Array(0);
  });
}

function hasWeights(layer: Layer): boolean {
  return layer.kind === "dense" || layer.kind === "conv2d";
}
