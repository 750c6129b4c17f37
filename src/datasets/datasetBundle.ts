import type { Dataset } from "../core/dataset.js";
import type { MimeBundle } from "../core/host.js";
import { natsToBits } from "../core/units.js";
import type { Pixels } from "../formats/png.js";
import { factsBundle } from "./factsBundle.js";
import { imageGrid } from "./imageGrid.js";
import { scatterPixels } from "./scatterPixels.js";

/** What a dataset shows in a cell: its facts, and a picture where its samples are images or points of the plane. */
export function datasetBundle(data: Dataset, picture = defaultPicture(data)): MimeBundle {
  return factsBundle(data.name, datasetFacts(data), picture);
}

function datasetFacts(data: Dataset): [string, string][] {
  const { rows, cols } = data.inputs;
  const size = data.image
    ? ` (images of ${data.image.height} × ${data.image.width}${data.image.channels > 1 ? ` × ${data.image.channels}` : ""})`
    : "";
  const facts: [string, string][] = [
    ["dataset", data.name],
    ["samples", `n = ${rows}, d = ${cols}${size}`],
  ];
  if (data.stored)
    facts.push([
      "values",
      `bytes × ${digits(data.stored.scale)}${data.stored.offset ? ` + ${digits(data.stored.offset)}` : ""}, float32 on demand`,
    ]);
  else facts.push(["values", data.inputs.data instanceof Float32Array ? "float32" : "float64"]);
  if (data.labels) facts.push(["classes", `${data.classes ?? "?"}; samples of each: ${counts(data.labels, data.classes ?? 0).join(", ")}`]);
  if (data.targets) facts.push(["targets", `${data.targets.rows} × ${data.targets.cols}`]);
  for (const [key, { nats, how }] of Object.entries(data.exact))
    facts.push([key, `${digits(nats)} nats (${digits(natsToBits(nats))} bits), exact: ${how}`]);
  for (const fact of Object.entries(data.facts ?? {})) facts.push(fact);
  facts.push(["source", data.source], ["licence", data.licence]);
  return facts;
}

function counts(labels: Uint8Array, classes: number): number[] {
  const out = new Array<number>(classes).fill(0);
  for (const y of labels) out[y] = (out[y] ?? 0) + 1;
  return out;
}

function defaultPicture(data: Dataset): (() => Pixels) | undefined {
  if (data.image && data.image.channels !== 2 && data.image.channels <= 3) return () => imageGrid(data);
  if (data.inputs.cols === 2) return () => scatterPixels(data.inputs, data.labels);
  return undefined;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}
