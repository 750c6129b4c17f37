import { checkKnownOptions, checkOneOf } from "../core/checks.js";
import type { Dataset } from "../core/dataset.js";
import { DomainError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import { type Progress, progressLine } from "../core/progress.js";
import { decodeIdx } from "../formats/idx.js";
import { binarised } from "./binarised.js";
import { DataError } from "./dataError.js";
import type { DataSource } from "./dataSource.js";
import { entropyOfLabels } from "./entropyOfLabels.js";
import { makeDataset } from "./makeDataset.js";
import { sourceBytes } from "./sourceBytes.js";
import { storedInputs } from "./storedInputs.js";

export interface ImageOptions {
  /**
   * "train" (60 000, the default), "test" (10 000), "all" (the one, then the other); "fit" and "validation" are the first 50 000 and the last
   * 10 000 of "train", the split of the binarised set of Larochelle and of brekelmans2019.
   */
  readonly part?: "train" | "test" | "all" | "fit" | "validation";
  /** What black and white become: [0, 1] by default, [-1, 1] for instance. */
  readonly range?: readonly [number, number];
  /**
   * Two values only. `{ threshold }`: white where the grey value, 0 to 1, exceeds it. `{ seed }`: white with a probability equal to the grey value.
   */
  readonly binarise?: { readonly threshold: number } | { readonly seed: number };
  /** A folder that holds the files. */
  readonly path?: string;
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

const PARTS = {
  train: ["train", 0, 60_000],
  fit: ["train", 0, 50_000],
  validation: ["train", 50_000, 60_000],
  test: ["t10k", 0, 10_000],
} as const;

/** A set in MNIST's four IDX files, kept as bytes; floats are made when `inputs.data` is asked for. */
export async function imageSet(me: string, source: DataSource, options: ImageOptions): Promise<Dataset> {
  checkKnownOptions(me, options, ["part", "range", "binarise", "path", "signal", "progress"]);
  const { part = "train", range = [0, 1], binarise, signal = hostSignal() } = options;
  checkOneOf(me, "part", part, ["train", "test", "all", "fit", "validation"]);
  const [black, white] = range;
  if (range.length !== 2 || !Number.isFinite(black) || !Number.isFinite(white) || black === white)
    throw new DomainError(`${me}: range must be two different numbers, for black and for white; got ${range}.`);
  const pieces = [];
  for (const p of part === "all" ? (["train", "test"] as const) : [part])
    pieces.push(await piece(source, PARTS[p], { ...options, signal }));
  const [first] = pieces;
  const pixels = pieces.length === 1 ? first.images : joined(pieces.map((p) => p.images));
  const labels = pieces.length === 1 ? first.labels : joined(pieces.map((p) => p.labels));
  const { height, width } = first;
  const n = labels.length;
  const data = binarise ? await binarised(me, pixels, height * width, binarise, signal) : pixels;
  const top = binarise ? 1 : 255;
  const stored = { data, scale: (white - black) / top, offset: black };
  return makeDataset({
    name: `${source.key}, ${part}`,
    inputs: storedInputs(stored, n, height * width),
    stored,
    labels,
    classes: 10,
    image: { height, width, channels: 1 },
    exact: {
      ...(!binarise && { "H(X)": { nats: Math.log(n), how: `ln ${n}: no image comes twice` } }),
      "H(Y)": { nats: entropyOfLabels(labels), how: "entropy of the counts of the labels" },
    },
    source: source.citation,
    licence: source.licence,
    facts: {
      range: `black ${black}, white ${white}`,
      ...(binarise && {
        binarised:
          "seed" in binarise ? `white with the probability of the grey value, seed ${binarise.seed}` : `white above ${binarise.threshold}`,
      }),
      sha256: pieces.map((p) => p.sha256).join(", "),
    },
  });
}

async function piece(source: DataSource, [prefix, from, to]: readonly ["train" | "t10k", number, number], options: ImageOptions) {
  const [imageFile, labelFile] = ["images-idx3", "labels-idx1"].map(
    (kind) => source.files.find((f) => f.name === `${prefix}-${kind}-ubyte`)!,
  );
  const line = options.progress ?? progressLine(`fetching ${source.key}`);
  const common = { ...options, onBytes: line };
  const images = await sourceBytes(source, imageFile, common);
  const labels = await sourceBytes(source, labelFile, common);
  const x = decodeIdx(images.bytes, images.path);
  const y = decodeIdx(labels.bytes, labels.path);
  if (x.shape.length !== 3 || y.shape.length !== 1 || x.shape[0] !== y.shape[0])
    throw new DataError(
      `${source.key}: ${images.path} must hold images and ${labels.path} one label each; got ${x.shape.join(" × ")} and ${y.shape.join(" × ")}.`,
    );
  const [, height, width] = x.shape;
  const size = height * width;
  return {
    images: (x.data as Uint8Array).subarray(from * size, to * size),
    labels: (y.data as Uint8Array).subarray(from, to),
    height,
    width,
    sha256: `${imageFile.sha256} (images)`,
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
