import type { Matrix } from "./matrix.js";

/** Samples with what is known of them exactly. */
export interface Dataset {
  readonly name: string;
  readonly inputs: Matrix;
  readonly labels?: Uint8Array;
  readonly classes?: number;
  readonly targets?: Matrix;
  /** Exact quantities, e.g. `exact["H(X)"]`, with how each was obtained. */
  readonly exact: Readonly<Record<string, { readonly nats: number; readonly how: string }>>;
  readonly source: string;
  readonly licence: string;
}
