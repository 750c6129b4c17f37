import type { TrainerSpec } from "../engine.js";
import { GraphBuilder, type Value } from "./graphBuilder.js";
import { chainGraph } from "./layerGraph.js";
import { type GraphOptions, joinParameters, networkFeeds, splitParameters } from "./networkGraph.js";

/**
 * One training step as an ONNX file: forward, backward, update and regularisers.
 *
 * Inputs: `x` rows × inputs; `target` rows × outputs, for cross-entropy a 1 at the label; `weight` rows × 1, what a row counts in the loss (0 for
 * rows that fill the batch up); `theta`, `first` and `second`, the numbers that are trained and their moments; the drawn numbers of the layers;
 * for SGD `rate`; for Adam `rate`, the step rate / (1 − β₁ᵗ), and `root`, √(1 − β₂ᵗ). Outputs: `theta1`, `first1`, `second1`, and `gradient` if
 * asked for.
 */
export function stepGraph(spec: TrainerSpec, options: GraphOptions & { readonly gradient: boolean }): Uint8Array {
  const { rows, gradient } = options;
  const { network, loss, reduction = "mean", optimizer, regularizer = {} } = spec;
  const { layers, inputs, outputs, parameters } = network;
  const b = new GraphBuilder();
  const list = (name: string) => b.input(name, [parameters]);
  const x = b.input("x", [rows, inputs]);
  const target = b.input("target", [rows, outputs]);
  const weight = b.input("weight", [rows, 1]);
  const theta = list("theta");
  const feeds = networkFeeds(b, network, theta, "training", options);
  const chain = chainGraph(b, layers, x, feeds);

  let d = lossSlope(b, spec, chain.output, target, weight, reduction === "sum" ? 1 : 1 / outputs);
  let { back } = chain;
  // the slope of a sigmoid cancels in that of binary cross-entropy
  if (loss === "bce") back = back.slice(1);
  const lowest = back.findLastIndex((step) => step.trains);
  for (const [i, { pull }] of back.slice(0, lowest + 1).entries()) d = pull(d, i < lowest);
  const g = joinParameters(b, layers, (l) => chain.gradients.get(l)!);
  if (gradient) b.output("gradient", g, [parameters]);

  const { weightDecay = 0 } = regularizer;
  const decayed = weightDecay > 0 ? b.add(g, b.multiply(b.number(weightDecay), theta)) : g;
  const rate = b.input("rate", []);
  let updated: Value;
  if (optimizer.kind === "adam") {
    const root = b.input("root", []);
    const [m, v] = [list("first"), list("second")];
    const m1 = b.add(m, b.multiply(b.number(1 - optimizer.beta1), b.subtract(decayed, m)));
    const v1 = b.add(b.multiply(b.number(optimizer.beta2), v), b.multiply(b.number(1 - optimizer.beta2), b.multiply(decayed, decayed)));
    const denominator = b.add(b.divide(b.node("Sqrt", [v1]), root), b.number(optimizer.epsilon));
    updated = b.subtract(theta, b.divide(b.multiply(rate, m1), denominator));
    b.output("first1", m1, [parameters]);
    b.output("second1", v1, [parameters]);
  } else {
    const buffer = optimizer.momentum > 0 ? b.add(b.multiply(b.number(optimizer.momentum), list("first")), decayed) : decayed;
    updated = b.subtract(theta, b.multiply(rate, buffer));
    if (optimizer.momentum > 0) b.output("first1", buffer, [parameters]);
  }
  b.output("theta1", constrained(b, spec, updated), [parameters]);
  return b.model();
}

/** The gradient of the loss: of the sums for cross-entropy (softmax) and binary cross-entropy (sigmoid), else of the outputs. */
function lossSlope(b: GraphBuilder, { loss }: TrainerSpec, output: Value, target: Value, weight: Value, each: number): Value {
  const a = loss === "crossEntropy" ? b.node("Softmax", [output], { axis: 1 }) : output;
  const difference = b.multiply(b.subtract(a, target), weight);
  const factor = loss === "crossEntropy" ? 1 : loss === "mse" ? 2 * each : each;
  return factor === 1 ? difference : b.multiply(difference, b.number(factor));
}

/** The Parseval step W − a (W Wᵀ W − W) of all layers but the last, then the largest norm of the weights into a unit. */
function constrained(b: GraphBuilder, { network: { layers }, regularizer = {} }: TrainerSpec, theta: Value): Value {
  const { parseval = 0, maxNorm = 0 } = regularizer;
  if (parseval === 0 && maxNorm === 0) return theta;
  const pieces = splitParameters(b, layers, theta);
  return joinParameters(b, layers, (l) => {
    let { weights: w, bias } = pieces[l]!;
    if (layers[l].kind === "usv") return pieces[l]!;
    if (parseval > 0 && l < layers.length - 1) {
      const square = b.node("Gemm", [w, w], { transA: 1 });
      w = b.subtract(w, b.multiply(b.number(parseval), b.subtract(b.node("Gemm", [w, square]), w)));
    }
    if (maxNorm > 0) {
      const norm = b.node("Sqrt", [b.sum(b.multiply(w, w), [0])]);
      const most = b.number(maxNorm);
      w = b.multiply(w, b.node("Where", [b.node("Greater", [norm, most]), b.divide(most, norm), b.number(1)]));
    }
    return { weights: w, ...(bias !== undefined && { bias }) };
  });
}
