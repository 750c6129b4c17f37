import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { decodeNpy } from "../formats/npy.js";
import { sha256 } from "./runFolder.js";

/** An array of a run's folder: `rows` by 1 where it has one axis. A file whose SHA-256 is not the recorded one is refused. */
export function readStored(folder: string, files: Readonly<Record<string, string>>, path: string): Matrix {
  const bytes = bytesOf(join(folder, path));
  if (sha256(bytes) !== files[path])
    throw new DomainError(`openRun: ${join(folder, path)} is not the file that was saved: its SHA-256 differs from the recorded one.`);
  const { shape, data } = decodeNpy(bytes, path);
  return { rows: shape[0], cols: shape[1] ?? 1, data: data as Float32Array };
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DomainError(
      `openRun: ${path} belongs to the run and must be there; it cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}
