import type { MessagePort } from "node:worker_threads";
import type { FromUser } from "../threadMessages.js";

/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { Atomics: atomics } = globalThis;

/** What may wait for the protocol thread before a write blocks: an endless loop that prints must not fill the memory. */
const LIMIT = 8 << 20;

/** The way to the protocol thread, with back pressure: a cell that prints faster than the socket takes waits, as with a full pipe. */
export class Outbox {
  readonly #port: MessagePort;
  readonly #pending: Int32Array;

  constructor(port: MessagePort, pending: SharedArrayBuffer) {
    this.#port = port;
    this.#pending = new Int32Array(pending);
  }

  post(message: FromUser): void {
    const size = "size" in message ? message.size : 0;
    if (size > 0) {
      for (let waiting = atomics.load(this.#pending, 0); waiting > LIMIT; waiting = atomics.load(this.#pending, 0))
        atomics.wait(this.#pending, 0, waiting, 100);
      atomics.add(this.#pending, 0, size);
    }
    try {
      this.#port.postMessage(message);
    } catch (error) {
      if (size > 0) atomics.sub(this.#pending, 0, size);
      throw error;
    }
  }
}
