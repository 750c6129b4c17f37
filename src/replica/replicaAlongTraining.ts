import { checkInteger, checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { ReplicaLayer } from "./chain.js";
import type { ReplicaOptions } from "./entropyReplica.js";
import { entropyReplicaByLayer } from "./entropyReplicaByLayer.js";
import type { ReplicaEstimate } from "./replicaEstimate.js";
import { singularValuesSpectrum } from "./spectrum.js";
import { type TrainedRun, type TrainedSpectra, trainedSpectra } from "./trainedSpectra.js";

export interface ReplicaEpoch {
  readonly epoch: number;
  /** T₁, T₂, … of the layers given. */
  readonly layers: readonly ReplicaEstimate[];
}

export interface AlongTrainingOptions extends Pick<ReplicaOptions, "prior" | "generative" | "tolerance" | "maxSweeps"> {
  /** How many layers of a run, from the input; all by default. */
  readonly depth?: number;
  /** Variance of the noise with which each layer is observed, 1e-5 by default. */
  readonly lastNoise?: number;
  /** 10 by default; 1 tries every start at every epoch. */
  readonly recheckEvery?: number;
}

/**
 * Entropies and mutual informations of every layer along training, straight from singular values. The first epoch tries every start; a
 * later one begins at the solution before it, and tries every start again each `recheckEvery` epochs, so that a jump to another
 * solution is not missed for longer than that.
 *
 * @param training a run of `train`, see {@link trainedSpectra}; or { layers, epochs } with the singular values themselves
 * @throws {DomainError} sizes that do not fit, and as `entropyReplica`
 * @throws {ReplicaNotConvergedError} at the first layer and epoch where no start converges
 */
export function replicaAlongTraining(training: TrainedRun | TrainedSpectra, options: AlongTrainingOptions): ReplicaEpoch[] {
  const me = "replicaAlongTraining";
  checkKnownOptions(me, options, ["prior", "generative", "tolerance", "maxSweeps", "depth", "lastNoise", "recheckEvery"]);
  const { depth, lastNoise = 1e-5, recheckEvery = 10, ...rest } = options;
  checkInteger(me, "recheckEvery", recheckEvery, 1);
  const { layers, epochs } = "snapshots" in training ? trainedSpectra(training, depth) : training;
  if (!Array.isArray(layers) || layers.length === 0 || !Array.isArray(epochs))
    throw new DomainError(
      `${me}: training must be a run, or { layers: [{ activation, inputs, outputs }], epochs: [{ epoch, singularValues }] }.`,
    );
  const used = layers.slice(0, depth);
  let before: ReplicaEstimate[] | undefined;
  return epochs.map(({ epoch, singularValues }: TrainedSpectra["epochs"][number], k: number) => {
    if (!(singularValues?.length >= used.length))
      throw new DomainError(
        `${me}: epoch ${epoch} must hold the singular values of all ${used.length} layers; got ${singularValues?.length ?? "none"}.`,
      );
    const now: ReplicaLayer[] = used.map(({ activation, inputs, outputs, noise = 0 }, l) => ({
      activation,
      spectrum: singularValuesSpectrum(singularValues[l], { inputs, outputs }),
      noise,
    }));
    const starts = before !== undefined && k % recheckEvery !== 0 ? "warm" : "all";
    before = entropyReplicaByLayer({ ...rest, layers: now, lastNoise, starts, ...(before ? { warmStart: before } : {}) });
    return { epoch, layers: before };
  });
}
