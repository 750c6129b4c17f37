import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError, ShapeError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { classLabels } from "./classLabels.js";
import { entropyOfLabels } from "./entropyOfLabels.js";
import { makeDataset } from "./makeDataset.js";
import { tableColumns } from "./tableColumns.js";
import { asMatrix, type MatrixLike } from "./toMatrix.js";

export interface DatasetOptions {
  /** One row per sample; see `toMatrix` for what can be given. */
  readonly inputs: MatrixLike;
  /** One label per sample, or, of a table, the name of the column that holds them. */
  readonly labels?: ArrayLike<number | bigint | string | boolean> | string;
  /** Numbers to be predicted, one row per sample, or, of a table, the names of their columns. */
  readonly targets?: MatrixLike | readonly string[];
  /** Of a table: the columns of the inputs; by default all that are neither labels nor targets. */
  readonly columns?: readonly string[];
  /** What to do with samples that hold NaN or infinite numbers: refuse (the default) or leave them out. */
  readonly missing?: "error" | "drop";
  readonly name?: string;
  readonly source?: string;
  readonly licence?: string;
  /** The shape of one sample when it is an image. */
  readonly image?: { readonly height: number; readonly width: number; readonly channels?: number };
}

/**
 * A dataset of your own numbers, checked: as many labels and targets as inputs, every number finite.
 *
 * @example dataset({ inputs: table, labels: "species" }) of an arquero table
 * @example dataset({ inputs: { shape: [100, 28, 28], data }, labels }) makes images of 28 × 28
 * @returns exact: H(Y) of the labels as counted, where there are labels
 * @throws {ShapeError} lengths that do not match
 * @throws {DomainError} a cell that is no number, or not finite; names the first one and how many samples hold such
 */
export function dataset(options: DatasetOptions): Dataset {
  const me = "dataset";
  checkKnownOptions(me, options, ["inputs", "labels", "targets", "columns", "missing", "name", "source", "licence", "image"]);
  const { missing = "error", name = "own data", source = "own data", licence = "not stated" } = options;
  checkOneOf(me, "missing", missing, ["error", "drop"]);
  const table = tableColumns(options.inputs);
  const labelColumn = typeof options.labels === "string" ? options.labels : undefined;
  const targetColumns = namesOf(options.targets);
  if (!table && (labelColumn !== undefined || targetColumns))
    throw new DomainError(`${me}: labels and targets can be named where inputs is a table; give their values instead.`);
  for (const column of [labelColumn, ...(targetColumns ?? [])])
    if (column !== undefined && !table!.has(column))
      throw new DomainError(`${me}: inputs has no column "${column}"; it has ${[...table!.keys()].join(", ")}.`);
  const columns = table && (options.columns ?? [...table.keys()].filter((c) => c !== labelColumn && !targetColumns?.includes(c)));
  let inputs = asMatrix(me, "inputs", options.inputs, columns ?? options.columns);
  let targets = targetColumns
    ? asMatrix(me, "targets", options.inputs, targetColumns)
    : options.targets && asMatrix(me, "targets", options.targets);
  let given = labelColumn !== undefined ? table!.get(labelColumn)! : (options.labels as ArrayLike<unknown> | undefined);
  for (const [what, count] of [
    ["labels", given?.length],
    ["targets", targets?.rows],
  ] as const)
    if (count !== undefined && count !== inputs.rows)
      throw new ShapeError(`${me}: ${what} must be one per sample; got ${count} for ${inputs.rows} samples.`);
  const bad = new Set([...incomplete(inputs), ...(targets ? incomplete(targets) : [])]);
  if (bad.size > 0) {
    if (missing === "error")
      throw new DomainError(
        `${me}: ${firstBad(inputs, targets, columns)} ${bad.size} of ${inputs.rows} samples hold such; leave them out with missing: "drop".`,
      );
    const kept = Array.from({ length: inputs.rows }, (_, i) => i).filter((i) => !bad.has(i));
    if (kept.length === 0) throw new DomainError(`${me}: every sample holds a number that is not finite; nothing is left.`);
    const labels = given;
    given = labels && kept.map((i) => labels[i]);
    targets = targets && rowsOf(targets, kept);
    inputs = rowsOf(inputs, kept);
  }
  const classes = given && classLabels(me, given);
  return makeDataset({
    name,
    inputs,
    ...(classes && { labels: classes.labels, classes: classes.classes }),
    ...(targets && { targets }),
    ...(columns && { columns }),
    exact: classes ? { "H(Y)": { nats: entropyOfLabels(classes.labels), how: "entropy of the counts of the labels" } } : {},
    source,
    licence,
    ...imageOf(me, options, inputs.cols),
    facts: {
      ...(columns && { columns: columns.join(", ") }),
      ...(classes?.names && { labels: classes.names.map((kind, i) => `${i} = ${kind}`).join(", ") }),
      ...(bad.size > 0 && { "left out": `${bad.size} samples with numbers that are not finite` }),
    },
  });
}

function namesOf(targets: DatasetOptions["targets"]): readonly string[] | undefined {
  return Array.isArray(targets) && targets.length > 0 && targets.every((t) => typeof t === "string") ? (targets as string[]) : undefined;
}

function imageOf(me: string, { image, inputs }: DatasetOptions, cols: number): Pick<Dataset, "image"> {
  const shape = (inputs as { shape?: unknown }).shape;
  if (image) {
    const { height, width, channels = 1 } = image;
    if (height * width * channels !== cols)
      throw new ShapeError(
        `${me}: images of ${height} × ${width} × ${channels} need ${height * width * channels} columns; inputs has ${cols}.`,
      );
    return { image: { height, width, channels } };
  }
  if (Array.isArray(shape) && (shape.length === 3 || (shape.length === 4 && (shape[3] === 1 || shape[3] === 3))))
    return { image: { height: shape[1], width: shape[2], channels: shape[3] ?? 1 } };
  return {};
}

function incomplete({ data, cols }: Matrix): number[] {
  const rows: number[] = [];
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) rows.push(Math.floor(i / cols));
  return rows;
}

function firstBad(inputs: Matrix, targets: Matrix | undefined, columns?: readonly string[]): string {
  const [what, m] = incomplete(inputs).length > 0 ? (["inputs", inputs] as const) : (["targets", targets!] as const);
  const at = m.data.findIndex((v: number) => !Number.isFinite(v));
  const column = what === "inputs" && columns ? `"${columns[at % m.cols]}"` : String(at % m.cols);
  return `${what} must be finite; row ${Math.floor(at / m.cols)}, column ${column} is ${m.data[at]}.`;
}

function rowsOf({ data, cols }: Matrix, rows: readonly number[]): Matrix {
  const out = data instanceof Float32Array ? new Float32Array(rows.length * cols) : new Float64Array(rows.length * cols);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  });
  return { rows: rows.length, cols, data: out };
}
