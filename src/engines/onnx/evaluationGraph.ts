import type { TrainerSpec } from "../engine.js";
import { GraphBuilder } from "./graphBuilder.js";
import { chainGraph } from "./layerGraph.js";
import { type GraphOptions, networkFeeds } from "./networkGraph.js";

/** A forward pass as an ONNX file: `x` (rows × inputs), `theta` and the drawn numbers of layers that are noisy in evaluation to `out`, before a softmax. */
export function evaluationGraph({ network }: Pick<TrainerSpec, "network">, options: GraphOptions): Uint8Array {
  const { rows } = options;
  const { layers, inputs, outputs, parameters } = network;
  const b = new GraphBuilder();
  const x = b.input("x", [rows, inputs]);
  const feeds = networkFeeds(b, network, b.input("theta", [parameters]), "evaluation", options);
  b.output("out", chainGraph(b, layers, x, feeds).output, [rows, outputs]);
  return b.model();
}
