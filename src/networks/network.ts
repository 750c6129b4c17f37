import type { MimeBundle } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import type { Activation } from "./activation.js";
import type { Initialiser } from "./initialiser.js";

interface AnyLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  /** Factor of negative sums, for "leakyRelu". */
  readonly slope: number;
  /** How the weights were drawn; absent where they were given. */
  readonly init?: Initialiser;
  /**
   * Activations are rounded to this many evenly spaced levels, from -1 to 1 ("tanh", "hardtanh", "softsign") or from 0 to 1 ("sigmoid"). The
   * gradient passes straight through. "hardtanh" with 2 levels is the sign.
   */
  readonly levels?: number;
  readonly noise?: LayerNoise;
  /** Share of the units that are 0 in training, while the others are divided by 1 − dropout. Comes after the noise. */
  readonly dropout?: number;
}

/** Gaussian noise of standard deviation `sd`: f(z + noise) or f(z) + noise. */
export interface LayerNoise {
  readonly sd: number;
  readonly where: "inside" | "after";
  /** "evaluation": in losses, accuracies and recorded activations. */
  readonly when: "training" | "evaluation" | "both";
}

/** out = f(x W + b). */
export interface DenseLayer extends AnyLayer {
  readonly kind: "dense";
  /** inputs × outputs, float32 */
  readonly weights: Matrix;
  /** One number per unit, or none at all. */
  readonly bias: Float32Array;
}

/** out = f(x U diag(s) V): only s is trained. */
export interface UsvLayer extends AnyLayer {
  readonly kind: "usv";
  /** inputs × rank, orthonormal columns, float32; rank = min(inputs, outputs) */
  readonly u: Matrix;
  readonly s: Float32Array;
  /** rank × outputs, orthonormal rows, float32 */
  readonly v: Matrix;
}

export type Layer = DenseLayer | UsvLayer;

/** A chain of layers with its weights: plain data, which any engine can train. */
export interface Network {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly Layer[];
  /** Trainable numbers. */
  readonly parameters: number;
  /** Seed of the initial weights; absent where they were given. */
  readonly seed?: number;
  /** Where the architecture comes from. */
  readonly source?: string;
}

/** Completes a {@link Network}: sizes, parameter count, and how it prints itself. */
export function network(fields: { name: string; layers: readonly Layer[]; seed?: number; source?: string }): Network {
  const { layers } = fields;
  const parameters = layers.reduce((sum, layer) => sum + parameterCount(layer), 0);
  return Object.freeze({
    ...fields,
    inputs: layers[0].inputs,
    outputs: layers[layers.length - 1].outputs,
    parameters,
    [Symbol.for("Jupyter.display")](): MimeBundle {
      return { "text/plain": describeNetwork(this as unknown as Network) };
    },
  });
}

/** The weights of a layer that are trained, biases left out. */
export function weightCount(layer: Layer): number {
  return layer.kind === "usv" ? layer.s.length : layer.inputs * layer.outputs;
}

/** Trainable numbers of one layer. */
export function parameterCount(layer: Layer): number {
  return weightCount(layer) + (layer.kind === "usv" ? 0 : layer.bias.length);
}

/** One line per layer: shape, activation, parameters, initial weights. */
export function describeNetwork(net: Network): string {
  const rows = net.layers.map((l, i) => [
    `${i + 1}`,
    l.kind,
    `${l.inputs} → ${l.outputs}`,
    l.activation === "leakyRelu" ? `leakyRelu(${l.slope})` : l.activation,
    `${parameterCount(l)} parameters`,
    l.levels ? `${l.levels} levels` : "",
    l.noise ? `noise sd ${l.noise.sd} ${l.noise.where} the activation (${l.noise.when})` : "",
    l.dropout ? `dropout ${l.dropout}` : "",
    l.init === undefined ? "given weights" : typeof l.init === "object" ? `normal, c = ${l.init.normal}` : l.init,
  ]);
  const all = rows[0].map((_, c) => Math.max(...rows.map((r) => r[c].length)));
  const columns = all.map((_, c) => c).filter((c) => all[c] > 0);
  const seed = net.seed === undefined ? "" : `, seed ${net.seed}`;
  const lines = rows.map((r) => `  ${columns.map((c) => r[c].padEnd(all[c])).join("  ")}`.trimEnd());
  return [`${net.name}: ${net.parameters} parameters${seed}`, ...lines, ...(net.source ? [net.source] : [])].join("\n");
}
