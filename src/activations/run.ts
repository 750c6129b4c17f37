import { escapeHtml } from "../core/escapeHtml.js";
import type { MimeBundle } from "../core/host.js";
import type { Network } from "../networks/network.js";
import type { Snapshot } from "./snapshot.js";
import type { TrainState } from "./trainState.js";

/** Metrics after `epoch` epochs, over all rows. */
export interface HistoryEntry {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainAccuracy?: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
}

/**
 * The mini-batch gradients of one epoch, each at the weights its update began with. Per layer, over its weights (not the biases): the
 * Euclidean norm of the mean over batches, that of the standard deviations over batches, their ratio, and the norm of the weights after the
 * epoch. Saxe et al. call the ratio the signal-to-noise ratio; Shwartz-Ziv and Tishby its square. Pools and flatten have no weights: 0, 0,
 * NaN and 0.
 */
export interface GradientStatistics {
  readonly epoch: number;
  readonly layers: readonly { readonly mean: number; readonly sd: number; readonly snr: number; readonly weights: number }[];
}

export type Stopped = "done" | "interrupted" | "early" | "diverged";

/** What `train` returns. */
export interface Run {
  /** The network with its final weights. */
  readonly network: Network;
  /** The options of `train`, with defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly engine: string;
  /** Loss and accuracy over all rows. */
  readonly history: readonly HistoryEntry[];
  readonly gradients: readonly GradientStatistics[];
  readonly snapshots: readonly Snapshot[];
  readonly stopped: Stopped;
  /** Why it stopped, or why another engine trained than the one meant, where that needs words. */
  readonly message?: string;
  /** Epochs done. */
  readonly epochs: number;
  /** What `train({ ...options, resume: run })` goes on from. */
  readonly state: TrainState;
  /** Where it lies on the disk, if `train({ folder })` or `openRun` made it. */
  readonly folder?: string;
  /** Every repetition, this one first. */
  readonly repetitions: readonly Run[];
}

/** Adds how a run shows itself. */
export function run(fields: Omit<Run, "repetitions">, repetitions?: readonly Run[]): Run {
  const self: Run = {
    ...fields,
    get repetitions() {
      return repetitions ?? [self];
    },
  };
  Object.defineProperty(self, Symbol.for("Jupyter.display"), { value: (): MimeBundle => show(self) });
  return self;
}

const ROWS = 12;

function show(r: Run): MimeBundle {
  const names = ["epoch", "train loss", "train accuracy", "test loss", "test accuracy"];
  const all = r.history.map((h) => [h.epoch, h.trainLoss, h.trainAccuracy, h.testLoss, h.testAccuracy]);
  const columns = names.map((_, c) => c).filter((c) => all.some((row) => row[c] !== undefined));
  const step = Math.max(1, (all.length - 1) / (ROWS - 1));
  const kept = all.length <= ROWS ? all : Array.from({ length: ROWS }, (_, i) => all[Math.round(i * step)]);
  const head = columns.map((c) => names[c]);
  const body = kept.map((row) => columns.map((c) => digits(row[c])));
  const count = r.repetitions.length > 1 ? `, first of ${r.repetitions.length} repetitions` : "";
  const place = r.folder === undefined ? "" : ` in ${r.folder}`;
  const title = `${r.network.name}: ${r.epochs} epochs (${r.stopped}) on ${r.engine}, ${r.snapshots.length} snapshots${count}${place}`;
  const widths = head.map((name, c) => Math.max(name.length, ...body.map((row) => row[c].length)));
  const line = (cells: string[]) => cells.map((cell, c) => cell.padStart(widths[c])).join("  ");
  const text = [title, ...(r.message ? [r.message] : []), line(head), ...body.map(line)].join("\n");
  const cells = (tag: string, row: string[]) => `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const message = r.message ? `<p>${escapeHtml(r.message)}</p>` : "";
  const html = `<p>${escapeHtml(title)}</p>${message}<table><thead>${cells("th", head)}</thead><tbody>${body.map((row) => cells("td", row)).join("")}</tbody></table>`;
  return { "text/plain": text, "text/html": html };
}

function digits(value: number | undefined): string {
  return value === undefined ? "" : String(Number(value.toPrecision(5)));
}
