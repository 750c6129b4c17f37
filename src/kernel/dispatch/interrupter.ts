import { Session } from "node:inspector";
import type { MessagePort } from "node:worker_threads";
import type { ToUser } from "../threadMessages.js";

/** A main thread that does not answer in this time computes. */
const PONG_MS = 150;
/** An idle one that does not answer in this time is held by a loop in the background; V8 would end the next script of one that is merely slow. */
const IDLE_PONG_MS = 600;
/** After an answer the cell may settle by itself: the interpreter's 500 ms, and some more. */
const SETTLE_MS = 650;

/**
 * Ends what runs on the user's thread: first asked by its signal, then by V8. Only the cell that runs when the interrupt comes is ended, or, of an idle
 * kernel, a loop in the background; never a cell that begins meanwhile.
 */
export class Interrupter {
  readonly #user: MessagePort;
  readonly #running: () => number | undefined;
  #pings = 0;
  #pong: ((ping: number) => void) | undefined;
  #working = false;

  /** @param running the request that runs on the user's thread now */
  constructor(user: MessagePort, running: () => number | undefined) {
    this.#user = user;
    this.#running = running;
  }

  ponged(ping: number): void {
    this.#pong?.(ping);
  }

  async interrupt(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    const cell = this.#running();
    try {
      for (let round = 0; round < 20; round++) {
        const answered = await this.#ping(cell);
        if (answered && !(await this.#stillRunningAfter(cell, round === 0 ? SETTLE_MS : PONG_MS))) return;
        if (this.#running() !== cell && (cell !== undefined || round > 0)) return; // what runs now began later
        this.#terminate();
        this.#post({ type: "terminated", cell });
        if (!(await this.#stillRunningAfter(cell, PONG_MS)) && (await this.#ping(cell))) return;
      }
    } finally {
      this.#working = false;
    }
  }

  #ping(cell: number | undefined): Promise<boolean> {
    const ping = ++this.#pings;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), cell === undefined ? IDLE_PONG_MS : PONG_MS);
      this.#pong = (answer) => {
        if (answer !== ping) return;
        clearTimeout(timer);
        resolve(true);
      };
      this.#post({ type: "interrupt", ping, cell });
    });
  }

  async #stillRunningAfter(cell: number | undefined, ms: number): Promise<boolean> {
    const runs = () => cell !== undefined && this.#running() === cell;
    for (const end = Date.now() + ms; runs() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    return runs();
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
