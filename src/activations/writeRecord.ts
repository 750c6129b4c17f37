import { encodeNpy } from "../formats/npy.js";
import type { Network } from "../networks/network.js";
import { RUN_FORMAT, stringify, withoutNumbers, writeWhole } from "./runFolder.js";
import type { StoredRun } from "./storedRun.js";
import type { TrainState } from "./trainState.js";

/** What is written of a run besides its snapshots. */
export interface RecordFileJob {
  /** Its name, `run.json` or `unfinished.json`. */
  readonly name: string;
  readonly network: Network;
  readonly state: TrainState;
  readonly stateFolder: string;
  readonly rest: Omit<StoredRun, "format" | "network" | "state" | "stateFolder" | "files">;
  /** SHA-256 of what was written before. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Writes the state, the fixed factors of the network where they are not there yet, and last the JSON that names them all: at any moment the file
 * of that name describes a whole state.
 *
 * @returns SHA-256 by path of the new files
 */
export function writeRecord(folder: string, { name, network, state, stateFolder, rest, files }: RecordFileJob): Record<string, string> {
  const added: Record<string, string> = {};
  const put = (path: string, shape: number[], data: Float32Array) => {
    added[path] = writeWhole(folder, path, encodeNpy({ shape, data }));
  };
  const { parameters, first, second, ...counters } = state;
  for (const [key, data] of Object.entries({ parameters, first, second })) put(`${stateFolder}/${key}.npy`, [data.length], data);
  network.layers.forEach((layer, k) => {
    if (layer.kind !== "usv") return;
    for (const factor of ["u", "v"] as const) {
      const path = `network/layer${k + 1}${factor}.npy`;
      const { rows, cols, data } = layer[factor];
      if (!(path in files)) put(path, [rows, cols], data as Float32Array);
    }
  });
  const { name: called, seed, source, layers } = network;
  const record: StoredRun = {
    ...{ format: RUN_FORMAT, network: { name: called, seed, source, layers: layers.map(withoutNumbers) } },
    ...{ ...rest, state: counters, stateFolder, files: { ...files, ...added } },
  };
  writeWhole(folder, name, `${stringify(record)}\n`);
  return added;
}
