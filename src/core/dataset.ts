import type { Matrix } from "./matrix.js";

/** Samples with what is known of them exactly. A plain object with these fields is a dataset; the library's own also show themselves in a cell. */
export interface Dataset {
  readonly name: string;
  /** n × d. Where `stored` is there, the floats are made on the first access to `inputs.data`; `rows` and `cols` cost nothing. */
  readonly inputs: Matrix;
  /** n class numbers, 0 … `classes` − 1. */
  readonly labels?: Uint8Array;
  readonly classes?: number;
  /** n × k: what a regression predicts, the code of a generative model, … */
  readonly targets?: Matrix;
  /** Names of the columns of `inputs`, where they have any. */
  readonly columns?: readonly string[];
  /** Exact quantities, e.g. `exact["H(X)"]`, with how each was obtained. */
  readonly exact: Readonly<Record<string, { readonly nats: number; readonly how: string }>>;
  readonly source: string;
  readonly licence: string;
  /** Further rows of the table that a cell shows: checksums, parameters, units. */
  readonly facts?: Readonly<Record<string, string>>;
  /** The shape of one sample when it is an image: d = height · width · channels, row by row. */
  readonly image?: { readonly height: number; readonly width: number; readonly channels: number };
  /** The inputs as bytes, for sets that are too large to be kept as floats. */
  readonly stored?: StoredBytes;
}

/** Inputs kept as bytes: column j of sample i is `data[order[i] * cols + j] * scale + offset` (without `order`, `data[i * cols + j]`). */
export interface StoredBytes {
  readonly data: Uint8Array;
  readonly order?: Uint32Array;
  readonly scale: number;
  readonly offset: number;
}
