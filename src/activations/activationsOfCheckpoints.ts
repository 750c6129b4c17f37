import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { type Progress, progressLine } from "../core/progress.js";
import { activationsOfOnnx, type NamedActivations, type OnnxOptions } from "./activationsOfOnnx.js";

/**
 * The activations of a training that went on elsewhere and left one ONNX file per epoch: as the snapshots of a run.
 *
 * @param folder its `.onnx` files; the last number in a name is the epoch (`net-0128.onnx` is epoch 128)
 * @param inputs one row per sample
 * @param options as in {@link activationsOfOnnx}, and progress
 * @returns by ascending epoch
 * @throws {DomainError} no such file, a name without a number, or two of one epoch
 */
export async function activationsOfCheckpoints(
  folder: string,
  inputs: Matrix,
  options: OnnxOptions & { progress?: Progress } = {},
): Promise<{ epoch: number; layers: NamedActivations[] }[]> {
  const me = "activationsOfCheckpoints";
  checkKnownOptions(me, options, ["layers", "inputShape", "batchSize", "signal", "progress"]);
  const { progress = progressLine(me), ...rest } = options;
  const names = (await readdir(folder)).filter((name) => name.endsWith(".onnx"));
  if (names.length === 0) throw new DomainError(`${me}: ${folder} holds no .onnx file.`);
  const files = names.map((name) => ({ name, epoch: Number(/(\d+)\D*$/.exec(name.slice(0, -5))?.[1] ?? Number.NaN) }));
  for (const { name, epoch } of files)
    if (Number.isNaN(epoch)) throw new DomainError(`${me}: the name of every file must end in its epoch, as net-0128.onnx; got ${name}.`);
  files.sort((a, b) => a.epoch - b.epoch);
  const found: { epoch: number; layers: NamedActivations[] }[] = [];
  for (const { name, epoch } of files) {
    if (found.at(-1)?.epoch === epoch) throw new DomainError(`${me}: two files are of epoch ${epoch}, one of them ${name}.`);
    found.push({ epoch, layers: await activationsOfOnnx(join(folder, name), inputs, rest) });
    progress(found.length, files.length);
  }
  return found;
}
