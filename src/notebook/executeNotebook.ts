import { type CodeCell, executedCells, type Notebook, tagsOf } from "./nbformat.js";
import { OutputCollector } from "./outputCollector.js";
import type { Provenance } from "./provenance.js";
import { type Kernel, KernelDied, type Reply } from "./startKernel.js";

export interface ExecuteOptions {
  /** Starts the kernel; called once. */
  start(): Promise<Kernel>;
  /** What is known beforehand; status and seconds are kept up to date in the notebook's metadata. */
  provenance: Omit<Provenance, "status" | "seconds" | "started">;
  /** Go on after a cell that fails. A cell tagged `raises-exception` may always fail. */
  allowErrors?: boolean;
  /** Seconds for one cell; no limit by default. */
  timeout?: number;
  /** Seconds for the whole notebook, the start of the kernel included. */
  totalTimeout?: number;
  /** Interrupts the running cell and ends the run, with what is done. */
  signal?: AbortSignal;
  /** Called with what is done so far: after cells, not more often than it can be written. */
  save?(notebook: Notebook): void;
  /** Called before a cell with its number from 1, and again with what it took. */
  onCell?(event: CellEvent): void;
  /** Key of the state that each code cell leaves behind (see `cellKeys`), stored with the cell. */
  keys?: ReadonlyMap<CodeCell, string>;
  /** Code to execute silently before a cell, or undefined. */
  before?(cell: CodeCell): string | undefined;
}

export interface CellEvent {
  cell: CodeCell;
  /** Position among the cells that are executed, from 1. */
  number: number;
  of: number;
  /** Seconds that it took; absent before. */
  seconds?: number;
  failed?: boolean;
}

export interface Execution {
  status: "done" | "failed" | "interrupted";
  seconds: number;
  /** What went wrong, in words, and the cell's number; absent when done. */
  problem?: { cell?: number; message: string };
}

/**
 * Executes the code cells of a notebook in order, in place: outputs, execution counts, when each cell ran, and how all of it was made. Cells
 * tagged `skip-execution` and empty ones are left alone.
 */
export async function executeNotebook(notebook: Notebook, options: ExecuteOptions): Promise<Execution> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const provenance: Provenance = { ...options.provenance, status: "running", started: new Date().toISOString(), seconds: 0 };
  notebook.metadata.infoplane = provenance;
  const cells = executedCells(notebook);
  const collector = new OutputCollector();
  const saver = new Saver(notebook, options.save);
  let kernel: Kernel | undefined;
  const finish = (status: Execution["status"], problem?: Execution["problem"]): Execution => {
    provenance.status = status;
    provenance.seconds = round(seconds());
    saver.now();
    return { status, seconds: provenance.seconds, problem };
  };
  try {
    kernel = await startOrAbort(options);
    if (!kernel) return finish("interrupted", { message: "interrupted before the first cell" });
    describeKernel(notebook, kernel, options.provenance.kernel);
    let failure: Execution["problem"];
    for (const [i, cell] of cells.entries()) {
      const event = { cell, number: i + 1, of: cells.length };
      if (options.signal?.aborted) return finish("interrupted", { cell: i + 1, message: "interrupted" });
      options.onCell?.(event);
      const before = performance.now();
      const limit = limitFor(options, seconds());
      const silently = options.before?.(cell);
      if (silently) await kernel.executeSilently(silently);
      const outcome = await executeCell(kernel, cell, collector, { limit, signal: options.signal });
      const key = options.keys?.get(cell);
      if (key && outcome.reply?.status === "ok") cell.metadata.infoplane = { key };
      provenance.seconds = round(seconds());
      const failed = outcome.reply?.status !== "ok";
      options.onCell?.({ ...event, seconds: (performance.now() - before) / 1000, failed });
      saver.soon();
      if (outcome.interrupted) return finish("interrupted", { cell: i + 1, message: "interrupted" });
      if (outcome.timeout !== undefined) {
        failure = { cell: i + 1, message: `the cell did not end within ${outcome.timeout} s` };
        if (!options.allowErrors || outcome.reply === undefined) return finish("failed", failure);
      } else if (failed && !options.allowErrors && !tagsOf(cell).includes("raises-exception"))
        return finish("failed", { cell: i + 1, message: failureText(cell, outcome.reply) });
    }
    return finish("done");
  } catch (error) {
    if (!(error instanceof KernelDied)) throw error;
    const { running } = saver;
    if (running) addError(running, "KernelDied", error.message);
    return finish("failed", { cell: running && cells.indexOf(running) + 1, message: error.message });
  } finally {
    await kernel?.stop();
  }

  async function executeCell(
    running: Kernel,
    cell: CodeCell,
    outputs: OutputCollector,
    { limit, signal }: { limit?: number; signal?: AbortSignal },
  ): Promise<{ reply?: Reply; timeout?: number; interrupted?: boolean }> {
    saver.running = cell;
    cell.outputs = [];
    cell.execution_count = null;
    const times: Record<string, string> = {};
    cell.metadata.execution = times;
    delete cell.metadata.infoplane;
    const replied = running.execute(cell.source, (type, content) => {
      if (type === "execute_input") {
        times["iopub.execute_input"] = new Date().toISOString();
        if (Number.isInteger(content.execution_count)) cell.execution_count = content.execution_count as number;
      } else outputs.add(cell, { type, content });
    });
    const stop = new Interrupter(running, { limit, signal });
    const reply = await Promise.race([replied, stop.gaveUp]).finally(() => stop.clear());
    times["shell.execute_reply"] = new Date().toISOString();
    saver.running = undefined;
    if (reply && Number.isInteger(reply.execution_count)) cell.execution_count = reply.execution_count as number;
    if (stop.why === "timeout" && reply?.status !== "ok") {
      addError(cell, "TimeoutError", `the cell did not end within ${limit} s`);
      if (!reply) running.kill();
      return { reply: reply ?? undefined, timeout: limit };
    }
    if (stop.why === "signal") {
      if (!reply) running.kill();
      return { reply: reply ?? undefined, interrupted: true };
    }
    if (reply && reply.status !== "ok" && !cell.outputs.some((o) => o.output_type === "error"))
      addError(cell, String(reply.ename ?? "Error"), String(reply.evalue ?? `the kernel replied "${reply.status}"`));
    return { reply: reply ?? undefined };
  }
}

/** Interrupts the kernel at a limit or a signal, and gives up on it when it does not stop within 10 seconds. */
class Interrupter {
  why: "timeout" | "signal" | undefined;
  readonly gaveUp: Promise<undefined>;
  private giveUp: (value: undefined) => void = () => {};
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly onAbort = () => this.interrupt("signal");

  constructor(
    private readonly kernel: Kernel,
    private readonly options: { limit?: number; signal?: AbortSignal },
  ) {
    this.gaveUp = new Promise((resolve) => {
      this.giveUp = resolve;
    });
    if (options.limit !== undefined) this.timers.push(setTimeout(() => this.interrupt("timeout"), options.limit * 1000));
    if (options.signal?.aborted) this.interrupt("signal");
    options.signal?.addEventListener("abort", this.onAbort, { once: true });
  }

  clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.options.signal?.removeEventListener("abort", this.onAbort);
  }

  private interrupt(why: "timeout" | "signal"): void {
    if (this.why) return;
    this.why = why;
    this.kernel.interrupt();
    this.timers.push(setTimeout(() => this.giveUp(undefined), 10_000));
  }
}

/** Saves as often as it may: never so that writing takes more than a small part of the time. */
class Saver {
  running: CodeCell | undefined;
  private last = performance.now();
  private cost = 0;

  constructor(
    private readonly notebook: Notebook,
    private readonly save: ((notebook: Notebook) => void) | undefined,
  ) {}

  /** What cannot be written now may be at the end: a disk that is full for a while must not end a run of hours. */
  soon(): void {
    if (performance.now() - this.last < Math.max(250, 20 * this.cost)) return;
    try {
      this.now();
    } catch {
      this.last = performance.now();
    }
  }

  now(): void {
    const before = performance.now();
    this.save?.(this.notebook);
    this.last = performance.now();
    this.cost = this.last - before;
  }
}

async function startOrAbort({ start, signal }: ExecuteOptions): Promise<Kernel | undefined> {
  if (signal?.aborted) return undefined;
  const starting = start();
  let onAbort = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
  const kernel = await Promise.race([starting, aborted]);
  signal?.removeEventListener("abort", onAbort);
  if (!kernel) void starting.then((late) => late.kill()).catch(() => {});
  return kernel;
}

function describeKernel(notebook: Notebook, kernel: Kernel, name: string): void {
  const language = kernel.info.language_info;
  if (typeof language === "object" && language !== null) notebook.metadata.language_info = language;
  const spec = notebook.metadata.kernelspec as Record<string, unknown> | undefined;
  notebook.metadata.kernelspec = { display_name: name, ...(spec?.name === name ? spec : {}), name };
}

function limitFor({ timeout, totalTimeout }: ExecuteOptions, elapsed: number): number | undefined {
  if (totalTimeout === undefined) return timeout;
  return Math.max(0.001, Math.min(timeout ?? Number.POSITIVE_INFINITY, round(totalTimeout - elapsed)));
}

function addError(cell: CodeCell, ename: string, evalue: string): void {
  cell.outputs.push({ output_type: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] });
}

/** The traceback that the kernel sent, else its name and value. */
function failureText(cell: CodeCell, reply: Reply | undefined): string {
  const error = cell.outputs.find((o) => o.output_type === "error");
  if (error && error.traceback.length > 0) return error.traceback.join("\n");
  return `${reply?.ename ?? "Error"}: ${reply?.evalue ?? reply?.status ?? ""}`;
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
