import { DELIMITER } from "./encodeMessage.js";
import { type Header, type Message, type Secret, WireError } from "./message.js";
import { isSignedBy } from "./signature.js";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const delimiter = Buffer.from(DELIMITER);
const PARTS = ["header", "parent header", "metadata", "content"];

/**
 * ZeroMQ frames as a message. The signature is checked before anything is parsed.
 *
 * @throws {WireError} no delimiter, missing frames, a wrong signature, a part that is not a JSON object in UTF-8, or a header without
 *   msg_id, msg_type and session; the text never quotes a key or a signature
 */
export function decodeMessage(frames: readonly Uint8Array[], secret: Secret): Message {
  const at = frames.findIndex((frame) => frame.byteLength === delimiter.byteLength && delimiter.equals(frame));
  if (at < 0) throw new WireError(`decodeMessage: one frame must be ${DELIMITER}; got ${frames.length} frames without it.`);
  if (frames.length < at + 6) throw new WireError(`decodeMessage: 5 frames must follow ${DELIMITER}; got ${frames.length - at - 1}.`);
  const json = frames.slice(at + 2, at + 6);
  if (!isSignedBy(secret, frames[at + 1], json)) throw new WireError("decodeMessage: the signature is wrong or missing.");
  const [header, parentHeader, metadata, content] = json.map((bytes, i) => parseObject(bytes, PARTS[i]));
  for (const field of ["msg_id", "msg_type", "session"])
    if (typeof header[field] !== "string")
      throw new WireError(`decodeMessage: the header's ${field} must be a string; got ${typeof header[field]}.`);
  return {
    identities: frames.slice(0, at),
    header: header as unknown as Header,
    parentHeader: parentHeader as unknown as Header,
    metadata,
    content,
    buffers: frames.slice(at + 6),
  };
}

function parseObject(bytes: Uint8Array, part: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(strict.decode(bytes));
  } catch (error) {
    throw new WireError(`decodeMessage: the ${part} must be JSON in UTF-8 (${(error as Error).name}).`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new WireError(
      `decodeMessage: the ${part} must be a JSON object; got ${Array.isArray(value) ? "an array" : JSON.stringify(value)?.slice(0, 40)}.`,
    );
  return value as Record<string, unknown>;
}
