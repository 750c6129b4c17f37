import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import { type Progress, progressLine } from "../core/progress.js";
import { mapInPool } from "../numeric/threads.js";
import type { RecordJob } from "./recordTask.js";
import type { Run } from "./run.js";
import { RUN_FILE, repetitionFolder, UNFINISHED_FILE } from "./runFolder.js";
import { inSharedMemory, partsOf } from "./snapshot.js";

/**
 * Writes a run as a folder: `run.json` (network, options, history, SHA-256 of every file), per recorded epoch one `.npy` per layer and one with
 * all parameters (`epoch000128/layer1.npy` is the first layer's activations), and the state to resume from. The worker pool computes and writes
 * one snapshot at a time, block by block. Further repetitions lie in `repetition0001` …. NumPy reads the arrays with
 * `numpy.load(path, mmap_mode="r")`. `train({ folder })` writes the same while it trains.
 *
 * @param folder made if it is not there; `run.json` is written last, so a folder without it is not a whole run
 * @param options.overwrite write into a folder that already holds a run
 * @throws {DomainError} no run, or the folder holds one
 */
export async function saveRun(
  run: Run,
  folder: string,
  options: { overwrite?: boolean; signal?: AbortSignal; progress?: Progress } = {},
): Promise<void> {
  const me = "saveRun";
  checkKnownOptions(me, options, ["overwrite", "signal", "progress"]);
  const { overwrite = false, signal = hostSignal(), progress = progressLine(me) } = options;
  checkRun(me, run);
  if (typeof folder !== "string" || folder === "")
    throw new DomainError(`${me}: folder must be the path of a folder, as in saveRun(run, "runs/szt"); got ${String(folder)}.`);
  if ([RUN_FILE, UNFINISHED_FILE].some((name) => existsSync(join(folder, name))) && !overwrite)
    throw new DomainError(`${me}: ${folder} already holds a run. Choose another folder, or pass { overwrite: true }.`);
  await writeRun(me, run, folder, { name: RUN_FILE, signal, progress });
}

/** @throws {DomainError} anything but what `train` and `openRun` return */
export function checkRun(me: string, run: unknown): asserts run is Run {
  const { repetitions, snapshots, state, network } = (run ?? {}) as Partial<Run>;
  if (!Array.isArray(repetitions) || !Array.isArray(snapshots) || !state || !Array.isArray(network?.layers))
    throw new DomainError(`${me}: run must be a run, as train or openRun returns it; got ${describe(run)}.`);
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an object with keys ${Object.keys(value).slice(0, 6).join(", ") || "(none)"}`;
}

/** Every repetition of a run, under `run.json` or the name of an unfinished one. */
export async function writeRun(
  me: string,
  run: Run,
  folder: string,
  { name, signal, progress }: { name: string; signal?: AbortSignal; progress?: Progress },
): Promise<void> {
  const total = run.repetitions.reduce((n, r) => n + r.snapshots.length, 0);
  let done = 0;
  for (const [i, repetition] of [...run.repetitions.entries()].reverse()) {
    // the first repetition comes last: its run.json says that all are there
    let files: Record<string, string> = {};
    const into = i === 0 ? folder : join(folder, repetitionFolder(i));
    const write = async (job: Omit<RecordJob, "me" | "folder">) => {
      const [added] = await mapInPool<RecordJob, Record<string, string> | undefined>(
        new URL("./recordTask.js", import.meta.url),
        [{ me, folder: into, ...job }],
        { signal },
      );
      signal?.throwIfAborted();
      files = { ...files, ...added };
    };
    const { network, state, options, engine, history, gradients, stopped, message, epochs } = repetition;
    for (const s of repetition.snapshots) {
      signal?.throwIfAborted();
      const { layers, source } = partsOf(s);
      const [from, net] = [await inSharedMemory(source()), s.network];
      const singularValues = options.recordSingularValues === true;
      await write({ snapshot: { epoch: s.epoch, network: net, source: from, layers, singularValues } });
      progress?.(++done, total);
    }
    const snapshots = repetition.snapshots.map((s) => s.epoch);
    const repetitions = i === 0 ? run.repetitions.length : 1;
    const rest = { options, engine, stopped, message, epochs, history, gradients, snapshots, repetitions };
    await write({
      record: { name, network, state, stateFolder: "state", rest, files },
      remove: name === RUN_FILE ? [UNFINISHED_FILE] : [],
    });
  }
}
