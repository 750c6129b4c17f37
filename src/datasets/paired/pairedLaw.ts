import type { Random } from "../../core/random.js";

/** A joint law of X and Y whose mutual information is known, and how to draw from it. */
export interface PairedLaw {
  readonly dimX: number;
  readonly dimY: number;
  /** I(X;Y) in nats; computed when asked for, some by quadrature. */
  nats(): number;
  /** How `nats` is obtained. */
  readonly how: string;
  /** One draw: the dimX values of X, then the dimY values of Y. */
  draw(random: Random, out: Float64Array): void;
}
