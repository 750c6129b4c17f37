import { ACTIVATION_CODES } from "../networks/activation.js";
import { layerLevels } from "../networks/layerLevels.js";
import { layerWindow } from "../networks/layerWindow.js";
import type { Layer, Network } from "../networks/network.js";
import { streamOf } from "../networks/streamOf.js";
import type { ForwardLayer } from "../numeric/chainForward.js";

/** Whose noise acts in a recording, and which numbers it has: see {@link activationsOf}. */
export interface Forward {
  readonly noise: "evaluation" | "none" | "all";
  readonly record: "after" | "before";
  readonly seed: number;
  readonly replica: number;
  readonly repetition: number;
}

/** The layers of a network as the kernels see them, with the noise that `rows` inputs get. */
export function forwardChain(model: Network, rows: number, { noise, seed, replica, repetition }: Forward): ForwardLayer[] {
  const acts = (l: Layer) => l.noise && (noise === "all" || (noise === "evaluation" && l.noise.when !== "training"));
  const units = ((rows + 15) & ~15) / 4;
  return model.layers.flatMap((l, i) => {
    const drawn = { seed, stream: streamOf("recording", repetition, i), block: replica * l.outputs * units };
    return forwardLayers(l, acts(l) ? { ...l.noise!, ...drawn } : undefined);
  });
}

/** A layer for the kernels; a USV layer is two. */
function forwardLayers(l: Layer, noise: ForwardLayer["noise"]): ForwardLayer[] {
  const { inputs, outputs, slope } = l;
  const levels = layerLevels(l);
  const end = { inputs, outputs, activation: ACTIVATION_CODES[l.activation], slope, ...(levels && { levels }), ...(noise && { noise }) };
  switch (l.kind) {
    case "dense":
      return [{ ...end, weights: l.weights.data, bias: l.bias }];
    case "conv2d":
      return [{ ...end, kind: l.kind, window: layerWindow(l), weights: l.weights.data, bias: l.bias }];
    case "maxPool":
    case "averagePool":
      return [{ ...end, kind: l.kind, window: layerWindow(l) }];
    case "flatten":
      return [{ ...end, kind: l.kind }];
    case "usv": {
      const rank = l.s.length;
      const scaled = Float64Array.from(l.u.data, (value, at) => value * l.s[at % rank]);
      const half = { inputs, outputs: rank, activation: ACTIVATION_CODES.linear, slope: 0, weights: scaled, bias: [], inner: true };
      return [half, { ...end, inputs: rank, weights: l.v.data, bias: [] }];
    }
  }
}
