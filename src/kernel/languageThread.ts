import { parentPort, workerData } from "node:worker_threads";
import { LanguageSession } from "./session/languageSession.js";

/** Entry of a language thread: one LanguageSession, called by messages. */
const session = new LanguageSession(workerData as { cwd: string });

parentPort!.on("message", ({ call, method, args }: { call: number; method: keyof LanguageSession; args: never[] }) => {
  try {
    const result = (session[method] as (...args: never[]) => unknown).apply(session, args);
    parentPort!.postMessage({ call, result });
  } catch (error) {
    parentPort!.postMessage({ call, error: String((error as Error)?.stack ?? error) });
  }
});
