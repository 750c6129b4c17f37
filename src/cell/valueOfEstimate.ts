import { DomainError } from "../core/errors.js";
import type { Estimate } from "../core/estimate.js";
import { natsToBits } from "../core/units.js";

/** An estimate's value and standard error in nats, or in bits where that is asked for. */
export function valueOfEstimate(
  me: string,
  name: string,
  { nats, bits, error }: Estimate,
  unit = "nats",
): { value: number; error?: number; unit: string } {
  if (unit !== "nats" && unit !== "bits")
    throw new DomainError(
      `${me}: the unit of ${name}, an Estimate, must be "nats" or "bits"; got ${JSON.stringify(unit)}. Give a number for any other.`,
    );
  const inBits = unit === "bits";
  return { value: inBits ? bits : nats, ...(error && { error: inBits ? natsToBits(error.nats) : error.nats }), unit };
}
