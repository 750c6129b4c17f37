import type { Activation } from "./activation.js";
import type { DisturbanceOptions } from "./disturbance.js";
import type { Initialiser } from "./initialiser.js";

/** A side for squares, or [height, width]. */
export type Sides = number | readonly [height: number, width: number];

export interface DenseOptions extends DisturbanceOptions {
  units: number;
  activation?: Activation;
  /** Factor of negative sums in "leakyRelu". */
  slope?: number;
  init?: Initialiser;
  /** A constant added to the sums. */
  bias?: boolean;
}

export interface Conv2dOptions extends DisturbanceOptions {
  /** Channels out. */
  channels: number;
  kernel: Sides;
  stride?: Sides;
  padding?: "valid" | "same";
  activation?: Activation;
  /** Factor of negative sums in "leakyRelu". */
  slope?: number;
  init?: Initialiser;
  /** A constant added to the sums of every channel. */
  bias?: boolean;
}

export interface PoolOptions extends Pick<DisturbanceOptions, "noise" | "dropout"> {
  size: Sides;
  stride?: Sides;
}

/** A layer before it knows its inputs: what `sequential` lists. */
export type LayerSpec =
  | ({ readonly kind: "dense" } & Readonly<DenseOptions>)
  | ({ readonly kind: "conv2d" } & Readonly<Conv2dOptions>)
  | ({ readonly kind: "maxPool" | "averagePool" } & Readonly<PoolOptions>)
  | { readonly kind: "flatten" };
