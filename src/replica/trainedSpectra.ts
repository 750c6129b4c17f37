import { DomainError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { singularValues } from "../numeric/singularValues.js";
import type { Activation } from "./activation.js";

/** A layer of the trained network: its weights are those of every epoch. */
export interface TrainedLayer {
  readonly activation: Activation;
  readonly inputs: number;
  readonly outputs: number;
  /** Inner noise inside the activation, a variance; 0 by default. */
  readonly noise?: number;
}

/** What the replica formula needs to know of a training. */
export interface TrainedSpectra {
  readonly layers: readonly TrainedLayer[];
  /** For each epoch, per layer the min(inputs, outputs) singular values of its weights; signs do not matter. */
  readonly epochs: readonly { readonly epoch: number; readonly singularValues: readonly ArrayLike<number>[] }[];
}

/** A run of `train`, as far as it matters here. */
export interface TrainedRun {
  readonly snapshots: readonly { readonly epoch: number; readonly network: { readonly layers: readonly RunLayer[] } }[];
}

interface RunLayer {
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: string;
  readonly slope?: number;
  readonly levels?: number;
  readonly s?: ArrayLike<number>;
  readonly weights?: Matrix;
  readonly bias?: ArrayLike<number>;
  readonly noise?: { readonly sd: number; readonly where: string; readonly when: string };
}

/**
 * The spectra of the first layers of a run at every snapshot: |diagonal| of USV layers, which costs nothing, and the singular values of dense
 * ones, which takes seconds for 1500 × 1500. Noise inside an activation that acts in evaluation is inner noise.
 *
 * @param run what `train` returns
 * @param depth how many layers, from the input; all by default
 * @throws {DomainError} a layer that the replica formula does not cover: another kind or activation, a bias that is not 0, noise after the activation
 */
export function trainedSpectra(run: TrainedRun, depth?: number): TrainedSpectra {
  const me = "trainedSpectra";
  if (!Array.isArray(run?.snapshots) || run.snapshots.length === 0)
    throw new DomainError(`${me}: run must be a training run with snapshots; got none. Record some with recordAt.`);
  const count = run.snapshots[0].network.layers.length;
  const wanted = depth ?? count;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > count)
    throw new DomainError(`${me}: depth must be an integer from 1 to ${count}, the layers of the network; got ${String(depth)}.`);
  const first: readonly RunLayer[] = run.snapshots[0].network.layers.slice(0, wanted);
  return {
    layers: first.map((layer, l) => ({
      activation: activationOf(`${me}: layer ${l + 1}`, layer),
      inputs: layer.inputs,
      outputs: layer.outputs,
      noise: noiseOf(`${me}: layer ${l + 1}`, layer),
    })),
    epochs: run.snapshots.map(({ epoch, network }: TrainedRun["snapshots"][number]) => ({
      epoch,
      singularValues: network.layers.slice(0, wanted).map((layer, l) => valuesOf(`${me}: layer ${l + 1} at epoch ${epoch}`, layer)),
    })),
  };
}

function activationOf(who: string, { activation, slope, levels }: RunLayer): Activation {
  if (levels !== undefined)
    throw new DomainError(
      `${who} rounds its activations to ${levels} levels; give the rounded map itself as { kind: "piecewise", pieces }.`,
    );
  if (activation === "linear" || activation === "relu" || activation === "hardtanh" || activation === "tanh") return activation;
  if (activation === "leakyRelu" && slope !== undefined) return { kind: "leakyRelu", slope };
  throw new DomainError(
    `${who} has the activation ${activation}; the replica formula covers linear, relu, leakyRelu, hardtanh and tanh here. Give a smaller depth.`,
  );
}

function noiseOf(who: string, { noise }: RunLayer): number {
  if (noise === undefined || noise.when === "training" || noise.sd === 0) return 0;
  if (noise.where !== "inside") throw new DomainError(`${who} has noise after its activation; the replica formula has it inside.`);
  return noise.sd ** 2;
}

function valuesOf(who: string, { kind, s, weights, bias }: RunLayer): ArrayLike<number> {
  if (bias?.length && Array.prototype.some.call(bias, (b: number) => b !== 0))
    throw new DomainError(`${who} has a bias, which the replica formula does not cover. Train it without.`);
  if (s !== undefined) return Float64Array.from(s, Math.abs);
  if (weights !== undefined) return singularValues(weights);
  throw new DomainError(`${who} is of kind ${kind}, without weights or a diagonal.`);
}
