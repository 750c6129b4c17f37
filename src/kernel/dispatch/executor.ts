import type { MessagePort } from "node:worker_threads";
import { log } from "../log.js";
import { answerAsks } from "../session/magicsAsks.js";
import type { CellReply, CellTask, CheckLevel, CommMessage, ErrorReply, ToUser } from "../threadMessages.js";
import { traceback } from "../traceback.js";
import { describeFindings } from "./findings.js";
import type { History } from "./history.js";
import { Interrupter } from "./interrupter.js";
import type { Language } from "./language.js";
import type { PostOffice } from "./postOffice.js";
import type { Request } from "./request.js";

type Content = Record<string, unknown>;

/** Before the reply to a failed cell, requests already on their way are let in, so that they are aborted and not run: until none came for this long. */
const QUIET_MS = 25;
const MOST_QUIET_MS = 250;

export interface ExecutorParts {
  user: MessagePort;
  office: PostOffice;
  history: History;
  /** Turns cells into JavaScript. */
  transpiler: Language;
  /** Knows types. */
  checker: Language;
}

/** The queue of everything that runs on the user's thread: cells and comm messages, one at a time, in the order they came. */
export class Executor {
  readonly #parts: ExecutorParts;
  readonly #interrupter: Interrupter;
  readonly #queue: Request[] = [];
  #current: Request | undefined;
  #interrupted = false;
  #done: ((reply: CellReply) => void) | undefined;
  #working = false;
  #lastArrival = 0;
  executionCount = 0;
  check: CheckLevel = process.env.INFOPLANE_CHECK === "off" ? "off" : "warn";
  readonly #waitForCheck = process.env.INFOPLANE_CHECK === "wait";

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.#interrupter = new Interrupter(parts.user, () => (this.#done ? this.#current?.number : undefined));
  }

  /** The request that runs now. */
  get current(): Request | undefined {
    return this.#current;
  }

  add(request: Request): void {
    this.#queue.push(request);
    this.#lastArrival = Date.now();
    if (!this.#working) void this.#work();
  }

  interrupt(): Promise<void> {
    if (this.#current) this.#interrupted = true;
    return this.#interrupter.interrupt();
  }

  ponged(ping: number): void {
    this.#interrupter.ponged(ping);
  }

  done(parent: number, reply: CellReply): void {
    if (parent === this.#current?.number) this.#done?.(reply);
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let request = this.#queue.shift(); request; request = this.#queue.shift()) {
      this.#current = request;
      this.#interrupted = false;
      this.#parts.office.status(request.number, "busy");
      try {
        if (request.message.header.msg_type === "execute_request") await this.#execute(request);
        else await this.#run(commOf(request));
      } catch (error) {
        log(`a ${request.message.header.msg_type} failed: ${(error as Error).stack}`);
        if (request.message.header.msg_type === "execute_request") this.#failed(request, error as Error);
      }
      this.#parts.office.status(request.number, "idle");
      this.#current = undefined;
    }
    this.#working = false;
  }

  /** A failure of the kernel itself, such as a language thread that ran out of memory: the client must not wait for ever. */
  #failed(request: Request, { name, message }: Error): void {
    const reply = { ename: name, evalue: `the kernel could not run this cell: ${message}`, traceback: [] };
    this.#parts.office.publish(request.number, "error", reply);
    this.#parts.office.reply(request, {
      status: "error",
      ...reply,
      execution_count: this.executionCount,
      user_expressions: {},
      payload: [],
    });
  }

  async #execute(request: Request): Promise<void> {
    const { office, history, transpiler, checker } = this.#parts;
    const { code, silent, store_history, user_expressions, stop_on_error } = fields(request.message.content);
    if (store_history) this.executionCount++;
    const count = Math.max(1, this.executionCount);
    const cell = silent ? "In[-]" : `In[${count}]`;
    if (!silent) office.publish(request.number, "execute_input", { code, execution_count: count });
    if (store_history && code.trim() !== "") history.add(count, code);

    const prepared = code.trim() === "" ? ({ kind: "code", javascript: "" } as const) : await transpiler.call("prepare", code, cell);
    let reply: CellReply;
    let findings: Promise<string[]> | undefined;
    if (prepared.kind === "error") {
      const { ename, evalue, line, column } = prepared;
      const frames = [`    at ${cell}:${line}:${column}`];
      reply = { status: "error", ename, evalue, traceback: traceback(ename, evalue, { cell, line, column, source: code }, frames) };
    } else {
      let refused: string[] = [];
      if (!silent && code.trim() !== "") {
        if (this.check !== "off") findings = checker.callLater("check", code, cell).then((found) => describeFindings(found, cell));
        if (this.#waitForCheck || this.check === "error") checker.hurry();
        findings?.catch((error) => log(`type check: ${(error as Error).message}`));
        if (this.check === "error") refused = (await findings) ?? [];
        if (refused.length === 0) checker.callLater("executed", code, cell).catch((error) => log(`language: ${(error as Error).message}`));
      }
      if (refused.length > 0) {
        findings = undefined;
        reply = { status: "error", ename: "TypeScriptError", evalue: refused[0], traceback: refused };
      } else {
        const asks = "asks" in prepared ? (prepared.asks ?? []) : [];
        const answers = asks.map(({ code, offset, detail }) => checker.call("inspect", code, offset, detail).catch(() => undefined));
        const javascript = answerAsks(prepared.javascript, await Promise.all(answers));
        const map = "map" in prepared ? prepared.map : undefined;
        const userExpressions = await this.#expressions(user_expressions);
        reply = await this.#run({
          type: "execute",
          parent: request.number,
          cell,
          count,
          silent,
          source: code,
          javascript,
          map,
          userExpressions,
        });
      }
    }
    if (findings) await this.#showFindings(request.number, findings);
    if (reply.status === "error") {
      await this.#quiet();
      const { ename, evalue, traceback } = reply;
      if (!silent) office.publish(request.number, "error", { ename, evalue, traceback });
      office.reply(request, { ...errorContent(reply), execution_count: count, user_expressions: {}, payload: [] });
      if (stop_on_error) this.#abortQueued();
    } else office.reply(request, { status: "ok", execution_count: count, user_expressions: reply.userExpressions, payload: reply.payload });
  }

  /** Sends to the user's thread and waits for `done`; a cell that was interrupted before is not sent. */
  #run(task: CellTask | CommMessage): Promise<CellReply> {
    if (this.#interrupted) {
      const ename = "KeyboardInterrupt";
      return Promise.resolve({ status: "error", ename, evalue: "", traceback: traceback(ename, "", undefined, []) });
    }
    return new Promise((resolve) => {
      this.#done = (reply) => {
        this.#done = undefined;
        resolve(reply);
      };
      this.#post(task);
    });
  }

  async #expressions(wanted: Record<string, string>): Promise<Record<string, string>> {
    const javascript: Record<string, string> = {};
    for (const [name, code] of Object.entries(wanted)) {
      const prepared = await this.#parts.transpiler.call("prepare", code, "user_expressions");
      javascript[name] = prepared.kind === "code" ? prepared.javascript : `throw new SyntaxError(${JSON.stringify(prepared.evalue)})`;
    }
    return javascript;
  }

  /** What the check found, before the reply if it is ready, else when it is; in both cases with the cell's header. */
  async #showFindings(parent: number, findings: Promise<string[]>): Promise<void> {
    const show = (lines: string[]) => {
      if (lines.length > 0) this.#parts.office.publish(parent, "stream", { name: "stderr", text: `${lines.join("\n")}\n` });
    };
    const shown = findings.then(show, () => {});
    if (this.#waitForCheck) await shown;
    else await Promise.race([shown, new Promise((resolve) => setImmediate(resolve))]);
  }

  async #quiet(): Promise<void> {
    const end = Date.now() + MOST_QUIET_MS;
    this.#lastArrival = Date.now();
    while (Date.now() < Math.min(end, this.#lastArrival + QUIET_MS)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #abortQueued(): void {
    const { office } = this.#parts;
    const keep = this.#queue.splice(0).filter((request) => {
      if (request.message.header.msg_type !== "execute_request") return true;
      office.status(request.number, "busy");
      office.reply(request, { status: "aborted" }, { status: "aborted" });
      office.status(request.number, "idle");
      return false;
    });
    this.#queue.push(...keep);
  }

  #post(message: ToUser): void {
    this.#parts.user.postMessage(message);
  }
}

function errorContent({ ename, evalue, traceback }: ErrorReply): Content {
  return { status: "error", ename, evalue, traceback };
}

function fields(content: Content) {
  const silent = content.silent === true;
  const expressions = Object.entries((content.user_expressions ?? {}) as Content);
  return {
    code: typeof content.code === "string" ? content.code : "",
    silent,
    store_history: !silent && content.store_history !== false,
    stop_on_error: content.stop_on_error !== false,
    user_expressions: Object.fromEntries(expressions.map(([name, code]) => [name, String(code)])),
  };
}

function commOf({ number, message }: Request): CommMessage {
  const { header, content, metadata, buffers } = message;
  return {
    type: header.msg_type as CommMessage["type"],
    parent: number,
    content,
    metadata,
    buffers: buffers.map((b) => new Uint8Array(b)),
  };
}
