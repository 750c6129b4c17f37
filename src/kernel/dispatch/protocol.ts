import type { MessagePort } from "node:worker_threads";
import type { KernelSockets } from "../../wire/kernelSockets.js";
import type { Message, Secret } from "../../wire/message.js";
import { SendQueue } from "../../wire/sendQueue.js";
import { toCodePoints, toUtf16 } from "../codePoints.js";
import { log } from "../log.js";
import type { Answer } from "../session/stdin.js";
import type { FromUser, SharedChannels, ToUser } from "../threadMessages.js";
import type { Executor } from "./executor.js";
import type { History } from "./history.js";
import { kernelInfo } from "./kernelInfo.js";
import type { Language } from "./language.js";
import type { PostOffice } from "./postOffice.js";
import type { Request } from "./request.js";

type Content = Record<string, unknown>;

export interface ProtocolParts {
  sockets: KernelSockets;
  secret: Secret;
  office: PostOffice;
  executor: Executor;
  transpiler: Language;
  checker: Language;
  history: History;
  user: MessagePort;
  stdinPort: MessagePort;
  shared: SharedChannels;
}

/** A kernel that is asked to leave and computes is ended after this time. */
const LEAVE_MS = 1000;

/** Which message does what. */
export class Protocol {
  readonly #parts: ProtocolParts;
  readonly #stdin: SendQueue;
  readonly #pending: Int32Array;
  readonly #answered: Int32Array;
  readonly #comms = new Map<string, string>();
  readonly #requests = new Map<number, Request>();
  #numbers = 0;
  #asking = false;
  #leaving = false;

  constructor(parts: ProtocolParts) {
    this.#parts = parts;
    this.#stdin = new SendQueue(parts.sockets.stdin);
    this.#pending = new Int32Array(parts.shared.pending);
    this.#answered = new Int32Array(parts.shared.answered);
    parts.user.on("message", (message: FromUser) => this.#fromUser(message));
  }

  /** A message of a client, its signature checked. */
  received(channel: "shell" | "control" | "stdin", message: Message, replies: SendQueue): void {
    const type = message.header.msg_type;
    if (channel === "stdin") {
      if (type === "input_reply") this.#answer({ value: String(message.content.value ?? "") });
      return;
    }
    const request: Request = { number: ++this.#numbers, message, replies };
    const { executor, office } = this.#parts;
    if (type === "execute_request" || /^comm_(open|msg|close)$/.test(type)) {
      office.remember(request);
      this.#requests.set(request.number, request);
      if (this.#requests.size > 10_000) this.#requests.delete(this.#requests.keys().next().value!);
      if (type.startsWith("comm_")) this.#noteComm(type, message.content);
      executor.add(request);
      return;
    }
    const handler = this.#handlers[type];
    if (!handler) {
      log(`a message on ${channel} was dropped: no such request as ${JSON.stringify(type.slice(0, 80))}.`);
      return;
    }
    office.remember(request);
    office.status(request.number, "busy");
    Promise.resolve()
      .then(() => handler(message.content, request))
      .catch((error: Error) => {
        log(`a ${type} failed: ${error.stack}`);
        return { status: "error", ename: error.name, evalue: error.message, traceback: [] } as Content;
      })
      .then((content) => {
        office.reply(request, content);
        office.status(request.number, "idle");
        if (type === "shutdown_request") this.leave();
      });
  }

  readonly #handlers: Record<string, (content: Content, request: Request) => Content | Promise<Content>> = Object.assign(
    Object.create(null),
    {
      kernel_info_request: () => kernelInfo(),
      complete_request: (content: Content) => this.#complete(content),
      inspect_request: (content: Content) => this.#inspect(content),
      is_complete_request: async ({ code }: Content) => ({ ...(await this.#parts.transpiler.call("isComplete", String(code ?? ""))) }),
      history_request: (content: Content) => this.#parts.history.reply(content),
      comm_info_request: ({ target_name }: Content) => {
        const open = [...this.#comms].filter(([, target]) => target_name === undefined || target_name === null || target === target_name);
        return { status: "ok", comms: Object.fromEntries(open.map(([id, target]) => [id, { target_name: target }])) };
      },
      interrupt_request: () => {
        this.interrupt();
        return { status: "ok" };
      },
      shutdown_request: ({ restart = false }: Content, { number }: Request) => {
        this.#parts.office.publish(number, "shutdown_reply", { status: "ok", restart });
        return { status: "ok", restart };
      },
    },
  );

  async #complete({ code, cursor_pos }: Content): Promise<Content> {
    const text = String(code ?? "");
    const at = toUtf16(text, typeof cursor_pos === "number" ? cursor_pos : text.length);
    const { matches, start, end, metadata } = await this.#parts.checker.call("complete", text, at);
    const place = { start: toCodePoints(text, start), end: toCodePoints(text, end) };
    const types = metadata._jupyter_types_experimental?.map((match) => ({ ...match, ...place }));
    const shown = types ? { _jupyter_types_experimental: types } : {};
    return { status: "ok", matches, cursor_start: place.start, cursor_end: place.end, metadata: shown };
  }

  async #inspect({ code, cursor_pos, detail_level }: Content): Promise<Content> {
    const text = String(code ?? "");
    const at = toUtf16(text, typeof cursor_pos === "number" ? cursor_pos : text.length);
    const data = await this.#parts.checker.call("inspect", text, at, detail_level === 1 ? 1 : 0);
    return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
  }

  interrupt(): void {
    if (this.#asking) this.#answer({ error: "interrupted", interrupted: true });
    void this.#parts.executor.interrupt();
  }

  #fromUser(message: FromUser): void {
    const { office, executor } = this.#parts;
    if ("size" in message) {
      Atomics.sub(this.#pending, 0, message.size);
      Atomics.notify(this.#pending, 0);
    }
    switch (message.type) {
      case "stream":
        if (!this.#isSilent(message.parent)) office.stream(message.parent, message.name, message.text);
        break;
      case "output":
        this.#output(message);
        break;
      case "input":
        this.#ask(message);
        break;
      case "pong":
        executor.ponged(message.ping);
        break;
      case "done":
        office.flush();
        executor.done(message.parent, message.reply);
        break;
      case "check":
        executor.check = message.level;
        break;
    }
  }

  #output({ parent, kind, content, metadata, buffers }: FromUser & { type: "output" }): void {
    const { office, history } = this.#parts;
    if (kind.startsWith("comm_")) this.#noteComm(kind, content);
    else if (this.#isSilent(parent)) return;
    office.publish(parent, kind, content, metadata, buffers);
    const shown = kind === "execute_result" && (content.data as Content)["text/plain"];
    if (typeof shown === "string") history.addOutput(content.execution_count as number, shown);
  }

  #isSilent(parent: number): boolean {
    return this.#requests.get(parent)?.message.content.silent === true;
  }

  #noteComm(kind: string, { comm_id, target_name }: Content): void {
    if (kind === "comm_open") this.#comms.set(String(comm_id), String(target_name));
    else if (kind === "comm_close") this.#comms.delete(String(comm_id));
  }

  /** Asks the client whose request runs, if it can answer. */
  #ask({ parent, prompt, password }: FromUser & { type: "input" }): void {
    const { office } = this.#parts;
    this.#asking = true;
    const request = this.#requests.get(parent);
    if (request?.message.content.allow_stdin !== true) {
      this.#answer({ error: "input: this front end cannot ask (allow_stdin is false); set the value in a cell instead." });
      return;
    }
    office.flush();
    office.send(this.#stdin, request.message.identities, "input_request", { prompt, password }, request.message.header);
  }

  #answer(answer: Answer): void {
    if (!this.#asking) return;
    this.#asking = false;
    this.#parts.stdinPort.postMessage(answer);
    Atomics.store(this.#answered, 0, 1);
    Atomics.notify(this.#answered, 0);
  }

  /** Ends the process: by its own exit if the main thread can, else from here. */
  async leave(): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    const { sockets, user, history, office } = this.#parts;
    await office.drained();
    history.close();
    sockets.close();
    if (this.#asking) this.#answer({ error: "the kernel ends", interrupted: true });
    user.postMessage({ type: "exit" } satisfies ToUser);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), LEAVE_MS);
  }
}
