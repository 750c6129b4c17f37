import { randomUUID } from "node:crypto";
import type { CommMessage } from "../threadMessages.js";

type Content = Record<string, unknown>;
export type CommHandler = (data: Content, message: { metadata: Content; buffers: Uint8Array[] }) => void;
type Send = (kind: CommMessage["type"], content: Content, options: { metadata?: Content; buffers?: Uint8Array[] }) => void;

/** One open channel to a front end. */
export class Comm {
  readonly id: string;
  readonly target: string;
  readonly #send: Send;
  readonly #close: () => void;
  readonly messages: CommHandler[] = [];
  readonly closings: CommHandler[] = [];
  closed = false;

  constructor(id: string, target: string, send: Send, close: () => void) {
    this.id = id;
    this.target = target;
    this.#send = send;
    this.#close = close;
  }

  send(data: Content, options: { metadata?: Content; buffers?: Uint8Array[] } = {}): void {
    if (this.closed) throw new Error(`comm ${this.target}: send needs an open comm; this one was closed. Open another.`);
    this.#send("comm_msg", { comm_id: this.id, data }, options);
  }

  close(data: Content = {}): void {
    if (this.closed) return;
    this.#close();
    this.#send("comm_close", { comm_id: this.id, data }, {});
  }

  /** Calls `handler` for every message of the front end. */
  onMessage(handler: CommHandler): this {
    this.messages.push(handler);
    return this;
  }

  /** Calls `handler` when the front end closes the comm. */
  onClose(handler: CommHandler): this {
    this.closings.push(handler);
    return this;
  }
}

/** A kind of comm, known to both sides by its name. */
export interface CommTarget {
  /** Opens a comm in the front ends that know the target. */
  open(data?: Content, options?: { metadata?: Content; buffers?: Uint8Array[] }): Comm;
  /** Says what to do when a front end opens one; the last handler counts. */
  onOpen(handler: (comm: Comm, data: Content, message: { metadata: Content; buffers: Uint8Array[] }) => void): void;
}

/** Every open comm and every target of this kernel. */
export class Comms {
  readonly #send: Send;
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, Parameters<CommTarget["onOpen"]>[0]>();

  constructor(send: Send) {
    this.#send = send;
  }

  target(name: string): CommTarget {
    return {
      open: (data = {}, options = {}) => {
        const comm = this.#comm(randomUUID(), name);
        this.#send("comm_open", { comm_id: comm.id, target_name: name, data }, options);
        return comm;
      },
      onOpen: (handler) => {
        this.#targets.set(name, handler);
      },
    };
  }

  /** A comm message of a front end. Errors of handlers are the caller's to show. */
  received({ type, content, metadata, buffers }: CommMessage): void {
    const id = String(content.comm_id);
    const data = (content.data ?? {}) as Content;
    const more = { metadata, buffers };
    if (type === "comm_open") {
      const name = String(content.target_name);
      const handler = this.#targets.get(name);
      if (!handler)
        this.#send("comm_close", { comm_id: id, data: {} }, {}); // as the protocol asks for an unknown target
      else handler(this.#comm(id, name), data, more);
      return;
    }
    const comm = this.#open.get(id);
    if (!comm) return;
    if (type === "comm_close") this.#forget(comm);
    for (const handler of type === "comm_close" ? comm.closings : comm.messages) handler(data, more);
  }

  #comm(id: string, target: string): Comm {
    const comm: Comm = new Comm(id, target, this.#send, () => this.#forget(comm));
    this.#open.set(id, comm);
    return comm;
  }

  #forget(comm: Comm): void {
    comm.closed = true;
    this.#open.delete(comm.id);
  }
}
