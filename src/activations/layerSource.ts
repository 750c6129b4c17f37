import type { Matrix } from "../core/matrix.js";
import type { Network } from "../networks/network.js";
import type { Forward } from "./forwardChain.js";

/** Where the activations of a snapshot come from: plain data, which a thread can be sent. */
export type LayerSource =
  | { readonly kind: "computed"; readonly network: Network; readonly inputs: Matrix; readonly forward: Forward }
  /** `files`: SHA-256 of each file of the run. */
  | { readonly kind: "stored"; readonly folder: string; readonly epoch: number; readonly files: Readonly<Record<string, string>> }
  | { readonly kind: "given"; readonly layers: readonly Matrix[] };
