import { DomainError } from "../core/errors.js";

/**
 * Refuses what is no list of series: bare numbers, the commonest first attempt, get a sentence and not a TypeError.
 *
 * @param form what a series looks like, e.g. "{ name, x, y }"
 * @param arrays the fields of a series that must be arrays
 */
export function checkSeriesList(me: string, series: unknown, form: string, arrays: (one: object) => readonly string[]): void {
  if (!Array.isArray(series)) throw new DomainError(`${me}: series must be a list, [${form}]; got ${describe(series)}.`);
  if (series.length === 0) throw new DomainError(`${me}: there must be at least one series ${form}; got none.`);
  for (const [i, one] of series.entries()) {
    if (typeof one !== "object" || one === null)
      throw new DomainError(`${me}: every series must be ${form}; got ${describe(one)} at index ${i}.`);
    for (const field of arrays(one))
      if (typeof (one as Record<string, { length?: unknown } | undefined>)[field]?.length !== "number")
        throw new DomainError(`${me}: every series must be ${form}; ${field} of series ${i} must be an array.`);
  }
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
