import { StringDecoder } from "node:string_decoder";

/**
 * Sends what is written to process.stdout and process.stderr (console.log too) to `write` instead.
 *
 * They are no terminals here, whatever the kernel was started from.
 */
export function captureStreams(write: (name: "stdout" | "stderr", text: string) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = process[name];
    const decoder = new StringDecoder("utf8");
    Object.defineProperty(stream, "isTTY", { value: false, configurable: true, writable: true });
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
      const done = typeof encoding === "function" ? encoding : callback;
      const text =
        typeof chunk !== "string"
          ? decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
          : typeof encoding === "string" && encoding !== "utf8" && encoding !== "utf-8"
            ? Buffer.from(chunk, encoding as BufferEncoding).toString()
            : chunk;
      if (text !== "") write(name, text);
      if (typeof done === "function") process.nextTick(done as () => void);
      return true;
    };
  }
}
