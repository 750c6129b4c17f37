import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientSockets, connectClientSockets } from "../wire/clientSockets.js";
import { secretOf, writeConnectionFile } from "../wire/connectionFile.js";
import { decodeMessage } from "../wire/decodeMessage.js";
import { encodeMessage } from "../wire/encodeMessage.js";
import type { KernelSpec } from "../wire/kernelSpecs.js";
import { type Message, type Secret, WireError } from "../wire/message.js";
import { newConnection } from "../wire/newConnection.js";
import { newHeader } from "../wire/newHeader.js";
import { SendQueue } from "../wire/sendQueue.js";

/** The kernel ended while it was needed. */
export class KernelDied extends Error {
  override name = "KernelDied";
}

export interface KernelOptions {
  /** Folder of the kernelspec, for `{resource_dir}`. */
  resources?: string;
  /** Working folder of the kernel: the notebook's own. */
  cwd: string;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Seconds until the kernel has to answer; 60 by default. */
  startTimeout?: number;
}

export type Reply = Record<string, unknown> & { status: string };

/** A running kernel, seen from a client. */
export interface Kernel {
  /** Content of its kernel_info_reply. */
  readonly info: Record<string, unknown>;
  /**
   * Executes code and resolves with the reply once all of its output has arrived. Output that comes later (a timer) still goes to `onMessage`.
   *
   * @throws {KernelDied} the kernel ended before it replied
   */
  execute(code: string, onMessage: (type: string, content: Record<string, unknown>) => void): Promise<Reply>;
  /** Executes code that is not the notebook's: it counts as no cell and what it shows is dropped. */
  executeSilently(code: string): Promise<Reply>;
  /** Asks the kernel to stop what it is doing, in the way that its kernelspec names. */
  interrupt(): void;
  /** Ends it: politely, and after 5 seconds by force. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/**
 * Starts a kernel as a client over ZeroMQ and waits until it answers.
 *
 * @param spec its kernel.json
 * @throws {KernelDied} it cannot be started, ended at once, or did not answer in time; the message quotes the end of what it printed
 */
export async function startKernel(spec: KernelSpec, options: KernelOptions): Promise<Kernel> {
  const connection = await newConnection();
  const folder = mkdtempSync(join(tmpdir(), "infoplane-kernel-"));
  const file = join(folder, "connection.json");
  writeConnectionFile(file, connection);
  const [command, ...args] = spec.argv.map((part) =>
    part.replaceAll("{connection_file}", file).replaceAll("{resource_dir}", options.resources ?? ""),
  );
  const env = { ...process.env, ...spec.env, JPY_PARENT_PID: String(process.pid), ...options.env };
  // In a process group of its own: Ctrl-C in a terminal reaches us alone, and we tell the kernel.
  const child = spawn(command, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const client = new Client(child, connectClientSockets(connection), secretOf(connection), spec, folder);
  try {
    await client.ready((options.startTimeout ?? 60) * 1000);
  } catch (error) {
    client.kill();
    throw error;
  }
  return client;
}

interface Pending {
  onMessage(type: string, content: Record<string, unknown>): void;
  reply?: Reply;
  idle: boolean;
  settle?: { resolve(reply: Reply): void; reject(error: Error): void };
}

/** Seconds of silence on iopub after a reply until we no longer wait for `idle`. */
const IDLE_PATIENCE = 30_000;

const EXECUTE = { user_expressions: {}, allow_stdin: false, stop_on_error: true };

class Client implements Kernel {
  info: Record<string, unknown> = {};
  private readonly session = randomUUID();
  private readonly pending = new Map<string, Pending>();
  private readonly shell: SendQueue;
  private readonly control: SendQueue;
  private printed = "";
  private dead: KernelDied | undefined;
  private stopping = false;
  private readonly ended: Promise<void>;
  private lastHeard = 0;
  private readonly killAtExit = () => this.kill();

  constructor(
    private readonly child: ChildProcess,
    private readonly sockets: ClientSockets,
    private readonly secret: Secret,
    private readonly spec: KernelSpec,
    private readonly folder: string,
  ) {
    this.shell = new SendQueue(sockets.shell);
    this.control = new SendQueue(sockets.control);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data: Buffer) => {
        this.printed = (this.printed + data.toString()).slice(-4000);
      });
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => {
        this.end(`it cannot be started: ${error.message}`);
        resolve();
      });
      child.once("close", (code, signal) => {
        this.end(signal ? `it was ended by ${signal}` : `it ended with exit status ${code}`);
        resolve();
      });
    });
    process.once("exit", this.killAtExit);
    void this.listen(sockets.iopub, (message) => this.published(message));
    void this.listen(sockets.shell, (message) => this.replied(message));
    void this.listen(sockets.control, () => {});
    void this.listen(sockets.stdin, () => this.interrupt()); // we said allow_stdin: false; a kernel that asks all the same must not wait for ever
  }

  async ready(timeout: number): Promise<void> {
    const deadline = Date.now() + timeout;
    while (Date.now() < deadline) {
      // What a kernel publishes before our subscription has reached it is lost, so ask until an answer and its `idle` came.
      const asked = this.request("kernel_info_request", {}, () => {});
      const reply = await Promise.race([asked, sleep(Math.min(1000, Math.max(1, deadline - Date.now())))]);
      if (reply) {
        this.info = reply;
        return;
      }
    }
    throw new KernelDied(`the kernel did not answer within ${timeout / 1000} s.${this.lastWords()}`);
  }

  execute(code: string, onMessage: Pending["onMessage"]): Promise<Reply> {
    return this.request("execute_request", { ...EXECUTE, code, silent: false, store_history: true }, onMessage);
  }

  executeSilently(code: string): Promise<Reply> {
    return this.request("execute_request", { ...EXECUTE, code, silent: true, store_history: false }, () => {});
  }

  interrupt(): void {
    if (this.dead) return;
    if (this.spec.interrupt_mode === "message") this.control.send(this.encode("interrupt_request", {}).frames);
    else this.child.kill("SIGINT");
  }

  async stop(): Promise<void> {
    if (!this.dead) {
      this.stopping = true;
      this.control.send(this.encode("shutdown_request", { restart: false }).frames);
      await Promise.race([this.ended, sleep(5000)]);
    }
    this.kill();
    await this.ended;
  }

  kill(): void {
    this.stopping = true;
    process.removeListener("exit", this.killAtExit);
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined)
      try {
        process.kill(-pid, "SIGKILL"); // the whole group: what the kernel started ends with it
      } catch {
        if (exitCode === null && signalCode === null) this.child.kill("SIGKILL");
      }
    this.end("it was stopped");
  }

  private request(type: string, content: Record<string, unknown>, onMessage: Pending["onMessage"]): Promise<Reply> {
    if (this.dead) return Promise.reject(this.dead);
    const { id, frames } = this.encode(type, content);
    return new Promise((resolve, reject) => {
      this.pending.set(id, { onMessage, idle: false, settle: { resolve, reject } });
      this.shell.send(frames);
    });
  }

  private encode(type: string, content: Record<string, unknown>): { id: string; frames: Uint8Array[] } {
    const header = newHeader(type, this.session);
    return {
      id: header.msg_id,
      frames: encodeMessage({ identities: [], header, parentHeader: {}, metadata: {}, content, buffers: [] }, this.secret),
    };
  }

  private async listen(socket: AsyncIterable<Uint8Array[]>, handle: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of socket) {
        let message: Message;
        try {
          message = decodeMessage(frames, this.secret);
        } catch (error) {
          if (error instanceof WireError) continue; // not signed by our kernel
          throw error;
        }
        handle(message);
      }
    } catch (error) {
      if (!this.dead) this.end(`its messages cannot be read: ${(error as Error).message}`);
    }
  }

  private published({ header, parentHeader, content }: Message): void {
    this.lastHeard = Date.now();
    const pending = this.pending.get(parentHeader.msg_id ?? "");
    if (!pending) return;
    if (header.msg_type === "status" && content.execution_state === "idle") {
      pending.idle = true;
      this.settleIfComplete(pending);
    }
    pending.onMessage(header.msg_type, content);
  }

  private replied({ parentHeader, content }: Message): void {
    const pending = this.pending.get(parentHeader.msg_id ?? "");
    if (!pending) return;
    pending.reply = { ...content, status: String(content.status ?? "ok") };
    this.lastHeard = Date.now();
    this.settleIfComplete(pending);
    const patience = () => {
      if (!pending.settle) return;
      const silent = Date.now() - this.lastHeard;
      if (silent < IDLE_PATIENCE) setTimeout(patience, IDLE_PATIENCE - silent).unref();
      else {
        pending.idle = true;
        this.settleIfComplete(pending);
      }
    };
    patience();
  }

  private settleIfComplete(pending: Pending): void {
    if (!pending.reply || !pending.idle) return;
    pending.settle?.resolve(pending.reply);
    pending.settle = undefined;
  }

  private end(why: string): void {
    if (this.dead) return;
    this.dead = new KernelDied(`the kernel is gone: ${why}.${this.stopping ? "" : this.lastWords()}`);
    for (const { settle } of this.pending.values()) settle?.reject(this.dead);
    this.sockets.close();
    rmSync(this.folder, { recursive: true, force: true });
    process.removeListener("exit", this.killAtExit);
  }

  private lastWords(): string {
    const text = this.printed.trim();
    return text === "" ? " It printed nothing." : ` Its last words:\n${text}`;
  }
}

function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
