import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { checkKnownOptions } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { matrixOfArray } from "../formats/matrixOfArray.js";
import { decodeNpy } from "../formats/npy.js";
import { decodeNpz } from "../formats/npz.js";
import type { NumericArray } from "../formats/numericArray.js";
import type { NamedActivations } from "./activationsOfOnnx.js";
import { checkNames } from "./checkNames.js";
import { RUN_FILE, UNFINISHED_FILE } from "./runFolder.js";

/** Activations of one epoch that another program saved; read from the disk whenever they are asked for, and not kept. */
export interface SavedActivations {
  readonly epoch: number;
  readonly layers: readonly NamedActivations[];
}

/**
 * The activations of a training that went on elsewhere, saved by NumPy or PyTorch, as the snapshots of a run. The folder holds, for each epoch,
 *
 * - a file `epoch0128.npz` with one array per layer: `numpy.savez(f"acts/epoch{epoch:04d}.npz", layer1=h1, layer2=h2)`, or
 * - a folder `epoch0128` with one file per layer: `layer1.npy`, `layer2.npy`.
 *
 * Only one epoch is in memory at a time. The first axis is that of the samples, further ones are laid side by side. Torch's tensors become arrays by
 * `h.detach().cpu().numpy()`.
 *
 * @param folder the last number in a name is the epoch; what is neither `.npz` nor a folder with `.npy` files is passed over
 * @param options.layers names of the arrays, in the order of the layers. By default all: of `.npz` in the order of the file, of `.npy` by name, with
 *   layer10 after layer2
 * @returns by ascending epoch
 * @throws {DomainError} no such files, a name without a number, two of one epoch, or (on reading) no such array
 */
export async function activationsOfFiles(
  folder: string,
  options: { readonly layers?: readonly string[] } = {},
): Promise<readonly SavedActivations[]> {
  const me = "activationsOfFiles";
  checkKnownOptions(me, options, ["layers"]);
  const { layers } = options;
  checkNames(me, layers);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new DomainError(`${me}: ${folder} must be a folder; ${error.code === "ENOENT" ? "there is none" : error.message}.`);
  });
  if (entries.some((e) => e.name === RUN_FILE || e.name === UNFINISHED_FILE))
    throw new DomainError(`${me}: ${folder} holds a run of this library; openRun(folder) opens it.`);
  const found: { name: string; epoch: number; arrays: () => Map<string, NumericArray> }[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.endsWith(".npz")) found.push({ ...epochOf(me, entry.name), arrays: () => decodeNpz(readFileSync(path), path) });
    if (!entry.isDirectory()) continue;
    const files = (await readdir(path)).filter((name) => name.endsWith(".npy")).sort(byName.compare);
    if (files.length === 0) continue;
    const arrays = () =>
      new Map(files.map((name) => [basename(name, ".npy"), decodeNpy(readFileSync(join(path, name)), join(path, name))]));
    found.push({ ...epochOf(me, entry.name), arrays });
  }
  if (found.length === 0) throw new DomainError(`${me}: ${folder} holds neither .npz files nor folders of .npy files.`);
  found.sort((a, b) => a.epoch - b.epoch);
  found.forEach(({ name, epoch }, i) => {
    if (found[i - 1]?.epoch === epoch) throw new DomainError(`${me}: ${found[i - 1].name} and ${name} are both of epoch ${epoch}.`);
  });
  return found.map(({ name, epoch, arrays }) => ({
    epoch,
    get layers() {
      return matrices(me, join(folder, name), arrays(), layers);
    },
  }));
}

const byName = new Intl.Collator("en", { numeric: true });

function epochOf(me: string, name: string): { name: string; epoch: number } {
  const digits = /(\d+)\D*$/.exec(basename(name, ".npz"))?.[1];
  if (!digits) throw new DomainError(`${me}: the name of every file must end in its epoch, as epoch0128.npz; got ${name}.`);
  return { name, epoch: Number(digits) };
}

function matrices(
  me: string,
  path: string,
  arrays: Map<string, NumericArray>,
  chosen: readonly string[] = [...arrays.keys()],
): NamedActivations[] {
  const layers = chosen.map((name) => {
    const array = arrays.get(name);
    if (!array) throw new DomainError(`${me}: ${path} has no array "${name}"; it holds ${[...arrays.keys()].join(", ")}.`);
    return { name, ...matrixOfArray(me, `${name} in ${path}`, array) };
  });
  for (const { name, rows } of layers)
    if (rows !== layers[0].rows)
      throw new ShapeError(
        `${me}: the layers must have the same number of rows, one per sample; in ${path}, ${layers[0].name} has ${layers[0].rows} and ${name} has ${rows}. Choose them with { layers: [...] }.`,
      );
  return layers;
}
