import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { Buffer, process } = globalThis;

/**
 * Sends what is written to process.stdout and process.stderr (console.log too) to `write` instead.
 *
 * Node's own streams are never made: making them would set the pipes that the kernel was started with to non-blocking, also for its parent,
 * whose writes would then be cut. Nor are these terminals, whatever the kernel was started from.
 */
export function captureStreams(write: (name: "stdout" | "stderr", text: string) => void): void {
  for (const [name, fd] of [
    ["stdout", 1],
    ["stderr", 2],
  ] as const) {
    const stream = new CellStream(fd, (text) => write(name, text));
    Object.defineProperty(process, name, { get: () => stream, configurable: true, enumerable: true });
  }
}

class CellStream extends Writable {
  readonly isTTY = false;
  readonly fd: number;

  constructor(fd: number, send: (text: string) => void) {
    const decoder = new StringDecoder("utf8");
    super({
      decodeStrings: false,
      write(chunk: string | Uint8Array, encoding, done) {
        const text =
          typeof chunk !== "string"
            ? decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
            : encoding === "utf8" || encoding === "utf-8"
              ? chunk
              : Buffer.from(chunk, encoding).toString();
        if (text !== "") send(text);
        done();
      },
    });
    this.fd = fd;
  }

  /** Nobody can close the streams of a kernel. */
  override end(...args: unknown[]): this {
    if (args.length > 0 && typeof args[0] !== "function") this.write(args[0]);
    return this;
  }

  override destroy(): this {
    return this;
  }
}
