import { Worker } from "node:worker_threads";
import type { LanguageMethods } from "../languageMethods.js";
import { log } from "../log.js";

type Method = keyof LanguageMethods;
type Result<M extends Method> = ReturnType<LanguageMethods[M]>;

/**
 * Calls a LanguageSession in a thread of its own. The kernel has two: one that only turns cells into JavaScript, so that no cell ever waits
 * for the type checker, and one with the LanguageService.
 */
export class Language {
  readonly #options: { cwd: string };
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #unsent: object[] = [];
  #worker: Worker | undefined;
  #calls = 0;

  constructor(options: { cwd: string }) {
    this.#options = options;
  }

  /** Starts the thread, which takes some 300 ms of a core; calls that came before wait for it. */
  start(): void {
    if (this.#worker) return;
    const worker = new Worker(new URL("../languageThread.js", import.meta.url), { workerData: this.#options, stdout: true, stderr: true });
    this.#worker = worker;
    for (const call of this.#unsent.splice(0)) worker.postMessage(call);
    worker.on("message", ({ call, result, error }: { call: number; result?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(call);
      this.#waiting.delete(call);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
    worker.on("error", (error) => log(`the language thread ended: ${error.message}`));
    worker.on("exit", () => {
      this.#worker = undefined; // the next call starts another
      for (const { reject } of this.#waiting.values()) reject(new Error("the language thread ended"));
      this.#waiting.clear();
    });
  }

  call<M extends Method>(method: M, ...args: Parameters<LanguageMethods[M]>): Promise<Result<M>> {
    this.start();
    return this.#send(method, args);
  }

  /** As `call`, but does not start the thread: waits until something else does. */
  callLater<M extends Method>(method: M, ...args: Parameters<LanguageMethods[M]>): Promise<Result<M>> {
    return this.#send(method, args);
  }

  #send<M extends Method>(method: M, args: unknown[]): Promise<Result<M>> {
    return new Promise((resolve, reject) => {
      const call = ++this.#calls;
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      if (this.#worker) this.#worker.postMessage({ call, method, args });
      else this.#unsent.push({ call, method, args });
    });
  }
}
