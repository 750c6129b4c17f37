import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DomainError } from "../core/errors.js";
import { CLAIM, emitted, parametersIn, RECORD } from "./emitted.js";
import type { Notebook } from "./nbformat.js";
import { parametersText } from "./parametersText.js";
import { provenanceOf } from "./provenance.js";
import { writeAtomically } from "./writeAtomically.js";

/** Numbers of an execution that a later one must repeat. */
export interface Results {
  notebook: string;
  mode: string;
  /** When it was executed: ISO 8601, UTC. */
  recorded: string;
  version: string;
  node: string;
  commit?: string;
  machine: string;
  seconds: number;
  seed?: unknown;
  parameters: Record<string, unknown>;
  /** Parameters that were given another value than the mode has; absent where none was. */
  given?: Record<string, unknown>;
  records: Record<string, unknown>[];
  claims: Record<string, unknown>[];
}

/** Where results are kept: `data/results/<paper>/<figure>.<mode>.json`. */
export function resultsPath(root: string, key: string, mode: string): string {
  return join(root, "data", "results", `${key}.${mode}.json`);
}

/** The records and claims of an executed notebook, with how they came about. */
export function resultsOf(notebook: Notebook, key: string): Results {
  const {
    mode = "quick",
    started = "",
    version = "",
    node = "",
    commit,
    machine = "",
    seconds = 0,
    parameters: given = {},
  } = provenanceOf(notebook);
  const parameters = parametersIn(notebook);
  return {
    notebook: key,
    mode,
    recorded: started,
    version,
    node,
    ...(commit === undefined ? {} : { commit }),
    machine,
    seconds,
    ...(parameters.seed === undefined ? {} : { seed: parameters.seed }),
    parameters,
    ...(Object.keys(given).length === 0 ? {} : { given }),
    records: emitted(notebook, RECORD).map(({ mode: _, ...record }) => record),
    claims: emitted(notebook, CLAIM),
  };
}

/** Writes the results of a complete execution; `infoplane run --record` is the only caller. */
export function writeResults(root: string, results: Results): string {
  const path = resultsPath(root, results.notebook, results.mode);
  writeAtomically(path, `${JSON.stringify(results, null, 1)}\n`);
  return path;
}

/**
 * Compares an execution with the results on the disk.
 *
 * @returns one sentence per difference; none when every record is within its tolerance and every verdict is the same
 * @throws {DomainError} the file is no results file
 */
export function checkResults(root: string, now: Results): string[] {
  const path = resultsPath(root, now.notebook, now.mode);
  if (!existsSync(path)) {
    if (now.records.length === 0 && now.claims.length === 0) return [];
    return [`nothing is recorded in ${path}; write it with: infoplane run ${now.notebook} --mode ${now.mode} --record`];
  }
  const then = readResults(path);
  const problems: string[] = [];
  const found = new Map(now.records.map((record) => [record.name, record]));
  for (const record of then.records) {
    const again = found.get(record.name);
    found.delete(record.name);
    const problem = again ? difference(record, again) : "is recorded, and this execution does not have it";
    if (problem) problems.push(`record ${record.name}: ${problem}`);
  }
  for (const name of found.keys()) problems.push(`record ${name}: this execution has it, and it is not recorded`);
  const verdicts = new Map(now.claims.map((claim) => [claim.id, claim.verdict]));
  for (const { id, verdict } of then.claims) {
    if (!verdicts.has(id)) problems.push(`claim ${id}: is recorded, and this execution does not have it`);
    else if (verdicts.get(id) !== verdict) problems.push(`claim ${id}: recorded as "${verdict}", now "${verdicts.get(id)}"`);
  }
  const known = new Set(then.claims.map(({ id }) => id));
  for (const id of verdicts.keys()) if (!known.has(id)) problems.push(`claim ${id}: this execution has it, and it is not recorded`);
  if (problems.length > 0 && !isDeepStrictEqual(then.given ?? {}, now.given ?? {}))
    problems.unshift(`recorded with ${parametersText(then.given)}, executed with ${parametersText(now.given)}`);
  return problems;
}

function readResults(path: string): Pick<Results, "records" | "claims" | "given"> {
  try {
    const { records, claims, given } = JSON.parse(readFileSync(path, "utf8"));
    if (Array.isArray(records) && Array.isArray(claims)) return { records, claims, given };
  } catch {
    // the sentence below says it
  }
  throw new DomainError(`checkResults: ${path} must be a results file; write it again with infoplane run --record.`);
}

/** How a record differs by more than the tolerance that was recorded with it. */
function difference(then: Record<string, unknown>, now: Record<string, unknown>): string | undefined {
  const tolerance = typeof then.tolerance === "number" ? then.tolerance : 0;
  const a = [then.value].flat();
  const b = [now.value].flat();
  if (Array.isArray(then.value) !== Array.isArray(now.value) || a.length !== b.length)
    return `recorded with ${a.length} values, now ${b.length}`;
  const distance = a.map((value, i) => (typeof value === "number" && typeof b[i] === "number" ? Math.abs(value - b[i]) : Number.NaN));
  const wrong = distance.findIndex((d) => !(d <= tolerance));
  if (wrong < 0) return undefined;
  const at = Array.isArray(then.value) ? ` at index ${wrong}` : "";
  return `recorded ${JSON.stringify(a[wrong])}${at}, now ${JSON.stringify(b[wrong])}: differs by ${distance[wrong].toPrecision(3)}, more than ${tolerance}`;
}
