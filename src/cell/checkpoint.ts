import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";

const NAME = /^[A-Za-z][\w-]*$/;

/**
 * Computes a value, or takes it from the disk where an earlier run of the same notebook under `infoplane run` has stored it and nothing that the cell
 * depends on (its code and that of the cells before it, parameters, library, data) has changed since. A long run that was stopped goes on from here.
 * Outside such a run it only computes. A cell that is interrupted stores nothing.
 *
 * What is kept: numbers, strings, arrays, plain objects, maps, sets, dates and typed arrays, to the last bit. Methods are lost, also of the value that is
 * returned by the run which computes it, so that both runs continue alike.
 *
 * @param name unique in its cell: letters, digits, _ and -, beginning with a letter
 * @throws {DomainError} a malformed name, or a value that cannot be written, such as a function
 */
export async function checkpoint<T>(name: string, compute: () => T | Promise<T>): Promise<T> {
  const me = "checkpoint";
  if (typeof name !== "string" || !NAME.test(name))
    throw new DomainError(`${me}: the name must be letters, digits, _ and - and begin with a letter; got ${JSON.stringify(name)}.`);
  const { INFOPLANE_CHECKPOINTS: folder, INFOPLANE_CELL_KEY: key } = process.env;
  if (!folder || !key) return await compute();
  const path = join(folder, `${name}.${key}`);
  const kept = read(path);
  if (kept) return kept.value as T;
  const signal = hostSignal();
  const value = await compute();
  if (signal?.aborted) return value;
  const bytes = bytesOf(me, name, value);
  write(folder, path, bytes);
  for (const other of readdirSync(folder))
    if (other.startsWith(`${name}.`) && join(folder, other) !== path) rmSync(join(folder, other), { force: true });
  return (deserialize(bytes) as Kept).value as T;
}

interface Kept {
  readonly format: "infoplane checkpoint 1";
  readonly value: unknown;
}

/** Undefined where there is none, and where a file is damaged or comes from a newer Node: then the value is computed again. */
function read(path: string): Kept | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const kept = deserialize(bytes) as Kept;
    return kept?.format === "infoplane checkpoint 1" ? kept : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(me: string, name: string, value: unknown): Buffer {
  try {
    return serialize({ format: "infoplane checkpoint 1", value } satisfies Kept);
  } catch (error) {
    throw new DomainError(`${me}: the value of "${name}" cannot be written: ${(error as Error).message} Keep its numbers and arrays only.`);
  }
}

function write(folder: string, path: string, bytes: Buffer): void {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(part, bytes);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
