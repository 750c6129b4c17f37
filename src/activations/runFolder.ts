import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Conv2dLayer, DenseLayer, FlattenLayer, Layer, PoolLayer, UsvLayer } from "../networks/network.js";

/** The name of the file that makes a folder a run; it is written last. */
export const RUN_FILE = "run.json";
/** Its name as long as the training goes on. */
export const UNFINISHED_FILE = "unfinished.json";
export const RUN_FORMAT = "infoplane run 1";

function epochFolder(epoch: number): string {
  return `epoch${String(epoch).padStart(6, "0")}`;
}

export function repetitionFolder(repetition: number): string {
  return `repetition${String(repetition).padStart(4, "0")}`;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Written under another name and renamed, so that nobody ever reads half a file. Returns the SHA-256. */
export function writeWhole(folder: string, path: string, bytes: Uint8Array | string): string {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.part`, bytes);
  renameSync(`${target}.part`, target);
  return sha256(bytes);
}

/** The `.npy` files of a snapshot; layers are numbered from 1. */
export const snapshotFile = {
  parameters: (epoch: number) => `${epochFolder(epoch)}/parameters.npy`,
  layer: (epoch: number, layer: number) => `${epochFolder(epoch)}/layer${layer}.npy`,
  singularValues: (epoch: number, layer: number) => `${epochFolder(epoch)}/singularValues${layer}.npy`,
};

/** JSON with numbers that JSON cannot write: a diverged loss is Infinity or NaN. */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_, v) => (typeof v === "number" && !Number.isFinite(v) ? `number ${v}` : v), 1);
}

export function parse(text: string): unknown {
  return JSON.parse(text, (_, v) => (typeof v === "string" && /^number (NaN|-?Infinity)$/.test(v) ? Number(v.slice(7)) : v));
}

/** A layer in `run.json`: its numbers lie in files of their own. */
export type StoredLayer =
  | (Omit<DenseLayer, "weights" | "bias"> & { readonly bias: number })
  | (Omit<Conv2dLayer, "weights" | "bias"> & { readonly bias: number })
  | (Omit<UsvLayer, "u" | "s" | "v"> & { readonly rank: number })
  | PoolLayer
  | FlattenLayer;

export function withoutNumbers(layer: Layer): StoredLayer {
  switch (layer.kind) {
    case "usv": {
      const { u: _, v: __, s, ...rest } = layer;
      return { ...rest, rank: s.length };
    }
    case "dense": {
      const { weights: _, bias, ...rest } = layer;
      return { ...rest, bias: bias.length };
    }
    case "conv2d": {
      const { weights: _, bias, ...rest } = layer;
      return { ...rest, bias: bias.length };
    }
    case "maxPool":
    case "averagePool":
    case "flatten":
      return layer;
  }
}
