import { Session } from "node:inspector";
import { promiseHooks } from "node:v8";

/** What evaluating a piece of JavaScript came to. */
export type Outcome =
  | { kind: "value"; value: unknown }
  /** `at` only for code that the engine's parser refused: such an error has no frame in the code. */
  | { kind: "thrown"; value: unknown; at?: { line: number; column: number } }
  /** Ended by Runtime.terminateExecution. */
  | { kind: "terminated" };

interface RemoteObject {
  type: string;
  value?: unknown;
  unserializableValue?: string;
  objectId?: string;
}

interface EvaluateResult {
  result: RemoteObject;
  exceptionDetails?: { lineNumber: number; columnNumber: number; exception?: RemoteObject; scriptId?: string };
}

type Post = (method: string, parameters: object, callback: (error: Error | null, result?: object) => void) => void;

/**
 * V8's own REPL, through an inspector session on this same thread: redeclaration, top-level await, live bindings, full speed, and
 * definitions that survive a throw.
 */
export class Evaluator {
  readonly #session = new Session();
  readonly #box: { value?: unknown } = {};
  #boxId = "";
  /**
   * Promises of cells that still run. A cell that awaits what nobody holds would be collected: V8 then reports from inside the garbage collection,
   * which ends Node 22.
   */
  readonly #awaiting = new Set<Promise<unknown>>();

  constructor() {
    this.#session.connect();
    const key = Symbol.for("infoplane.kernel.box");
    Object.defineProperty(globalThis, key, { value: this.#box, configurable: true });
    this.#post("Runtime.evaluate", { expression: 'globalThis[Symbol.for("infoplane.kernel.box")]' }, (_, result) => {
      this.#boxId = (result as EvaluateResult).result.objectId!;
    });
    delete (globalThis as Record<symbol, unknown>)[key];
  }

  /**
   * Runs code at the top level of the session. The synchronous part runs before this returns; `settle` is called once, or never if the
   * execution was terminated while it awaited.
   *
   * @param name what tracebacks call the code, `In[3]`
   */
  evaluate(javascript: string, name: string, settle: (outcome: Outcome) => void): void {
    const expression = `${javascript}\n//# sourceURL=${name}`;
    let settled = false;
    let own: Promise<unknown> | undefined; // of the cell as a whole: the first that V8 makes for it
    const stop = promiseHooks.onInit((promise) => {
      own ??= promise;
      stop();
    });
    this.#post("Runtime.evaluate", { expression, replMode: true, awaitPromise: true, objectGroup: name }, (error, result) => {
      settled = true;
      if (own) this.#awaiting.delete(own);
      if (error) return settle({ kind: "terminated" });
      const { result: value, exceptionDetails } = result as EvaluateResult;
      const outcome: Outcome = exceptionDetails
        ? { kind: "thrown", value: this.#local(exceptionDetails.exception ?? value), at: refusedAt(exceptionDetails) }
        : { kind: "value", value: this.#local(value) };
      this.#post("Runtime.releaseObjectGroup", { objectGroup: name }, () => {});
      settle(outcome);
    });
    stop();
    if (own && !settled) this.#awaiting.add(own);
  }

  /** The value itself instead of the inspector's description of it. */
  #local(remote: RemoteObject): unknown {
    if (remote.type === "undefined") return undefined;
    const { objectId, unserializableValue, value } = remote;
    const argument = objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value };
    const functionDeclaration = "function (value) { this.value = value; }";
    this.#post("Runtime.callFunctionOn", { functionDeclaration, objectId: this.#boxId, arguments: [argument] }, () => {});
    const local = this.#box.value;
    this.#box.value = undefined;
    return local;
  }

  get #post(): Post {
    return this.#session.post.bind(this.#session) as Post;
  }
}

function refusedAt(details: NonNullable<EvaluateResult["exceptionDetails"]>): { line: number; column: number } | undefined {
  if (details.scriptId === undefined) return undefined;
  return { line: details.lineNumber + 1, column: details.columnNumber + 1 };
}
