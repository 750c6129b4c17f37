import { checkInteger, checkKnownOptions } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError } from "../core/errors.js";
import { random } from "../core/random.js";
import { takeSamples } from "./takeSamples.js";

/**
 * Some samples of a dataset: of some classes, at most `size` of them.
 *
 * @param options.classes keep samples with these labels only; the labels themselves do not change
 * @param options.size how many to keep, drawn without replacement and kept in the set's order; all by default
 * @param options.seed of the draw
 * @throws {DomainError} no labels to select by, an unknown class, or fewer samples than `size`
 */
export function subset(data: Dataset, options: { classes?: readonly number[]; size?: number; seed?: number } = {}): Dataset {
  const me = "subset";
  checkKnownOptions(me, options, ["classes", "size", "seed"]);
  const { classes, seed = 0 } = options;
  if (classes && !data.labels) throw new DomainError(`${me}: ${data.name} has no labels, so no classes can be chosen.`);
  for (const c of classes ?? []) checkInteger(me, "each of classes", c, 0, (data.classes ?? 256) - 1);
  const kept: number[] = [];
  for (let i = 0; i < data.inputs.rows; i++) if (!classes || classes.includes(data.labels![i])) kept.push(i);
  const { size = kept.length } = options;
  if (kept.length === 0) throw new DomainError(`${me}: no sample of ${data.name} is left; its classes chosen were ${classes?.join(", ")}.`);
  checkInteger(me, "size", size, 1, kept.length);
  const drawn =
    size === kept.length ? kept : [...random(seed).permutation(kept.length).subarray(0, size)].map((i) => kept[i]).sort((a, b) => a - b);
  const what = [classes ? `classes ${classes.join(", ")}` : "", size < kept.length ? `${size} drawn with seed ${seed}` : ""]
    .filter(Boolean)
    .join("; ");
  return what ? takeSamples(data, Uint32Array.from(drawn), `${data.name}, ${what}`) : data;
}
