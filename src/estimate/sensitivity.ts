import { setImmediate } from "node:timers/promises";
import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import type { Estimate } from "../core/estimate.js";
import { hostSignal, type MimeBundle } from "../core/host.js";
import type { Progress } from "../core/progress.js";
import { slowProgress } from "./slowProgress.js";
import { short, tableBundle } from "./tableBundle.js";

/** An estimate for each value of one setting. */
export interface Sensitivity<T> {
  readonly setting: string;
  readonly values: readonly T[];
  readonly estimates: readonly Estimate[];
  /** The estimates' nats, for a figure. */
  readonly nats: readonly number[];
}

/**
 * How an estimate depends on a setting that somebody had to choose.
 *
 * @param estimator a function of the setting alone
 * @param range one setting with its values
 * @example await sensitivity((o) => mutualInformationBinned(t, o), { binWidth: [0.5, 0.1, 0.01] })
 * @example await sensitivity((o) => mutualInformationKsg(x, y, o), { k: [1, 3, 10] })
 */
export async function sensitivity<K extends string, T>(
  estimator: (options: Record<K, T>) => Estimate | Promise<Estimate>,
  range: Readonly<Record<K, readonly T[]>>,
  options: { readonly signal?: AbortSignal; readonly progress?: Progress } = {},
): Promise<Sensitivity<T>> {
  const me = "sensitivity";
  checkKnownOptions(me, options, ["signal", "progress"]);
  const settings = Object.keys(range ?? {}) as K[];
  if (settings.length !== 1 || !Array.isArray(range[settings[0]]))
    throw new DomainError(`${me}: give one setting with a list of values, e.g. { binWidth: [0.5, 0.1] }; got ${JSON.stringify(range)}.`);
  const [setting] = settings;
  const { signal = hostSignal(), progress = slowProgress(me) } = options;
  const values: T[] = [];
  const estimates: Estimate[] = [];
  for (const value of range[setting]) {
    if (signal?.aborted) break;
    estimates.push(await estimator({ [setting]: value } as Record<K, T>));
    values.push(value);
    progress(values.length, range[setting].length, `${setting} ${String(value)}`);
    await setImmediate();
  }
  const bundle = (): MimeBundle =>
    tableBundle(
      `${estimates[0]?.estimator ?? "estimate"} against ${setting}`,
      [setting, "nats", "± error", "bits", "remarks"],
      estimates.map((e, i) => [String(values[i]), short(e.nats), short(e.error?.nats, 2), short(e.bits), e.warnings.join(" ")]),
    );
  return Object.freeze({ setting, values, estimates, nats: estimates.map((e) => e.nats), [Symbol.for("Jupyter.display")]: bundle });
}
