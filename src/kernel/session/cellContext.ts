import { AsyncLocalStorage } from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import promised from "node:timers/promises";

/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { process, queueMicrotask } = globalThis;

/** Which cell the code that runs now belongs to, as far as it can be told. */
export interface CellContext {
  /** Runs a cell's code as that cell's. */
  run<T>(parent: number, code: () => T): T;
  /** The cell of the code that runs now; undefined when it cannot be told. */
  current(): number | undefined;
}

/**
 * From Node 24 on by AsyncLocalStorage. On 20 and 22 an interrupt under AsyncLocalStorage aborts the process, so there the timers carry their
 * cell: a callback, and all promise continuations up to the next turn, run as the cell that set the timer. What continues after other I/O
 * cannot be told there.
 */
export function cellContext(): CellContext {
  return Number(process.versions.node.split(".")[0]) >= 24 ? storageContext() : timerContext();
}

function storageContext(): CellContext {
  const storage = new AsyncLocalStorage<number>();
  return { run: (parent, code) => storage.run(parent, code), current: () => storage.getStore() };
}

type Callback = (...args: unknown[]) => unknown;
type Timer = (callback: Callback, ...rest: unknown[]) => unknown;

function timerContext(): CellContext {
  let now: number | undefined;
  const leave = () => {
    now = undefined;
  };
  /** All microtasks of this turn still belong to the cell; a tick that is queued from a microtask runs when no microtask is left. */
  const leaveAfterMicrotasks = () => queueMicrotask(() => process.nextTick(leave));
  const carry = (original: Timer): Timer => {
    const carried = (callback: Callback, ...rest: unknown[]) => {
      const parent = now ?? context.running;
      if (typeof callback !== "function" || parent === undefined) return original(callback, ...rest);
      return original(
        function (this: unknown, ...args: unknown[]) {
          now = parent;
          leaveAfterMicrotasks();
          return callback.apply(this, args);
        },
        ...rest,
      );
    };
    return Object.defineProperties(carried, Object.getOwnPropertyDescriptors(original)); // util.promisify's symbol too
  };
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const carried = carry(timers[name] as unknown as Timer);
    (timers as Record<string, unknown>)[name] = carried;
    (globalThis as Record<string, unknown>)[name] = carried;
  }
  for (const name of ["setTimeout", "setImmediate"] as const) {
    const original = promised[name] as (...args: unknown[]) => Promise<unknown>;
    (promised as Record<string, unknown>)[name] = (...args: unknown[]) => {
      const parent = now ?? context.running;
      const enter = () => {
        now = parent;
        leaveAfterMicrotasks();
      };
      const promise = original(...args);
      promise.then(enter, enter); // before any continuation of the cell's
      return promise;
    };
  }
  syncBuiltinESMExports();
  const context = {
    running: undefined as number | undefined,
    run<T>(parent: number, code: () => T): T {
      context.running = parent;
      return code();
    },
    current: () => now,
  };
  return context;
}
