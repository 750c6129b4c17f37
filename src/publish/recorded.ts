import { type Claim, claimOf } from "./claims.js";

/** Numbers of an earlier execution, as a results file holds them. */
export interface Recorded {
  mode: string;
  /** ISO 8601 date of the execution. */
  recorded: string;
  version: string;
  seconds?: number;
  /** Parameters that were given another value than the mode has. */
  given?: Record<string, unknown>;
  claims: Claim[];
  records: Record<string, unknown>[];
}

/** A results file (`data/results/<paper>/<figure>.<mode>.json`) for a page, or undefined where it is none. */
export function recordedOf(value: unknown): Recorded | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const r = value as Record<string, unknown>;
  if (typeof r.mode !== "string" || typeof r.recorded !== "string") return undefined;
  const list = (name: string) => (Array.isArray(r[name]) ? (r[name] as unknown[]) : []);
  return {
    mode: r.mode,
    recorded: r.recorded,
    version: String(r.version ?? ""),
    seconds: typeof r.seconds === "number" ? r.seconds : undefined,
    ...(typeof r.given === "object" && r.given !== null ? { given: r.given as Record<string, unknown> } : {}),
    claims: list("claims").flatMap((claim) => claimOf(claim) ?? []),
    records: list("records").filter((record) => typeof record === "object" && record !== null) as Record<string, unknown>[],
  };
}
