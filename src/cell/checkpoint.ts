import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";

/** What a shared checkpoint is computed from: nothing else may matter. */
export type CheckpointSettings = { readonly [name: string]: Setting };
type Setting = number | string | boolean | null | readonly Setting[] | CheckpointSettings;

const NAME = /^[A-Za-z][\w-]*$/;

/**
 * Computes a value, or takes it from the disk where an earlier run of the same notebook under `infoplane run` has stored it and nothing that the cell
 * depends on (its code and that of the cells before it, parameters, library, data) has changed since. A long run that was stopped goes on from here.
 * Outside such a run it only computes. A cell that is interrupted stores nothing.
 *
 * With `shared`, every notebook of the project that asks for the same name with the same settings and the same text of `compute` gets one value, which
 * the first of them computes: networks that several figures look at are trained once. It is kept until the library, the data or Node change, so `compute`
 * may use its argument and the library, and nothing else of the notebook.
 *
 * What is kept: numbers, strings, arrays, plain objects, maps, sets, dates and typed arrays, to the last bit. Methods are lost, also of the value that is
 * returned by the run which computes it, so that both runs continue alike.
 *
 * @param name unique in its cell: letters, digits, _ and -, beginning with a letter
 * @param compute called with `shared`
 * @param options.shared numbers, strings, booleans, null, and arrays and plain objects of them
 * @throws {DomainError} a malformed name, or a value that cannot be written, such as a function
 * @example checkpoint("cnn-1", (s) => train({ ...s, network: goldfeldCnn({ seed: s.seed }), data, optimizer: adam({ learningRate: s.rate }) }), { shared: P })
 */
export async function checkpoint<T, S extends CheckpointSettings = CheckpointSettings>(
  name: string,
  compute: (settings: S) => T | Promise<T>,
  options: { readonly shared?: S } = {},
): Promise<T> {
  const me = "checkpoint";
  checkKnownOptions(me, options, ["shared"]);
  if (typeof name !== "string" || !NAME.test(name))
    throw new DomainError(`${me}: the name must be letters, digits, _ and - and begin with a letter; got ${JSON.stringify(name)}.`);
  const place = placeOf(me, name, compute, options.shared);
  if (!place) return await compute(options.shared as S);
  const kept = read(place.path);
  if (kept) return kept.value as T;
  const signal = hostSignal();
  const value = await compute(options.shared as S);
  if (signal?.aborted) return value;
  const bytes = bytesOf(me, name, value);
  write(place.folder, place.path, bytes);
  for (const file of readdirSync(place.folder)) if (place.outdated(file)) rmSync(join(place.folder, file), { force: true });
  return (deserialize(bytes) as Kept).value as T;
}

interface Place {
  readonly folder: string;
  readonly path: string;
  /** Whether a file of the folder is an earlier value under this name. */
  outdated(file: string): boolean;
}

/** Where a value is kept: `name.key` for one cell, `name.state.settings` for all notebooks. Undefined outside a run and in a cell without a key. */
function placeOf(me: string, name: string, compute: unknown, shared: CheckpointSettings | undefined): Place | undefined {
  const {
    INFOPLANE_CHECKPOINTS: own,
    INFOPLANE_CELL_KEY: key,
    INFOPLANE_SHARED_CHECKPOINTS: common,
    INFOPLANE_SHARED_KEY: state,
  } = process.env;
  const settings = shared && written(me, "shared", shared);
  if (settings === undefined) {
    const file = `${name}.${key}`;
    return own && key
      ? { folder: own, path: join(own, file), outdated: (other) => other.startsWith(`${name}.`) && other !== file }
      : undefined;
  }
  if (!common || !state || !key) return undefined;
  const hash = createHash("sha256").update(`${settings}\n${compute}`).digest("hex").slice(0, 32);
  const current = `${name}.${state}.`;
  const outdated = (other: string) => other.startsWith(`${name}.`) && !other.startsWith(current);
  return { folder: common, path: join(common, current + hash), outdated };
}

/** Settings as text, the same for any order of their names. */
function written(me: string, path: string, value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map((item, i) => written(me, `${path}[${i}]`, item)).join()}]`;
  const plain = typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!plain)
    throw new DomainError(
      `${me}: ${path} must be a number, a string, true, false, null, or arrays and plain objects of them; got ${typeof value === "number" ? value : typeof value}.`,
    );
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${written(me, `${path}.${name}`, item)}`)
    .join()}}`;
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
