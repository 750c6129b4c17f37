import { randomUUID } from "node:crypto";
import { encodeMessage } from "../../wire/encodeMessage.js";
import type { Header, Secret } from "../../wire/message.js";
import { newHeader } from "../../wire/newHeader.js";
import type { SendQueue } from "../../wire/sendQueue.js";
import type { Request } from "./request.js";

type Content = Record<string, unknown>;

/** A stream is sent once this much of it has come, or this long after its first text. */
const STREAM_SIZE = 1 << 20;
const STREAM_MS = 40;

/** How many requests late output can still find. */
const REMEMBERED = 10_000;

/** Signs and sends what the kernel says: replies, status and outputs. Text of a stream is put together. */
export class PostOffice {
  readonly session = randomUUID();
  readonly #secret: Secret;
  readonly #iopub: SendQueue;
  readonly #queues = new Set<SendQueue>();
  readonly #headers = new Map<number, Header>();
  #stream: { parent: number; name: string; parts: string[]; size: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(secret: Secret, iopub: SendQueue) {
    this.#secret = secret;
    this.#iopub = iopub;
  }

  remember({ number, message }: Request): void {
    this.#headers.set(number, message.header);
    if (this.#headers.size > REMEMBERED) this.#headers.delete(this.#headers.keys().next().value!);
  }

  reply(request: Request, content: Content, metadata: Content = {}): void {
    const { header, identities } = request.message;
    const type = header.msg_type.replace(/_request$/, "_reply");
    this.send(request.replies, identities, type, content, header, metadata);
  }

  send(
    queue: SendQueue,
    identities: Uint8Array[],
    type: string,
    content: Content,
    parent: Header | undefined,
    metadata: Content = {},
  ): void {
    const message = { identities, header: newHeader(type, this.session), parentHeader: parent ?? {}, metadata, content, buffers: [] };
    queue.send(encodeMessage(message, this.#secret));
    this.#queues.add(queue);
  }

  /** Resolves when ZeroMQ has everything that was sent before. */
  async drained(): Promise<void> {
    this.flush();
    for (const queue of [this.#iopub, ...this.#queues]) await queue.drained();
  }

  /** Publishes to every client, after what the streams hold. */
  publish(parent: number, type: string, content: Content, metadata: Content = {}, buffers: Uint8Array[] = []): void {
    this.flush();
    this.#publish(parent, type, content, metadata, buffers);
  }

  #publish(parent: number, type: string, content: Content, metadata: Content = {}, buffers: Uint8Array[] = []): void {
    const header = newHeader(type, this.session);
    const identities = [Buffer.from(`kernel.${this.session}.${type}`)];
    this.#iopub.send(
      encodeMessage({ identities, header, parentHeader: this.#headers.get(parent) ?? {}, metadata, content, buffers }, this.#secret),
    );
  }

  status(parent: number, execution_state: "busy" | "idle" | "starting"): void {
    this.publish(parent, "status", { execution_state });
  }

  stream(parent: number, name: string, text: string): void {
    if (this.#stream && (this.#stream.parent !== parent || this.#stream.name !== name)) this.flush();
    this.#stream ??= { parent, name, parts: [], size: 0 };
    this.#stream.parts.push(text);
    this.#stream.size += text.length;
    if (this.#stream.size >= STREAM_SIZE) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), STREAM_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream) this.#publish(stream.parent, "stream", { name: stream.name, text: stream.parts.join("") });
  }
}
