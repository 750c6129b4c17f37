import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { priorVariance } from "../core/prior.js";
import { chainOf, checkLastNoise, priorSource } from "./chain.js";
import { OPTIONS, prepared, type ReplicaOptions } from "./entropyReplica.js";
import { ReplicaNotConvergedError } from "./replicaNotConvergedError.js";
import { initialState, type OrderParameters, solve } from "./stateEvolution.js";

/** φ at one prescribed error on the input. */
export interface PotentialPoint {
  readonly v: number;
  /** Nats per input unit. */
  readonly potential: number;
  readonly orderParameters: OrderParameters;
  readonly sweeps: number;
}

/**
 * The potential φ(v) with the error v on the input held fixed and everything else stationary: the curve of a phase diagram. Its minima
 * are the stable solutions, and the lowest is the entropy and sits at the MMSE; two minima of one height are a first-order transition.
 *
 * @param options.v errors in the order of the curve, each above 0 and below the variance of a unit; each point starts from the one before
 * @returns one point per v
 * @throws {DomainError} a v outside its range, and as `entropyReplica`
 * @throws {ReplicaNotConvergedError} at the first v that does not converge
 */
export function potentialReplica(
  options: Omit<ReplicaOptions, "warmStart" | "starts"> & { readonly v: ArrayLike<number> },
): PotentialPoint[] {
  const me = "potentialReplica";
  checkKnownOptions(me, options, [...OPTIONS.filter((o) => o !== "warmStart" && o !== "starts"), "v"]);
  const { v: errors, ...rest } = options;
  const { prior, before, layers, solver } = prepared(me, rest);
  checkLastNoise(me, layers[layers.length - 1], layers.length - before);
  const chain = chainOf(priorSource(prior), layers);
  const largest = priorVariance(prior);
  if (errors === undefined || errors.length === undefined)
    throw new DomainError(`${me}: v must be a list of errors between 0 and ${largest}; got ${String(errors)}.`);
  let state: Float64Array | undefined;
  return Array.from(errors, (v, k) => {
    if (!(v > 0 && v < largest))
      throw new DomainError(
        `${me}: every v must lie between 0 and the variance ${largest} of a unit, both excluded; got ${v} at position ${k}.`,
      );
    const known = Array.from({ length: layers.length + 1 }, (_, i) => layers.length - i);
    const starts = [...(state ? [state] : []), ...known.map((i) => initialState(chain, i))];
    let best: ReturnType<typeof solve> | undefined;
    for (const start of starts) {
      const run = solve(chain, start, { ...solver, fixedV: v });
      if (best === undefined || run.residual < best.residual) best = run;
      if (run.converged) break;
    }
    if (!best?.converged)
      throw new ReplicaNotConvergedError(
        `${me}: no start converged at v = ${v} (position ${k}); residual ${best?.residual}. Raise maxSweeps.`,
        {
          ...best!,
          orderParameters: best!.parameters,
        },
      );
    state = best.state;
    return { v, potential: best.potential, orderParameters: best.parameters, sweeps: best.sweeps };
  });
}
