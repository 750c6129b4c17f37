import { escapeHtml } from "./escapeHtml.js";
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
      const e = this as unknown as Estimate;
      return { "text/plain": describe(e), "text/html": describeHtml(e) };
    },
  });
}

function describe(e: Estimate): string {
  const error = e.error ? ` ± ${digits(e.error.nats)}` : "";
  const settings = settingsOf(e);
  const head = `${digits(e.nats)}${error} nats (${digits(e.bits)} bits) · ${e.estimator}${settings ? ` (${settings})` : ""}`;
  return [`${head} · ${sampleOf(e)}`, ...e.warnings.map((w) => `warning: ${w}`)].join("\n");
}

function describeHtml(e: Estimate): string {
  const error = e.error ? ` ± ${digits(e.error.nats)}` : "";
  const rows = [
    ["estimator", e.estimator],
    ["settings", settingsOf(e)],
    ["samples", sampleOf(e)],
    ["error", e.error?.how ?? ""],
    ...e.warnings.map((w) => ["warning", w]),
  ];
  const cell = 'style="text-align:left"';
  const body = rows
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `<tr><th ${cell} scope="row">${name}</th><td ${cell}>${escapeHtml(text)}</td></tr>`)
    .join("");
  const caption = `<caption ${cell}><strong>${digits(e.nats)}${error} nats</strong> (${digits(e.bits)} bits)</caption>`;
  return `<table>${caption}<tbody>${body}</tbody></table>`;
}

function settingsOf(e: Estimate): string {
  const show = (value: unknown): string => {
    if (typeof value === "number") return digits(value);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  return Object.entries(e.settings)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${show(value)}`)
    .join(", ");
}

function sampleOf(e: Estimate): string {
  const n = e.samples > 0 ? `n = ${e.samples}` : "exact, no samples";
  return `${n}, d = ${e.dims.join(" and ")}${e.seed === undefined ? "" : `, seed ${e.seed}`}`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}
