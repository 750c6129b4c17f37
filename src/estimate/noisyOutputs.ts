import { checkFinite, checkInteger, checkKnownOptions, checkMatrix, checkNotEmpty, checkPositive } from "../core/checks.js";
import { DomainError, ShapeError } from "../core/errors.js";
import { hostSignal } from "../core/host.js";
import type { Matrix } from "../core/matrix.js";
import type { Progress } from "../core/progress.js";
import { ACTIVATION_CODES } from "../networks/activation.js";
import { layerLevels } from "../networks/layerLevels.js";
import { layerBias, layerWeights } from "../networks/layerWeights.js";
import type { Network } from "../networks/network.js";
import { mapInPool } from "../numeric/threads.js";
import type { NoisyOutputsJob } from "./noisyOutputsTask.js";
import { slowProgress } from "./slowProgress.js";

/** Outputs of a layer before its own noise: rows i · replicas … (i + 1) · replicas − 1 belong to input i. */
export interface NoisyLayer {
  readonly outputs: Matrix;
  readonly replicas: number;
}

export interface NoisyOutputsOptions {
  /** β, the standard deviation of the noise added to every unit after its activation; that of the network's layers by default. */
  readonly noise?: number;
  /** How often each input is propagated with fresh noise; 100 by default. */
  readonly replicas?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

/**
 * Sample propagation: every input goes through the noisy network T_l = f_l(T_{l−1}) + βZ several times, and S_l = f_l(T_{l−1}) is kept, what
 * {@link mutualInformationSamplePropagation} needs, computed in float64 and kept in float32. All layers but the last, which has no noise.
 *
 * @param model a network of dense or USV layers
 * @param inputs one row per input, without repetition
 * @returns a promise of one {@link NoisyLayer} for each layer; the first has one row per input (its S is a function of the input)
 * @throws {DomainError} neither the option nor the network says how much noise
 * @example for (const layer of await noisyOutputs(run.network, data.inputs, { noise: 0.005 }))
 *   await mutualInformationSamplePropagation(layer.outputs, { noise: 0.005, replicas: layer.replicas });
 */
export async function noisyOutputs(model: Network, inputs: Matrix, options: NoisyOutputsOptions = {}): Promise<NoisyLayer[]> {
  const me = "noisyOutputs";
  checkKnownOptions(me, options, ["noise", "replicas", "seed", "threads", "signal", "progress"]);
  checkMatrix(me, "inputs", inputs);
  checkNotEmpty(me, "inputs", inputs);
  checkFinite(me, "inputs", inputs);
  if (inputs.cols !== model.inputs)
    throw new ShapeError(
      `${me}: inputs must have ${model.inputs} columns, as ${model.name} has inputs; got ${inputs.rows}×${inputs.cols}.`,
    );
  const { noise = noiseOf(model), replicas = 100, seed = 0, threads, signal = hostSignal(), progress = slowProgress(me) } = options;
  if (noise === undefined)
    throw new DomainError(
      `${me}: noise must be given, as the layers of ${model.name} do not all have the same noise after their activation.`,
    );
  checkPositive(me, "noise", noise);
  checkInteger(me, "replicas", replicas, 1);
  checkInteger(me, "seed", seed, 0);
  const n = inputs.rows;
  const layers = model.layers.slice(0, -1).map((l, i) => {
    if (l.kind !== "dense" && l.kind !== "usv")
      throw new DomainError(`${me}: model must be a network of dense or USV layers; layer ${i + 1} of ${model.name} is a ${l.kind}.`);
    return {
      ...{ inputs: l.inputs, outputs: l.outputs, activation: ACTIVATION_CODES[l.activation], slope: l.slope },
      ...{ weights: layerWeights(l).data, bias: layerBias(l), levels: layerLevels(l) },
    };
  });
  if (layers.length === 0) throw new ShapeError(`${me}: ${model.name} has one layer, and the last layer has no noise.`);
  const shared = new Float64Array(new SharedArrayBuffer(8 * inputs.data.length));
  shared.set(inputs.data);
  const outputs = layers.map((l, i) => new Float32Array(new SharedArrayBuffer(4 * n * (i === 0 ? 1 : replicas) * l.outputs)));
  const chunk = 256;
  const jobs: NoisyOutputsJob[] = [];
  for (let first = 0; first < n; first += chunk)
    jobs.push({ layers, noise, replicas, seed, inputs: shared, first, count: Math.min(chunk, n - first), outputs });
  let done = 0;
  const onProgress = (_: number, count: unknown): void => {
    done += count as number;
    progress(done, n);
  };
  const task = new URL("./noisyOutputsTask.js", import.meta.url);
  const complete = await mapInPool<NoisyOutputsJob, boolean>(task, jobs, { signal, threads, onProgress });
  if (complete.includes(false)) throw signal?.reason ?? new Error(`${me}: interrupted after ${done} of ${n} inputs.`);
  return layers.map((l, i) => ({
    outputs: { rows: outputs[i].length / l.outputs, cols: l.outputs, data: outputs[i] },
    replicas: i === 0 ? 1 : replicas,
  }));
}

function noiseOf(model: Network): number | undefined {
  const hidden = model.layers.slice(0, -1);
  const sd = hidden[0]?.noise?.sd;
  return hidden.every((l) => l.noise?.where === "after" && l.noise.sd === sd) ? sd : undefined;
}
