import vm from "node:vm";
import { parentPort } from "node:worker_threads";

/**
 * Entry of a thread that tells its parent of every SIGINT. Node delivers signals on the main thread, which may compute; but a script run with
 * breakOnSigint is ended by a SIGINT in whatever thread it runs. Here one waits for that, forever. The outer script keeps the process's
 * handler installed while the inner one starts anew.
 */
const flag = new Int32Array(new SharedArrayBuffer(4));
Object.assign(globalThis, { infoplaneWait: () => Atomics.wait(flag, 0, 0), infoplaneWatch: watch });
const wait = new vm.Script("infoplaneWait()");
const outer = new vm.Script("infoplaneWatch()");
for (;;) interruptible(outer);

function watch(): never {
  for (;;) interruptible(wait);
}

function interruptible(script: vm.Script): void {
  try {
    script.runInThisContext({ breakOnSigint: true });
  } catch {
    parentPort!.postMessage("SIGINT");
  }
}
