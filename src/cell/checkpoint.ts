import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { DomainError } from "../core/errors.js";

const NAME = /^[A-Za-z][\w-]*$/;

/**
 * Computes a value, or takes it from the disk where an earlier run of the same notebook under `infoplane run` has stored it and nothing that the cell
 * depends on (its code and that of the cells before it, parameters, library, data) has changed since. A long run that was stopped goes on from here.
 * Outside such a run it only computes.
 *
 * @param name unique in its cell: letters, digits, `_` and `-`
 * @param compute what takes long; its value must be data (numbers, texts, arrays, typed arrays, plain objects, Map, Set, Date). What an object
 *   can do besides, how it displays itself for instance, does not survive storing
 * @throws {DomainError} another name, or a value that holds a function
 */
export async function checkpoint<T>(name: string, compute: () => T | Promise<T>): Promise<T> {
  if (typeof name !== "string" || !NAME.test(name))
    throw new DomainError(`checkpoint: the name must be letters, digits, _ and - and begin with a letter; got ${JSON.stringify(name)}.`);
  const { INFOPLANE_CHECKPOINTS: folder, INFOPLANE_CELL_KEY: key } = process.env;
  if (!folder || !key) return compute();
  const path = join(folder, `${name}.${key}`);
  const stored = read(path);
  if (stored) return stored.value as T;
  const value = await compute();
  write(folder, name, path, value);
  return value;
}

function read(path: string): { value: unknown } | undefined {
  try {
    return { value: deserialize(readFileSync(path)) };
  } catch {
    return undefined; // none yet, or of another version of V8
  }
}

function write(folder: string, name: string, path: string, value: unknown): void {
  let bytes: Buffer;
  try {
    bytes = serialize(value);
  } catch (error) {
    throw new DomainError(`checkpoint: the value of ${name} must be data, without functions; ${(error as Error).message}`);
  }
  mkdirSync(folder, { recursive: true });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, bytes);
  renameSync(part, path);
  for (const other of readdirSync(folder))
    if (other.startsWith(`${name}.`) && join(folder, other) !== path) rmSync(join(folder, other), { force: true });
}
