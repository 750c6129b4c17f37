import type { CellReply, CellTask, CommMessage, ErrorReply, ExpressionReply, OutputKind, Page } from "../threadMessages.js";
import { type CellContext, cellContext } from "./cellContext.js";
import { Comms } from "./comms.js";
import { type CellSource, describeError } from "./describeError.js";
import { displayValue } from "./displayValue.js";
import { Evaluator, type Outcome } from "./evaluate.js";
import type { Outbox } from "./outbox.js";
import { portable } from "./portable.js";
import type { CellMap } from "./transpileEdits.js";

/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { AbortController, process, setTimeout } = globalThis;

type Bundle = Record<string, unknown>;

interface Running {
  task: CellTask;
  controller: AbortController;
  payload: Page[];
  interrupted: boolean;
  settled: boolean;
  /** Resources that were active before, to tell what an interrupted cell left behind. */
  resources: Map<string, number>;
}

/** How long an interrupted cell may take to settle by itself, so that `const run = await train()` gets its value. */
const SETTLE_MS = 500;

/** Runs cells on the user's thread, one at a time, and sends what they show. */
export class Interpreter {
  readonly comms: Comms;
  readonly #outbox: Outbox;
  readonly #evaluator = new Evaluator();
  readonly #context: CellContext = cellContext();
  readonly #cells = new Map<string, CellSource>();
  #running: Running | undefined;
  #last = 0;
  #idle = new AbortController();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
    this.comms = new Comms((kind, content, options) => this.output(kind, content, options.metadata, options.buffers));
  }

  /** Aborted when the running cell is interrupted. */
  get signal(): AbortSignal {
    return (this.#running?.controller ?? this.#idle).signal;
  }

  /** The request that output belongs to now. */
  get parent(): number {
    return this.#context.current() ?? this.#running?.task.parent ?? this.#last;
  }

  execute(task: CellTask): void {
    const running: Running = {
      task,
      controller: new AbortController(),
      payload: [],
      interrupted: false,
      settled: false,
      resources: activeResources(),
    };
    this.#running = running;
    this.#last = task.parent;
    this.#cells.set(task.cell, { source: task.source, map: task.map as CellMap | undefined });
    this.#context.run(task.parent, () =>
      this.#evaluator.evaluate(task.javascript, task.cell, (outcome) => {
        this.#evaluated(running, outcome).catch((error) => this.#fail(running, error));
      }),
    );
  }

  async #evaluated(running: Running, outcome: Outcome): Promise<void> {
    const { task } = running;
    if (running.settled) return;
    if (outcome.kind === "terminated" || running.interrupted) return this.#settleInterrupted(running);
    if (outcome.kind === "thrown") return this.#fail(running, outcome.value, outcome.at);
    if (outcome.value !== undefined && !task.silent) {
      const data = portable(await this.#shown(outcome.value));
      if (running.settled) return;
      if (Object.keys(data).length > 0) this.output("execute_result", { execution_count: task.count, data, metadata: {} });
    }
    const userExpressions: Record<string, ExpressionReply> = {};
    for (const [name, javascript] of Object.entries(task.userExpressions)) userExpressions[name] = await this.#expression(javascript);
    this.#settle(running, { status: "ok", userExpressions, payload: running.payload });
  }

  async #expression(javascript: string): Promise<ExpressionReply> {
    const outcome = await new Promise<Outcome>((resolve) => this.#evaluator.evaluate(javascript, "user_expressions", resolve));
    if (outcome.kind === "value") {
      try {
        return { status: "ok", data: portable(await this.#shown(outcome.value)), metadata: {} };
      } catch (error) {
        return { status: "error", ...this.describe(error) };
      }
    }
    return { status: "error", ...this.describe(outcome.kind === "thrown" ? outcome.value : new Error("terminated")) };
  }

  #shown(value: unknown): Promise<Bundle> | Bundle {
    return displayValue(value, { get: (cell) => this.#cells.get(cell)?.map });
  }

  describe(error: unknown, at?: { cell: string; line: number; column: number }): ErrorReply {
    return describeError(error, this.#cells, at);
  }

  #fail(running: Running, error: unknown, at?: { line: number; column: number }): void {
    if (running.interrupted) this.#settleInterrupted(running);
    else
      this.#settle(running, {
        status: "error",
        ...this.describe(error, at && { cell: running.task.cell, line: at.line, column: at.column }),
      });
  }

  /** Asks the running cell to stop. It has some time to settle by itself; in every case its reply is KeyboardInterrupt. */
  interrupt(cell: number | undefined): void {
    const running = this.#running;
    if (!running || running.interrupted || running.task.parent !== cell) return;
    running.interrupted = true;
    setTimeout(() => this.#settleInterrupted(running), SETTLE_MS).unref();
    running.controller.abort(new KeyboardInterrupt());
  }

  /** V8 ended whatever ran. The cell's own evaluation may never report, so it is settled here. */
  terminated(cell: number | undefined): void {
    if (this.#running && this.#running.task.parent === cell) this.#settleInterrupted(this.#running);
  }

  #settleInterrupted(running: Running): void {
    if (running.settled) return;
    running.interrupted = true;
    const left = stillActive(running.resources);
    if (left) this.stream("stderr", `Still running after the interrupt: ${left}.\n`);
    this.#settle(running, { status: "error", ...this.describe(new KeyboardInterrupt()) });
  }

  #settle(running: Running, reply: CellReply): void {
    if (running.settled) return;
    running.settled = true;
    this.#running = undefined;
    this.#outbox.post({ type: "done", parent: running.task.parent, reply });
  }

  /** A comm message of a front end, run like a cell but without a result. */
  comm(message: CommMessage): void {
    this.#last = message.parent;
    try {
      this.#context.run(message.parent, () => this.comms.received(message));
    } catch (error) {
      this.stream("stderr", `${this.describe(error).traceback.join("\n")}\n`);
    }
    this.#outbox.post({ type: "done", parent: message.parent, reply: { status: "ok", userExpressions: {}, payload: [] } });
  }

  stream(name: "stdout" | "stderr", text: string): void {
    this.#outbox.post({ type: "stream", parent: this.parent, name, text, size: text.length });
  }

  output(kind: OutputKind, content: Record<string, unknown>, metadata?: Record<string, unknown>, buffers?: Uint8Array[]): void {
    this.#outbox.post({ type: "output", parent: this.parent, kind, content, metadata, buffers, size: sizeOf(content) });
  }

  /** Adds to the reply of the running cell what the front end shows in its pager. */
  page(data: Bundle): void {
    if (this.#running) this.#running.payload = [{ source: "page", data: portable(data), start: 0 }];
  }
}

/** Why an interrupted cell ended; also the reason of its aborted signal. */
export class KeyboardInterrupt extends Error {
  override name = "KeyboardInterrupt";
  constructor() {
    super("");
    this.stack = undefined;
  }
}

function sizeOf(content: Record<string, unknown>): number {
  let size = 100;
  for (const value of Object.values((content.data as Bundle | undefined) ?? {})) size += typeof value === "string" ? value.length : 1000;
  return size;
}

function activeResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function stillActive(before: ReadonlyMap<string, number>): string {
  const more = [...activeResources()].map(([name, n]): [string, number] => [name, n - (before.get(name) ?? 0)]);
  return more
    .filter(([name, n]) => n > 0 && !["MessagePort", "Immediate", "TickObject"].includes(name))
    .map(([name, n]) => `${n} ${name}`)
    .join(", ");
}
