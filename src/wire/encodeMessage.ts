import type { Message, Secret } from "./message.js";
import { signature } from "./signature.js";

export const DELIMITER = "<IDS|MSG>";
const delimiter = Buffer.from(DELIMITER);

/**
 * A message as ZeroMQ frames: identities, `<IDS|MSG>`, signature, header, parent header, metadata, content, buffers.
 *
 * Numbers that JSON does not have (NaN, infinities) become null, as JSON.stringify makes them.
 */
export function encodeMessage(message: Message, secret: Secret): Uint8Array[] {
  const json = [message.header, message.parentHeader, message.metadata, message.content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...message.identities, delimiter, Buffer.from(signature(secret, json)), ...json, ...message.buffers];
}
