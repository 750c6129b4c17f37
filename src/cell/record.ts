import { checkNotNegative } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Estimate } from "../core/estimate.js";
import { display } from "../core/host.js";
import { type Mode, notebookMode } from "../core/mode.js";
import { shownAlready } from "./shownAlready.js";
import { valueOfEstimate } from "./valueOfEstimate.js";

/** What `application/vnd.infoplane.record+json` holds: a number that a re-run must repeat to within `tolerance`. */
export interface RecordedNumber {
  readonly name: string;
  readonly value: number | readonly number[];
  readonly tolerance: number;
  readonly mode: Mode;
  readonly unit?: string;
}

const NAME = /^[A-Za-z][\w./-]*$/;

/**
 * Names a number, or a list of numbers, that a re-run must repeat.
 *
 * @param value finite; of an Estimate its nats, or its bits with unit "bits"
 * @param options.tolerance largest absolute difference, 0 or more
 * @returns what was recorded
 * @throws {DomainError} a name with blanks or other signs than letters, digits and . _ - /, a value that is not finite, a negative tolerance
 */
export function record(
  name: string,
  value: number | Estimate | ArrayLike<number>,
  options: { readonly tolerance: number; readonly unit?: string },
): RecordedNumber {
  const me = "record";
  if (typeof name !== "string" || !NAME.test(name))
    throw new DomainError(`${me}: the name must be letters, digits and . _ - / and begin with a letter; got ${JSON.stringify(name)}.`);
  checkNotNegative(me, `tolerance of ${name}`, options?.tolerance);
  const isEstimate = typeof value === "object" && "nats" in value;
  const own = isEstimate ? valueOfEstimate(me, name, value, options.unit) : undefined;
  const number = typeof value === "number" ? value : own ? own.value : Array.from(value as ArrayLike<number>);
  const bad = [number].flat().findIndex((v) => !Number.isFinite(v));
  if (bad >= 0)
    throw new DomainError(
      `${me}: the value of ${name} must be finite; got ${[number].flat()[bad]}${Array.isArray(number) ? ` at index ${bad}` : ""}.`,
    );
  const unit = own?.unit ?? options.unit;
  const recorded: RecordedNumber = {
    ...{ name, value: number, tolerance: options.tolerance, mode: notebookMode(me, "quick") },
    ...(unit ? { unit } : {}),
  };
  const text = Array.isArray(number) ? `${number.length} numbers` : `${number}`;
  void display({
    [Symbol.for("Jupyter.display")]: () => ({
      "application/vnd.infoplane.record+json": recorded,
      "text/plain": `recorded ${name} = ${text}${unit ? ` ${unit}` : ""} (tolerance ${options.tolerance})`,
    }),
  });
  return shownAlready(recorded);
}
