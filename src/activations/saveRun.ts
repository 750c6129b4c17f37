import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import { type Progress, progressLine } from "../core/progress.js";
import { encodeNpy } from "../formats/npy.js";
import { parametersOf } from "../networks/withParameters.js";
import type { Run } from "./run.js";
import {
  epochFolder,
  RUN_FILE,
  RUN_FORMAT,
  repetitionFolder,
  type StoredLayer,
  sha256,
  stringify,
  withoutNumbers,
  writeWhole,
} from "./runFolder.js";

/**
 * Writes a run as a folder: `run.json` (network, options, history, SHA-256 of every file), per recorded epoch one `.npy` per layer and one with
 * all parameters (`epoch000128/layer1.npy` is `snapshots[i].layers[0]`), and the state to resume from. One snapshot is in memory at a time.
 * Further repetitions lie in `repetition0001` …. NumPy reads the arrays with `numpy.load(path, mmap_mode="r")`.
 *
 * @param folder made if it is not there; `run.json` is written last, so a folder without it is not a whole run
 * @param options.overwrite write into a folder that already holds a run
 * @throws {DomainError} the folder holds a run
 */
export async function saveRun(
  run: Run,
  folder: string,
  options: { overwrite?: boolean; signal?: AbortSignal; progress?: Progress } = {},
): Promise<void> {
  const me = "saveRun";
  checkKnownOptions(me, options, ["overwrite", "signal", "progress"]);
  const { overwrite = false, signal = hostSignal(), progress = progressLine(me) } = options;
  if (existsSync(join(folder, RUN_FILE)) && !overwrite)
    throw new DomainError(`${me}: ${folder} already holds a run. Choose another folder, or pass { overwrite: true }.`);
  const total = run.repetitions.reduce((n, r) => n + r.snapshots.length, 0);
  let done = 0;
  for (const [i, repetition] of [...run.repetitions.entries()].reverse()) {
    // the first repetition comes last: its run.json says that all are there
    const files: Record<string, string> = {};
    const into = i === 0 ? folder : join(folder, repetitionFolder(i));
    const write = async (path: string, shape: number[], data: Float32Array | Float64Array) => {
      const bytes = encodeNpy({ shape, data });
      files[path] = sha256(bytes);
      await writeWhole(into, path, bytes);
    };
    for (const { epoch, network, layers } of repetition.snapshots) {
      signal?.throwIfAborted();
      await write(`${epochFolder(epoch)}/parameters.npy`, [network.parameters], parametersOf(network));
      for (const [k, { rows, cols, data }] of layers.entries()) await write(`${epochFolder(epoch)}/layer${k + 1}.npy`, [rows, cols], data);
      progress(++done, total);
    }
    const { parameters, first, second, ...state } = repetition.state;
    for (const [name, data] of Object.entries({ parameters, first, second })) await write(`state/${name}.npy`, [data.length], data);
    const { network, options, engine, history, gradients, stopped, message, epochs } = repetition;
    const layers: StoredLayer[] = [];
    for (const [k, layer] of network.layers.entries()) {
      layers.push(withoutNumbers(layer));
      if (layer.kind === "usv")
        for (const name of ["u", "v"] as const)
          await write(`network/layer${k + 1}${name}.npy`, [layer[name].rows, layer[name].cols], layer[name].data);
    }
    const { name, seed, source } = network;
    const record = {
      format: RUN_FORMAT,
      network: { name, seed, source, layers },
      ...{ options, engine, stopped, message, epochs, history, gradients, state },
      snapshots: repetition.snapshots.map((s) => s.epoch),
      repetitions: i === 0 ? run.repetitions.length : 1,
      files,
    };
    await writeWhole(into, RUN_FILE, `${stringify(record)}\n`);
  }
}
