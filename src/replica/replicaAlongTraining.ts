import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Activation } from "./activation.js";
import type { ReplicaLayer } from "./chain.js";
import type { ReplicaOptions } from "./entropyReplica.js";
import { entropyReplicaByLayer } from "./entropyReplicaByLayer.js";
import type { ReplicaEstimate } from "./replicaEstimate.js";
import { singularValuesSpectrum } from "./spectrum.js";

/** A layer of the trained network: its weights are those of every epoch. */
export interface TrainedLayer {
  readonly activation: Activation;
  readonly inputs: number;
  readonly outputs: number;
  /** Inner noise, a variance; 0 by default. */
  readonly noise?: number;
}

/** The singular values of every layer's weights at one epoch, min(inputs, outputs) of them; for a USV layer the absolute trained diagonal. */
export interface TrainedSpectra {
  readonly epoch: number;
  readonly singularValues: readonly ArrayLike<number>[];
}

export interface ReplicaEpoch {
  readonly epoch: number;
  /** T₁, T₂, … of the layers given. */
  readonly layers: readonly ReplicaEstimate[];
}

/**
 * Entropies and mutual informations of every layer along training, straight from singular values. The first epoch tries every start; a
 * later one begins at the solution before it, and tries every start again each `recheckEvery` epochs, so that a jump to another
 * solution is not missed for longer than that.
 *
 * @param options.layers activations and sizes
 * @param options.epochs singular values per layer for every epoch, in order; signs do not matter
 * @param options.lastNoise variance of the noise with which each layer is observed, 1e-5 by default
 * @param options.recheckEvery 10 by default; 1 tries every start at every epoch
 * @param options.generative layers that made the data, whose spectra stay the same
 * @throws {DomainError} sizes that do not fit, and as `entropyReplica`
 */
export function replicaAlongTraining(
  options: Pick<ReplicaOptions, "prior" | "generative" | "tolerance" | "maxSweeps"> & {
    readonly layers: readonly TrainedLayer[];
    readonly epochs: readonly TrainedSpectra[];
    readonly lastNoise?: number;
    readonly recheckEvery?: number;
  },
): ReplicaEpoch[] {
  const me = "replicaAlongTraining";
  checkKnownOptions(me, options, ["prior", "generative", "tolerance", "maxSweeps", "layers", "epochs", "lastNoise", "recheckEvery"]);
  const { layers, epochs, lastNoise = 1e-5, recheckEvery = 10, ...rest } = options;
  if (!Array.isArray(layers) || layers.length === 0)
    throw new DomainError(`${me}: layers must be a list of { activation, inputs, outputs }.`);
  if (!Array.isArray(epochs)) throw new DomainError(`${me}: epochs must be a list of { epoch, singularValues }.`);
  if (!(Number.isInteger(recheckEvery) && recheckEvery >= 1))
    throw new DomainError(`${me}: recheckEvery must be an integer, 1 or more; got ${String(recheckEvery)}.`);
  let before: ReplicaEstimate[] | undefined;
  return epochs.map(({ epoch, singularValues }, k) => {
    if (singularValues?.length !== layers.length)
      throw new DomainError(
        `${me}: epoch ${epoch} must hold the singular values of all ${layers.length} layers; got ${singularValues?.length ?? "none"}.`,
      );
    const now: ReplicaLayer[] = layers.map(({ activation, inputs, outputs, noise }, l) => ({
      activation,
      spectrum: singularValuesSpectrum(singularValues[l], { inputs, outputs }),
      ...(noise === undefined ? {} : { noise }),
    }));
    const warm = before !== undefined && k % recheckEvery !== 0;
    before = entropyReplicaByLayer({
      ...rest,
      layers: now,
      lastNoise,
      starts: warm ? "warm" : "all",
      ...(before ? { warmStart: before } : {}),
    });
    return { epoch, layers: before };
  });
}
