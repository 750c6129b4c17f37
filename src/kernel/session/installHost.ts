import type { CommTarget } from "./comms.js";
import type { Interpreter } from "./interpreter.js";
import { portable } from "./portable.js";

/** What libraries reach as `globalThis[Symbol.for("Jupyter.host")]`; the contract is in the README of this folder's parent. */
export interface JupyterHost {
  display(bundle: Record<string, unknown>, options?: { displayId?: string; update?: boolean; metadata?: Record<string, unknown> }): void;
  clearOutput(options?: { wait?: boolean }): void;
  readonly signal: AbortSignal;
  input(prompt?: string, options?: { password?: boolean }): string;
  comm(target: string): CommTarget;
}

/** Puts the host, and `prompt` and `confirm` as browsers have them, where code finds them. */
export function installHost(interpreter: Interpreter, input: JupyterHost["input"]): void {
  const host: JupyterHost = {
    display(bundle, { displayId, update = false, metadata = {} } = {}) {
      if (typeof bundle !== "object" || bundle === null)
        throw new TypeError(
          `display: a MIME bundle is required, such as { "text/html": "<b>x</b>" }; got ${bundle === null ? "null" : typeof bundle}.`,
        );
      if (update && displayId === undefined) throw new TypeError("display: update needs the displayId of what was shown; got none.");
      const transient = displayId === undefined ? {} : { display_id: displayId };
      interpreter.output(update ? "update_display_data" : "display_data", { data: portable(bundle), metadata, transient });
    },
    clearOutput: ({ wait = false } = {}) => interpreter.output("clear_output", { wait }),
    get signal() {
      return interpreter.signal;
    },
    input,
    comm: (target) => interpreter.comms.target(target),
  };
  const define = (key: string | symbol, value: unknown) =>
    Object.defineProperty(globalThis, key, { value, writable: true, configurable: true, enumerable: false });
  define(Symbol.for("Jupyter.host"), host);
  define("prompt", (message = "", preset = "") => input(String(message)) || String(preset));
  define("confirm", (message = "") => /^y(es)?$/i.test(input(`${message} [y/N] `).trim()));
}
