import { checkInteger, checkPositive } from "../core/checks.js";
import { hostSignal } from "../core/host.js";
import type { Progress } from "../core/progress.js";
import { slowProgress } from "./slowProgress.js";

/** How far a Monte Carlo estimate goes, and how it is followed and stopped. */
export interface MonteCarloOptions {
  /** Wanted standard error in nats; 0.01 by default. As many draws as it takes are made. */
  readonly standardError?: number;
  /** Draws at most, 10 million by default; when they do not suffice a warning says so. */
  readonly maxDraws?: number;
  /** Seed of the draws: the same seed gives the same number for any number of threads. */
  readonly seed?: number;
  /** Threads of the worker pool; all cores by default. */
  readonly threads?: number;
  /** Abort returns what is done; in our kernel the interrupt of the cell. */
  readonly signal?: AbortSignal;
  /** Called with draws done and draws wanted; in our kernel a line in place. */
  readonly progress?: Progress;
}

export const MONTE_CARLO_OPTIONS = ["standardError", "maxDraws", "seed", "threads", "signal", "progress"] as const;

/** The options with their defaults, checked. */
export function monteCarloOptions(me: string, options: MonteCarloOptions) {
  const { standardError = 0.01, maxDraws = 1e7, seed = 0, threads, signal = hostSignal(), progress = slowProgress(me) } = options;
  checkPositive(me, "standardError", standardError);
  checkInteger(me, "maxDraws", maxDraws, 2);
  checkInteger(me, "seed", seed, 0);
  if (threads !== undefined) checkInteger(me, "threads", threads, 1);
  return { standardError, maxDraws, seed, threads, signal, progress };
}

/** Where the draws ended before the error was reached. */
export function monteCarloWarnings(me: string, reached: number, wanted: number, aborted: boolean): string[] {
  if (aborted) return [`${me} was interrupted: the standard error is ${reached.toPrecision(2)} nats instead of ${wanted}.`];
  if (reached > wanted)
    return [`the standard error is ${reached.toPrecision(2)} nats, not ${wanted}: more draws than maxDraws would be needed.`];
  return [];
}
