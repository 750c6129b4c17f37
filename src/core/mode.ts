import { DomainError } from "./errors.js";

/** How much a notebook computes: "quick" (at most 30 s, what CI runs) or "full" (the paper's settings). */
export type Mode = "quick" | "full";

/**
 * The mode that the environment asks for.
 *
 * @param otherwise the answer where NOTEBOOK_MODE is not set
 * @throws {DomainError} NOTEBOOK_MODE is neither "quick" nor "full"
 */
export function notebookMode(me: string, otherwise: Mode): Mode {
  const asked = process.env.NOTEBOOK_MODE || otherwise;
  if (asked !== "quick" && asked !== "full")
    throw new DomainError(`${me}: the environment variable NOTEBOOK_MODE must be "quick" or "full"; got ${JSON.stringify(asked)}.`);
  return asked;
}
