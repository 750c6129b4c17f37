import { type Layer, parameterCount, weightCount } from "../../networks/network.js";
import type { TrainerSpec } from "../engine.js";
import type { GraphBuilder, Value } from "./graphBuilder.js";
import type { LayerFeeds } from "./layerGraph.js";

export type Phase = "training" | "evaluation";

export interface GraphOptions {
  readonly rows: number;
  /** Without the operators that a GPU does not have. */
  readonly portable: boolean;
}

/** Rows of a graph for a batch: a multiple of 16 where numbers are drawn for it, as those come in rows of such a length. */
export function graphRows(layers: readonly Layer[], phase: Phase, batchSize: number): number {
  return layers.some((l) => noiseActs(l, phase) || maskActs(l, phase)) ? (batchSize + 15) & ~15 : batchSize;
}

export function noiseActs(layer: Layer, phase: Phase): boolean {
  return layer.noise !== undefined && (layer.noise.when === "both" || layer.noise.when === phase);
}

export function maskActs(layer: Layer, phase: Phase): boolean {
  return phase === "training" && layer.dropout !== undefined && layer.dropout > 0;
}

/** Names of what is fed for a layer: units × rows, as it is drawn. */
export function noiseName(layer: number): string {
  return `noise${layer}`;
}

export function maskName(layer: number): string {
  return `mask${layer}`;
}

/** The inputs of a graph, and the trained numbers of its layers out of one list `theta`. */
export function networkFeeds(
  b: GraphBuilder,
  { layers }: TrainerSpec["network"],
  theta: Value,
  phase: Phase,
  { rows, portable }: GraphOptions,
): LayerFeeds {
  const pieces = splitParameters(b, layers, theta);
  const drawn = (acts: boolean, name: string, units: number) => (acts ? b.transpose(b.input(name, [units, rows]), [1, 0]) : undefined);
  const noise = layers.map((l, i) => drawn(noiseActs(l, phase), noiseName(i), l.outputs));
  const mask = layers.map((l, i) => drawn(maskActs(l, phase), maskName(i), l.outputs));
  return { rows, portable, parameters: (l) => pieces[l]!, noise: (l) => noise[l], mask: (l) => mask[l] };
}

/** One list of numbers in the order of `parametersOf`, cut into weights (rows × cols, or s) and biases. */
export function splitParameters(b: GraphBuilder, layers: readonly Layer[], theta: Value): ({ weights: Value; bias?: Value } | undefined)[] {
  const sizes = layers.flatMap((l) => [weightCount(l), parameterCount(l) - weightCount(l)]).filter((n) => n > 0);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((n, size) => n + size, 0));
  // slices, for a split of many parts is too much for a GPU
  const parts = sizes.map((size, i) => b.node("Slice", [theta, b.whole(starts[i]), b.whole(starts[i] + size), b.whole(0)]));
  let at = 0;
  return layers.map((layer) => {
    if (parameterCount(layer) === 0) return undefined;
    const flat = parts[at++];
    const weights = layer.kind === "dense" || layer.kind === "conv2d" ? b.reshape(flat, [layer.weights.rows, layer.weights.cols]) : flat;
    return { weights, ...(parameterCount(layer) > weightCount(layer) && { bias: parts[at++] }) };
  });
}

/** The reverse of {@link splitParameters}. */
export function joinParameters(
  b: GraphBuilder,
  layers: readonly Layer[],
  pieces: (layer: number) => { weights: Value; bias?: Value },
): Value {
  const parts = layers.flatMap((layer, l) => {
    if (parameterCount(layer) === 0) return [];
    const { weights, bias } = pieces(l);
    return [b.reshape(weights, [weightCount(layer)]), ...(bias === undefined ? [] : [bias])];
  });
  return parts.length === 1 ? parts[0] : b.node("Concat", parts, { axis: 0 });
}
