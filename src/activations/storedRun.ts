import type { Run } from "./run.js";
import type { StoredLayer } from "./runFolder.js";
import type { TrainState } from "./trainState.js";

/** `run.json`, or `unfinished.json` as long as the training goes on. */
export interface StoredRun extends Pick<Run, "options" | "engine" | "stopped" | "message" | "epochs" | "history" | "gradients"> {
  readonly format: string;
  readonly network: { readonly name: string; readonly seed?: number; readonly source?: string; readonly layers: readonly StoredLayer[] };
  readonly state: Omit<TrainState, "parameters" | "first" | "second">;
  /** Where the numbers of the state lie. */
  readonly stateFolder?: string;
  /** Epochs. */
  readonly snapshots: readonly number[];
  readonly repetitions: number;
  /** SHA-256 by path. */
  readonly files: Readonly<Record<string, string>>;
}
