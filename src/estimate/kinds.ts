import { checkOneOf } from "../core/checks.js";
import { DomainError } from "../core/errors.js";

/**
 * What a variable is. `deterministicMap`: the second variable is a function of the first without noise, as a layer is of the network's input.
 */
export type Kind = "continuous" | "discrete" | "label" | "deterministicMap";

const KINDS: readonly Kind[] = ["continuous", "discrete", "label", "deterministicMap"];

/** Refuses pairs of declared kinds that an estimator for two continuous variables with a joint density does not serve: why, and what does. */
export function checkKinds(me: string, kinds: readonly Kind[] | undefined): void {
  checkNoDeterministicMap(me, kinds);
  if (kinds?.includes("label") || kinds?.includes("discrete"))
    throw new DomainError(
      `${me}: both variables must be continuous; got ${kinds.join(" and ")}. Use mutualInformationRoss for a continuous variable against a label, mutualInformationGao for mixtures, mutualInformationDiscrete for two discrete ones.`,
    );
}

/** Refuses I(X;T) for T declared a deterministic map of X. */
export function checkNoDeterministicMap(me: string, kinds: readonly Kind[] | undefined): void {
  if (kinds === undefined) return;
  if (!Array.isArray(kinds) || kinds.length !== 2)
    throw new DomainError(`${me}: kinds must name two kinds, one for x and one for y, e.g. ["continuous", "continuous"].`);
  for (const kind of kinds) checkOneOf(me, "kinds", kind, KINDS);
  if (kinds.includes("deterministicMap"))
    throw new DomainError(
      `${me}: T is declared a deterministic map of X, so I(X;T) is infinite for continuous X, or the constant H(X) for discrete X, whatever the network does. What an estimator returned would tell of n and k only. Add the noise that the network has (mutualInformationSamplePropagation, mutualInformationKde), or bin on purpose (mutualInformationBinned).`,
    );
}
