import { checkInteger, checkKnownOptions } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError } from "../core/errors.js";
import { random } from "../core/random.js";
import { takeSamples } from "./takeSamples.js";

/**
 * A training and a test part: ⌊fraction · n⌉ samples and the rest, drawn without replacement.
 *
 * @param options.fraction of the samples that go to `train`, 0 < fraction < 1
 * @param options.seed of the shuffle
 * @param options.stratify every class keeps its share in both parts, to one sample
 * @param options.shuffle false takes the first samples as they stand. On `szt()` that is the split of the code of Shwartz-Ziv and Tishby, which
 *   counts in binary: P(y = 1) is then .437 in the training part and .836 in the test part. Use it only to repeat their numbers.
 * @throws {DomainError} a part would be empty, stratify without labels or without shuffle
 */
export function split(
  data: Dataset,
  options: { fraction?: number; seed?: number; stratify?: boolean; shuffle?: boolean } = {},
): { train: Dataset; test: Dataset } {
  const me = "split";
  checkKnownOptions(me, options, ["fraction", "seed", "stratify", "shuffle"]);
  const { fraction = 0.8, seed = 0, stratify = false, shuffle = true } = options;
  checkInteger(me, "seed", seed, 0);
  const n = data.inputs.rows;
  const size = Math.round(fraction * n);
  if (typeof fraction !== "number" || !(size > 0 && size < n))
    throw new DomainError(`${me}: fraction must leave at least one of the ${n} samples in each part; got ${fraction}.`);
  if (stratify && !data.labels) throw new DomainError(`${me}: stratify needs labels, and ${data.name} has none.`);
  if (stratify && !shuffle) throw new DomainError(`${me}: stratify draws samples of each class, so it cannot go with shuffle: false.`);
  const order = shuffle ? random(seed).permutation(n) : Uint32Array.from({ length: n }, (_, i) => i);
  const first = stratify ? stratified(order, data.labels!, size) : order;
  const how = `${shuffle ? `seed ${seed}` : "unshuffled"}${stratify ? ", stratified" : ""}`;
  return {
    train: takeSamples(data, first.slice(0, size), `${data.name}, training part (${how})`),
    test: takeSamples(data, first.slice(size), `${data.name}, test part (${how})`),
  };
}

/** The shuffled order with the training part in front: of each class ⌊its share⌋, and the samples still missing from the largest remainders. */
function stratified(order: Uint32Array, labels: Uint8Array, size: number): Uint32Array {
  const count = new Float64Array(256);
  for (const y of labels) count[y]++;
  const share = count.map((c) => (c * size) / labels.length);
  const quota = share.map(Math.floor);
  let missing = size - quota.reduce((a, b) => a + b, 0);
  const byRemainder = [...share.keys()].sort((a, b) => share[b] - quota[b] - (share[a] - quota[a]) || a - b);
  for (const y of byRemainder) if (missing > 0 && quota[y] < share[y]) [quota[y], missing] = [quota[y] + 1, missing - 1];
  const front: number[] = [];
  const back: number[] = [];
  for (const i of order) (quota[labels[i]]-- > 0 ? front : back).push(i);
  return Uint32Array.from([...front, ...back]);
}
