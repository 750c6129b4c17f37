/** What `import * as tslab from "tslab"` finds in a cell: tslab's public API, on the host that this kernel puts at `Symbol.for("Jupyter.host")`. */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { URL } from "node:url";

const HOST = Symbol.for("Jupyter.host");

interface Host {
  display(bundle: Record<string, unknown>, options?: { displayId?: string; update?: boolean }): void;
}

/** Shows rich contents in the output of the running cell. */
export interface Display {
  javascript(s: string): void;
  html(s: string): void;
  markdown(s: string): void;
  latex(s: string): void;
  svg(s: string): void;
  png(b: Uint8Array): void;
  jpeg(b: Uint8Array): void;
  gif(b: Uint8Array): void;
  pdf(b: Uint8Array): void;
  text(s: string): void;
  /** Shows data of any MIME type; bytes travel as base64. */
  raw(contentType: string, b: string | Uint8Array): void;
}

/** The versions of what answers for tslab here, and of what runs the cells. */
export const versions: { readonly tslab: string; readonly typescript: string; readonly node: string } = {
  tslab: "1.0.22",
  get typescript() {
    return typescriptVersion();
  },
  node: process.version,
};

/** Utility functions to display rich contents. */
export const display: Display = displayOf(undefined);

/** A display that shows its contents in one place: each call replaces what the one before showed. */
export function newDisplay(): Display {
  return displayOf(randomBytes(8).toString("hex"));
}

function displayOf(displayId: string | undefined): Display {
  let shown = false;
  const raw = (contentType: string, b: string | Uint8Array): void => {
    const host = (globalThis as Record<symbol, unknown>)[HOST] as Host | undefined;
    if (!host) throw new Error("tslab: a Jupyter kernel is required around the display functions; there is none.");
    const data = typeof b === "string" ? b : Buffer.from(b.buffer, b.byteOffset, b.byteLength).toString("base64");
    host.display({ [contentType]: data }, displayId === undefined ? {} : { displayId, update: shown });
    shown = true;
  };
  const as =
    <T extends string | Uint8Array>(contentType: string) =>
    (content: T): void =>
      raw(contentType, content);
  return {
    javascript: as<string>("text/javascript"),
    html: as<string>("text/html"),
    markdown: as<string>("text/markdown"),
    latex: as<string>("text/latex"),
    svg: as<string>("image/svg+xml"),
    png: as<Uint8Array>("image/png"),
    jpeg: as<Uint8Array>("image/jpeg"),
    gif: as<Uint8Array>("image/gif"),
    pdf: as<Uint8Array>("application/pdf"),
    text: as<string>("text/plain"),
    raw,
  };
}

/** Of the compiler beside the kernel, without loading it. */
function typescriptVersion(): string {
  const path = new URL("../package.json", import.meta.resolve("typescript"));
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
