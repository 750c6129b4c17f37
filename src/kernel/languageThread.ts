import { parentPort, workerData } from "node:worker_threads";
import type { LanguageMethods } from "./languageMethods.js";
import { LanguageSession } from "./session/languageSession.js";

/** Entry of a language thread: one LanguageSession, called by messages. */
const session = new LanguageSession(workerData as { cwd: string });

parentPort!.on("message", ({ call, method, args }: { call: number; method: keyof LanguageMethods; args: never[] }) => {
  try {
    const result = (session as unknown as Record<string, (...args: never[]) => unknown>)[method](...args);
    parentPort!.postMessage({ call, result });
  } catch (error) {
    parentPort!.postMessage({ call, error: String((error as Error)?.stack ?? error) });
  }
});
