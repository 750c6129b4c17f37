import { Session } from "node:inspector";
import type { MessagePort } from "node:worker_threads";
import type { ToUser } from "../threadMessages.js";

/** A main thread that does not answer in this time computes. */
const PONG_MS = 150;
/** After an answer the cell may settle by itself: the interpreter's 500 ms, and some more. */
const SETTLE_MS = 650;

/** Ends what runs on the user's thread: first asked by its signal, then by V8. */
export class Interrupter {
  readonly #user: MessagePort;
  readonly #isRunning: () => boolean;
  #pings = 0;
  #pong: ((ping: number) => void) | undefined;
  #working = false;

  constructor(user: MessagePort, isRunning: () => boolean) {
    this.#user = user;
    this.#isRunning = isRunning;
  }

  ponged(ping: number): void {
    this.#pong?.(ping);
  }

  async interrupt(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let round = 0; round < 20; round++) {
        const answered = await this.#ping();
        if (answered && !(await this.#stillRunningAfter(round === 0 ? SETTLE_MS : PONG_MS))) return;
        this.#terminate();
        this.#post({ type: "terminated" });
        if (!(await this.#stillRunningAfter(PONG_MS)) && (await this.#ping())) return;
      }
    } finally {
      this.#working = false;
    }
  }

  #ping(): Promise<boolean> {
    const ping = ++this.#pings;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PONG_MS);
      this.#pong = (answer) => {
        if (answer !== ping) return;
        clearTimeout(timer);
        resolve(true);
      };
      this.#post({ type: "interrupt", ping });
    });
  }

  async #stillRunningAfter(ms: number): Promise<boolean> {
    for (const end = Date.now() + ms; this.#isRunning() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    return this.#isRunning();
  }

  #terminate(): void {
    const session = new Session();
    session.connectToMainThread();
    session.post("Runtime.terminateExecution", () => session.disconnect()); // one that stays connected holds up the exit
  }

  #post(message: ToUser): void {
    this.#user.postMessage(message);
  }
}
