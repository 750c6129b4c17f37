import { checkKnownOptions, checkPositive } from "../core/checks.js";
import { checkLastNoise } from "./chain.js";
import { OPTIONS, prepared, type ReplicaOptions, replicaOf } from "./entropyReplica.js";
import type { ReplicaEstimate } from "./replicaEstimate.js";

/**
 * The replica entropies of every prefix T₁, T₂, …, T_L of a chain in one call. With `lastNoise`, the last layer of each prefix gets this noise
 * instead of its own and all other layers keep theirs, so a chain without inner noise is observed with the same noise at each depth.
 * Each prefix also starts from the solution of the one before it.
 *
 * @param options.lastNoise variance; by default each layer's own noise
 * @param options.warmStart results of an earlier call on a similar chain, in the same order
 * @returns one result per layer of `layers`, all per input unit of the whole chain (per code unit with `generative`)
 * @throws as {@link entropyReplica}
 */
export function entropyReplicaByLayer(
  options: Omit<ReplicaOptions, "warmStart"> & { readonly lastNoise?: number; readonly warmStart?: readonly ReplicaEstimate[] },
): ReplicaEstimate[] {
  const me = "entropyReplicaByLayer";
  checkKnownOptions(me, options, [...OPTIONS, "lastNoise"]);
  const { lastNoise, warmStart, ...rest } = options;
  if (lastNoise !== undefined) checkPositive(me, "lastNoise", lastNoise);
  const { prior, before, layers, solver } = prepared(me, rest);
  const out: ReplicaEstimate[] = [];
  for (let depth = 1; depth <= layers.length - before; depth++) {
    const prefix = layers.slice(0, before + depth);
    if (lastNoise !== undefined) prefix[prefix.length - 1] = { ...prefix[prefix.length - 1], noise: lastNoise };
    checkLastNoise(me, prefix[prefix.length - 1], depth);
    const warm = warmStart?.[depth - 1]?.state ?? extended(out.at(-1)?.state);
    out.push(replicaOf(me, rest, prior, prefix, before, solver, warm));
  }
  return out;
}

/** One more matrix behind a solved chain: an error of about e⁻² on its units and unit messages, to begin with. */
function extended(state: Float64Array | undefined): Float64Array | undefined {
  if (!state) return undefined;
  const L = state.length / 2;
  return Float64Array.from([...state.subarray(0, L), 2, ...state.subarray(L), 0]);
}
