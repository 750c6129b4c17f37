import type { MimeBundle } from "./host.js";
import { natsToBits } from "./units.js";

/** An entropy or a mutual information with everything that is needed to trust it: unit, error, settings, sample size, warnings. */
export interface Estimate {
  readonly nats: number;
  readonly bits: number;
  /** Standard error of the estimate and how it was obtained; absent where nothing is random. */
  readonly error?: { readonly nats: number; readonly how: string };
  readonly estimator: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly samples: number;
  /** Columns of each variable, in the order of the arguments. */
  readonly dims: readonly number[];
  readonly seed?: number;
  readonly warnings: readonly string[];
}

/** Completes the fields of an {@link Estimate}: bits, an empty list of warnings, and how it shows itself in a cell. Freezes it. */
export function estimate(fields: Omit<Estimate, "bits" | "warnings"> & { readonly warnings?: readonly string[] }): Estimate {
  return Object.freeze({
    warnings: [] as readonly string[],
    ...fields,
    bits: natsToBits(fields.nats),
    [Symbol.for("Jupyter.display")](): MimeBundle {
      return { "text/plain": describe(this as unknown as Estimate) };
    },
  });
}

function describe(e: Estimate): string {
  const error = e.error ? ` ± ${digits(e.error.nats)}` : "";
  const settings = Object.entries(e.settings)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(", ");
  const seed = e.seed === undefined ? "" : `, seed ${e.seed}`;
  const head = `${digits(e.nats)}${error} nats (${digits(e.bits)} bits) · ${e.estimator}${settings ? ` (${settings})` : ""}`;
  return [`${head} · n = ${e.samples}, d = ${e.dims.join(" and ")}${seed}`, ...e.warnings.map((w) => `warning: ${w}`)].join("\n");
}

function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}
