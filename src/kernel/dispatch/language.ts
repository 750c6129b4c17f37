import { Worker } from "node:worker_threads";
import type { LanguageMethods } from "../languageMethods.js";
import { log } from "../log.js";

type Method = keyof LanguageMethods;
type Result<M extends Method> = ReturnType<LanguageMethods[M]>;

/** What can wait begins this long after the last such call, later where the thread must be started, and at the latest after two seconds. */
const LATER_MS = 50;
const START_LATER_MS = 300;
const MOST_LATER_MS = 2000;

/**
 * Calls a LanguageSession in a thread of its own. The kernel has two: one that only turns cells into JavaScript, so that no cell ever waits
 * for the type checker, and one with the LanguageService.
 */
export class Language {
  readonly #options: { cwd: string };
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #unsent: object[] = [];
  #firstUnsent = 0;
  #timer: NodeJS.Timeout | undefined;
  #worker: Worker | undefined;
  #calls = 0;

  constructor(options: { cwd: string }) {
    this.#options = options;
  }

  /** Starts the thread, which takes some 200 ms of a core. */
  start(): void {
    if (this.#worker) return;
    const worker = new Worker(new URL("../languageThread.js", import.meta.url), { workerData: this.#options, stdout: true, stderr: true });
    this.#worker = worker;
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
    const result = this.#enter(method, args);
    this.hurry();
    return result;
  }

  /** As `call`, but gives way: the thread begins when cells come no longer one upon the other. The order of all calls is kept. */
  callLater<M extends Method>(method: M, ...args: Parameters<LanguageMethods[M]>): Promise<Result<M>> {
    const result = this.#enter(method, args);
    clearTimeout(this.#timer);
    if (Date.now() - this.#firstUnsent > MOST_LATER_MS) this.hurry();
    else this.#timer = setTimeout(() => this.hurry(), this.#worker ? LATER_MS : START_LATER_MS);
    return result;
  }

  /** Begins with what was to be done later. */
  hurry(): void {
    clearTimeout(this.#timer);
    this.start();
    for (const call of this.#unsent.splice(0)) this.#worker!.postMessage(call);
  }

  #enter<M extends Method>(method: M, args: unknown[]): Promise<Result<M>> {
    return new Promise((resolve, reject) => {
      const call = ++this.#calls;
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      if (this.#unsent.length === 0) this.#firstUnsent = Date.now();
      this.#unsent.push({ call, method, args });
    });
  }
}
