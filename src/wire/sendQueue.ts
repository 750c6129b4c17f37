/** What a queue sends on: a ZeroMQ socket. */
export interface Sendable {
  send(frames: Uint8Array[]): Promise<void>;
}

/**
 * Sends multipart messages one after the other. ZeroMQ takes about 500 sends that nobody awaits and then throws; this awaits each, and keeps the order.
 */
export class SendQueue {
  readonly #socket: Sendable;
  readonly #waiting: Uint8Array[][] = [];
  #working: Promise<void> | undefined;

  constructor(socket: Sendable) {
    this.#socket = socket;
  }

  send(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    this.#working ??= this.#work();
  }

  /** Resolves when ZeroMQ has everything that was sent before. */
  async drained(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      for (const frames of batch) await this.#socket.send(frames).catch(() => {}); // a client that left: nobody waits for this message
    }
    this.#working = undefined;
  }
}
