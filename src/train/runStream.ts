import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forwardAt } from "../activations/computedSnapshot.js";
import recordTask, { type RecordJob } from "../activations/recordTask.js";
import type { Run } from "../activations/run.js";
import { parse, UNFINISHED_FILE } from "../activations/runFolder.js";
import type { StoredRun } from "../activations/storedRun.js";
import type { TrainState } from "../activations/trainState.js";
import type { Matrix } from "../core/matrix.js";
import type { Network } from "../networks/network.js";
import { withParameters } from "../networks/withParameters.js";
import type { JobContext } from "../numeric/threads.js";

/** How one repetition is written while it is trained. */
export interface StreamSpec {
  /** Of this repetition. */
  readonly folder: string;
  /** In memory that all threads share. */
  readonly recordOn: Matrix;
  /** Numbers from 1. */
  readonly layers: readonly number[];
  readonly record: "after" | "before";
  readonly singularValues: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly engine: string;
  /** Of the whole run. */
  readonly repetitions: number;
  /** Goes on from what lies in the folder. */
  readonly resumed: boolean;
  readonly note?: string;
}

export interface RunStream {
  /** Writes the files of an epoch; false where it was aborted. */
  snapshot(epoch: number, parameters: Float32Array): Promise<boolean>;
  /** Whether enough time has passed since the state was written last. */
  due(): boolean;
  /** Writes the state that a resumed training goes on from, and the JSON that names all that was written. */
  state(state: TrainState, so: Pick<Run, "history" | "gradients" | "stopped" | "epochs" | "message">): Promise<void>;
}

/** The state is written at most this often, in ms, and takes at most a twentieth of the time. */
const EVERY = 250;

/** The folder of one repetition in training: until the last file is renamed, `unfinished.json` names what is there. */
export function runStream(
  spec: StreamSpec,
  { network, seed, repetition }: { network: Network; seed: number; repetition: number },
  context: JobContext,
): RunStream {
  const { folder, recordOn, layers, record, singularValues, options, engine, note } = spec;
  const before = spec.resumed ? (parse(readFileSync(join(folder, UNFINISHED_FILE), "utf8")) as StoredRun) : undefined;
  let files: Record<string, string> = { ...before?.files };
  let stateFolder = before?.stateFolder;
  const snapshots = [...(before?.snapshots ?? [])];
  let next = Number.NEGATIVE_INFINITY;
  const write = async (job: Omit<RecordJob, "me" | "folder">): Promise<boolean> => {
    const whole = { me: "train", folder, ...job };
    const added = context.offload
      ? await context.offload<RecordJob, ReturnType<typeof recordTask>>(new URL("../activations/recordTask.js", import.meta.url), whole)
      : recordTask(whole, context);
    if (added) files = { ...files, ...added };
    return added !== undefined;
  };
  return {
    async snapshot(epoch, parameters) {
      const net = withParameters(network, parameters);
      const source = { kind: "computed", network: net, inputs: recordOn, forward: forwardAt(epoch, { record, seed, repetition }) } as const;
      const written = await write({ snapshot: { epoch, network: net, source, layers, singularValues } });
      if (written) snapshots.push(epoch);
      return written;
    },
    due: () => performance.now() >= next,
    async state(state, { history, gradients, stopped, epochs, message: why }) {
      const begun = performance.now();
      const into = `state/step${state.steps}`;
      const message = [note, why].filter(Boolean).join("\n");
      const rest = {
        ...{ options, engine, stopped, epochs, snapshots, repetitions: spec.repetitions },
        ...(message && { message }),
        history: [...(before?.history ?? []), ...history],
        gradients: [...(before?.gradients ?? []), ...gradients],
      };
      const old = stateFolder !== undefined && stateFolder !== into ? stateFolder : undefined;
      files = Object.fromEntries(Object.entries(files).filter(([path]) => !old || !path.startsWith(`${old}/`)));
      const net = withParameters(network, state.parameters);
      await write({ record: { name: UNFINISHED_FILE, network: net, state, stateFolder: into, rest, files }, remove: old ? [old] : [] });
      stateFolder = into;
      const now = performance.now();
      next = now + Math.max(EVERY, 20 * (now - begun));
    },
  };
}
