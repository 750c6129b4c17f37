import { escapeHtml } from "../core/escapeHtml.js";
import { type Estimate, estimate } from "../core/estimate.js";
import type { MimeBundle } from "../core/host.js";
import type { OrderParameters } from "./stateEvolution.js";

/** One start of the state evolution and where it ended. */
export interface Candidate {
  /** How many errors v started at their largest, the others at 1e-10; "warm" for a given state. */
  readonly start: number | "warm";
  /** φ in nats per unit; NaN where the start broke down. */
  readonly potential: number;
  readonly mmse: number;
  readonly sweeps: number;
  readonly residual: number;
  readonly converged: boolean;
}

/** What the replica formula says of one chain. Entropies are in nats; `nats` and all fields without `total` are per unit of the source. */
export interface ReplicaEstimate extends Estimate {
  /** I(T_L; T_{L−1}), nats per unit. */
  readonly mutualInformation: number;
  /** I(T_L; X), nats per unit: the same where all inner noises are 0. With a generative chain X is its output, the data. */
  readonly mutualInformationWithInput: number;
  /** I(T_L; code), nats per unit; only with a generative chain. */
  readonly mutualInformationWithCode?: number;
  /** MMSE of one unit of the source given T_L. */
  readonly mmse: number;
  /** What one unit is, and how many there are where weights or eigenvalues tell. */
  readonly normalisation: string;
  readonly units?: number;
  /** The same times `units`. */
  readonly total?: { readonly entropy: number; readonly mutualInformation: number; readonly mutualInformationWithInput: number };
  readonly orderParameters: OrderParameters;
  readonly sweeps: number;
  readonly residual: number;
  /** Which candidate won: that with the smallest potential among those that converged. */
  readonly start: number | "warm";
  readonly candidates: readonly Candidate[];
  /** Change of the entropy and, relatively, of the MMSE when every quadrature is doubled. */
  readonly quadratureError: { readonly nats: number; readonly mmse: number };
  /** Give the estimate as `warmStart` of a similar chain. */
  readonly state: Float64Array;
}

/** Completes an estimate and gives it its cell display: one line, and a table of the order parameters. */
export function replicaEstimate(fields: Omit<ReplicaEstimate, "bits" | "estimator" | "samples" | "error">): ReplicaEstimate {
  const { nats, quadratureError } = fields;
  const base = estimate({
    nats,
    estimator: "replica",
    settings: fields.settings,
    samples: 0,
    dims: fields.dims,
    warnings: fields.warnings,
    error: { nats: quadratureError.nats, how: "numerical: change when every quadrature is doubled" },
  });
  const made = { ...base, ...fields } as ReplicaEstimate;
  return Object.freeze({
    ...made,
    [Symbol.for("Jupyter.display")](): MimeBundle {
      return { "text/plain": text(made), "text/html": html(made) };
    },
  });
}

const COLUMNS = ["layer", "ρ", "ρ̃", "V", "Ã", "Ṽ", "A", "θ", "κ"];

function rows(e: ReplicaEstimate): string[][] {
  const p = e.orderParameters;
  return p.v.map((_, i) => [String(i + 1), ...[p.rho, p.rhoTilde, p.v, p.aIn, p.vIn, p.a, p.theta, p.kappa].map((x) => digits(x[i], 5))]);
}

function head(e: ReplicaEstimate): string[] {
  const lines = [
    `H = ${digits(e.nats, 9)} nats ${e.normalisation} (${digits(e.bits, 9)} bits); numerical error ${digits(e.quadratureError.nats, 2)}`,
    `I(T;previous) = ${digits(e.mutualInformation, 9)}, I(T;input) = ${digits(e.mutualInformationWithInput, 9)} nats ${e.normalisation}; MMSE ${digits(e.mmse, 6)}`,
  ];
  if (e.total)
    lines.push(`in total: H = ${digits(e.total.entropy, 7)}, I(T;input) = ${digits(e.total.mutualInformationWithInput, 7)} nats`);
  const close = e.candidates.map((c) => `${c.start}: ${c.converged ? digits(c.potential, 9) : "not converged"}`).join(", ");
  lines.push(`replica, ${e.sweeps} sweeps, residual ${digits(e.residual, 2)}; start ${e.start} won (potentials by start: ${close})`);
  return [...lines, ...e.warnings.map((w) => `warning: ${w}`)];
}

function text(e: ReplicaEstimate): string {
  const table = [COLUMNS, ...rows(e)];
  const widths = COLUMNS.map((_, c) => Math.max(...table.map((r) => r[c].length)));
  return [...head(e), ...table.map((r) => r.map((cell, c) => cell.padStart(widths[c])).join("  "))].join("\n");
}

function html(e: ReplicaEstimate): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((c) => `<${tag}>${escapeHtml(c)}</${tag}>`).join("")}</tr>`;
  const body = rows(e).map((r) => line(r, "td"));
  return `<div>${head(e).map(escapeHtml).join("<br>")}<table><thead>${line(COLUMNS, "th")}</thead><tbody>${body.join("")}</tbody></table></div>`;
}

function digits(value: number, count: number): string {
  return String(Number(value.toPrecision(count)));
}
