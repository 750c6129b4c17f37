import { rmSync } from "node:fs";
import { join } from "node:path";
import type { JobContext } from "../numeric/threads.js";
import { type RecordFileJob, writeRecord } from "./writeRecord.js";
import { type SnapshotJob, writeSnapshot } from "./writeSnapshot.js";

/** What one repetition of a run writes into its folder. */
export interface RecordJob {
  /** The public function that asked for it. */
  readonly me: string;
  readonly folder: string;
  readonly snapshot?: SnapshotJob;
  readonly record?: RecordFileJob;
  /** Paths that are no longer needed once the record is written. */
  readonly remove?: readonly string[];
}

/** Runs in a thread of the pool: SHA-256 by path of the new files, or undefined where it was aborted. */
export default function recordTask({ me, folder, snapshot, record, remove = [] }: RecordJob, context: Pick<JobContext, "aborted">) {
  try {
    const files = snapshot ? writeSnapshot(folder, snapshot, context.aborted) : {};
    if (!files) return undefined;
    if (record) Object.assign(files, writeRecord(folder, record));
    for (const path of remove) rmSync(join(folder, path), { recursive: true, force: true });
    return files;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new Error(`${me}: ${folder} cannot be written: ${message}. What was written before is whole.`);
  }
}
