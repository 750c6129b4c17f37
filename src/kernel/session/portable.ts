/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { Buffer } = globalThis;
/** A MIME bundle as it can be sent: bytes as base64, everything else that is no text as JSON has it. */
export function portable(bundle: Record<string, unknown>): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const [type, data] of Object.entries(bundle)) {
    if (data === undefined) continue;
    if (data instanceof Uint8Array) sent[type] = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
    else sent[type] = typeof data === "string" ? data : JSON.parse(JSON.stringify(data) ?? "null");
  }
  return sent;
}
