import type { Matrix } from "../core/matrix.js";
import type { Network } from "../networks/network.js";
import { recordedActivations } from "./activationsOf.js";
import type { Forward } from "./forwardChain.js";
import { type Snapshot, snapshot } from "./snapshot.js";

/** A snapshot that keeps the weights, and computes the activations of `layers`, numbered from 1. */
export function computedSnapshot(
  epoch: number,
  network: Network,
  {
    inputs,
    layers,
    record,
    seed,
    repetition,
  }: { inputs: Matrix; layers: readonly number[] } & Pick<Forward, "record" | "seed" | "repetition">,
): Snapshot {
  const forward = forwardAt(epoch, { record, seed, repetition });
  return snapshot({
    ...{ epoch, layers, network: () => network },
    read: () => recordedActivations(network, inputs, forward, layers),
    source: () => ({ kind: "computed", network, inputs, forward }),
  });
}

/** The forward pass that records an epoch: its noise is drawn anew at every epoch. */
export function forwardAt(epoch: number, noise: Pick<Forward, "record" | "seed" | "repetition">): Forward {
  return { ...noise, noise: "evaluation", replica: epoch };
}
