import { basename } from "node:path";
import { checkKnownOptions } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DataError } from "./dataError.js";
import { type DatasetOptions, dataset } from "./dataset.js";
import { readFileArrays } from "./readFileArrays.js";

/**
 * A dataset from a file of your own: `.npy`, `.npz`, `.mat`, `.csv`, `.tsv`, `.arrow`. Numbers are checked as {@link dataset} does.
 *
 * @param options.inputs name of the array (`.npz`, `.mat`) or names of the columns (tables) that hold the inputs; by default the only array, or all
 *   columns that are neither labels nor targets
 * @param options.labels name of the array or column that holds the labels, or the labels themselves
 * @param options.targets name of the array, or names of the columns, to be predicted
 * @example await openDataset("activations.npz", { inputs: "x", labels: "y" })
 * @throws {DataError} no such file, or no such array in it: names the arrays that there are
 */
export async function openDataset(
  path: string,
  options: {
    inputs?: string | readonly string[];
    labels?: DatasetOptions["labels"];
    targets?: string | readonly string[];
    missing?: "error" | "drop";
    image?: DatasetOptions["image"];
    name?: string;
    source?: string;
    licence?: string;
  } = {},
): Promise<Dataset> {
  checkKnownOptions("openDataset", options, ["inputs", "labels", "targets", "missing", "image", "name", "source", "licence"]);
  const { inputs, labels, targets, ...rest } = options;
  const common = { name: basename(path), source: path, ...rest };
  const contents = await readFileArrays(path);
  try {
    if (contents.kind === "table") {
      const columns = typeof inputs === "string" ? [inputs] : inputs;
      return dataset({
        ...common,
        inputs: contents.columns,
        ...(columns && { columns }),
        ...(labels && { labels }),
        ...(targets && { targets: [targets].flat() }),
      });
    }
    const { arrays, skipped } = contents;
    const listed = [...arrays]
      .map(([name, { shape }]) => `${name} (${shape.join(" × ")})`)
      .concat([...(skipped ?? [])].map(([name, kind]) => `${name} (${kind}, not read)`));
    const named = (name: string) => {
      const found = arrays.get(name);
      if (!found) throw new DataError(`${path}: no array "${name}"; it holds ${listed.join(", ")}.`);
      return found;
    };
    if (inputs === undefined && arrays.size !== 1)
      throw new DataError(`${path}: say which array is the inputs, { inputs: "…" }; it holds ${listed.join(", ") || "none"}.`);
    if (Array.isArray(inputs) || Array.isArray(targets))
      throw new DataError(`${path}: of a file of arrays, give inputs and targets as one name each; it holds ${listed.join(", ")}.`);
    const x = named((inputs as string | undefined) ?? [...arrays.keys()][0]);
    const y = typeof labels === "string" ? named(labels).data : labels;
    return dataset({
      ...common,
      inputs: x,
      ...(y && { labels: y as ArrayLike<number> }),
      ...(targets && { targets: named(targets as string) }),
    });
  } catch (error) {
    if (error instanceof Error && !(error instanceof DataError)) error.message = `${path}: ${error.message}`;
    throw error;
  }
}
