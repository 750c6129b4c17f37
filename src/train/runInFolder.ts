import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openRun } from "../activations/openRun.js";
import type { Run } from "../activations/run.js";
import { RUN_FILE, repetitionFolder, UNFINISHED_FILE } from "../activations/runFolder.js";
import { writeRun } from "../activations/saveRun.js";
import { DomainError } from "../core/errors.js";

/** Whether a folder holds a run, whole or not. */
export function holdsRun(folder: string): boolean {
  return [RUN_FILE, UNFINISHED_FILE].some((name) => existsSync(join(folder, name)));
}

/**
 * Makes a folder ready for a training: as long as it goes on there is no `run.json`. What a resumed run has recorded elsewhere is written first.
 *
 * @throws {DomainError} it holds a run, and not the one to go on from
 */
export async function beginInFolder(me: string, folder: string, resume: Run | undefined, signal?: AbortSignal): Promise<void> {
  if (resume?.folder !== undefined && resolve(resume.folder) === resolve(folder)) {
    for (let i = 0; i < resume.repetitions.length; i++) await renamed(folderOf(folder, i), RUN_FILE, UNFINISHED_FILE);
    return;
  }
  if (holdsRun(folder))
    throw new DomainError(
      `${me}: ${folder} already holds a run. Go on from it with resume: true, open it with openRun, remove it, or choose another folder.`,
    );
  if (resume) await writeRun(me, resume, folder, { name: UNFINISHED_FILE, signal });
}

/** Declares the run whole, the first repetition last, and opens it. */
export async function finishInFolder(folder: string, repetitions: number): Promise<Run> {
  for (let i = repetitions - 1; i >= 0; i--) await renamed(folderOf(folder, i), UNFINISHED_FILE, RUN_FILE);
  return openRun(folder);
}

/** Where a repetition of a run lies. */
export function folderOf(folder: string, repetition: number): string {
  return repetition === 0 ? folder : join(folder, repetitionFolder(repetition));
}

async function renamed(folder: string, from: string, to: string): Promise<void> {
  if (existsSync(join(folder, from))) await rename(join(folder, from), join(folder, to));
}
