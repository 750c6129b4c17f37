/** The one file that knows a kernel may be there. The contract: `globalThis[Symbol.for("Jupyter.host")]`, set by the kernel. */

export type MimeBundle = Record<string, unknown>;

export interface Host {
  display(bundle: MimeBundle, options?: { displayId?: string; update?: boolean }): void;
  clearOutput(options?: { wait?: boolean }): void;
  /** Aborted when the running cell is interrupted; a new one per cell. */
  readonly signal: AbortSignal;
  input(prompt?: string, options?: { password?: boolean }): string;
  comm(target: string): unknown;
}

interface TslabDisplay {
  display: { html(html: string): void; png(bytes: Uint8Array): void; text(text: string): void };
}

/** The kernel around us, if there is one. */
export function host(): Host | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for("Jupyter.host")] as Host | undefined;
}

/** The signal of the running cell; undefined outside our kernel. Default of every `{ signal }` option. */
export function hostSignal(): AbortSignal | undefined {
  return host()?.signal;
}

/**
 * Shows a value as a cell's result would be shown. In our kernel as a MIME bundle, in tslab and in Deno's kernel through theirs, elsewhere as a line
 * on the console.
 *
 * Whatever is ready at once is out when this returns, so outputs keep their order without `await`; only a value whose bundle is a promise comes
 * later, when the returned promise is done.
 *
 * @param options.displayId a later `display(value, { displayId, update: true })` replaces what was shown, also from another cell
 */
export function display(value: unknown, options: { displayId?: string; update?: boolean } = {}): Promise<void> {
  try {
    const bundle = mimeBundle(value);
    if (isPromise(bundle)) return bundle.then((ready) => emit(value, ready, options));
    emit(value, bundle, options);
    return Promise.resolve();
  } catch (error) {
    return Promise.reject(error);
  }
}

function emit(value: unknown, bundle: MimeBundle, options: { displayId?: string; update?: boolean }): void {
  if (Object.keys(bundle).length === 0) return;
  const kernel = host();
  const tslab = (globalThis as { __tslab__?: { require(name: "tslab"): TslabDisplay } }).__tslab__?.require("tslab").display;
  const deno = denoJupyter();
  if (kernel) kernel.display(bundle, options);
  else if (deno) void deno.display(bundle, { raw: true });
  else if (tslab && typeof bundle["image/png"] === "string") tslab.png(Buffer.from(bundle["image/png"], "base64"));
  else if (tslab && typeof bundle["text/html"] === "string") tslab.html(bundle["text/html"]);
  else console.log(String(bundle["text/plain"] ?? value));
}

interface DenoJupyter {
  display(value: unknown, options: { raw: true }): Promise<void>;
}

/** Deno's kernel; asking for it anywhere else in Deno throws. */
function denoJupyter(): DenoJupyter | undefined {
  try {
    return (globalThis as { Deno?: { jupyter?: DenoJupyter } }).Deno?.jupyter;
  } catch {
    return undefined;
  }
}

/** Clears the outputs of the running cell; with `wait` only once the next output arrives. Does nothing outside a kernel. */
export function clearOutput(options: { wait?: boolean } = {}): void {
  host()?.clearOutput(options);
}

function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  const show = (value as Record<symbol, unknown> | null | undefined)?.[Symbol.for("Jupyter.display")];
  if (typeof show === "function") return show.call(value) as MimeBundle | Promise<MimeBundle>;
  return { "text/plain": typeof value === "string" ? value : (JSON.stringify(value) ?? String(value)) };
}

function isPromise(bundle: MimeBundle | Promise<MimeBundle>): bundle is Promise<MimeBundle> {
  return typeof (bundle as Promise<MimeBundle>)?.then === "function";
}
