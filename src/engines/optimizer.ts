import type { Schedule } from "./schedule.js";

/** Stochastic gradient descent: buffer ← momentum · buffer + g; θ ← θ − learningRate · buffer. */
export interface Sgd {
  readonly kind: "sgd";
  readonly learningRate: number | Schedule;
  readonly momentum: number;
}

/** Adam as PyTorch has it: θ ← θ − learningRate · m̂ / (√v̂ + epsilon). */
export interface Adam {
  readonly kind: "adam";
  readonly learningRate: number | Schedule;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export type Optimizer = Sgd | Adam;
