import { createHmac, timingSafeEqual } from "node:crypto";
import { type Secret, WireError } from "./message.js";

/**
 * The HMAC of the four JSON frames, in lower-case hex; empty when the key is.
 *
 * @throws {WireError} the scheme is not `hmac-` and a known hash
 */
export function signature(secret: Secret, frames: readonly Uint8Array[]): string {
  if (secret.key === "") return "";
  const hmac = createHmac(hashOf(secret), secret.key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest("hex");
}

/** Whether `claimed` is the signature of the frames; takes the same time wherever they differ. */
export function isSignedBy(secret: Secret, claimed: Uint8Array, frames: readonly Uint8Array[]): boolean {
  if (secret.key === "") return true;
  const right = Buffer.from(signature(secret, frames));
  return claimed.byteLength === right.byteLength && timingSafeEqual(claimed, right);
}

function hashOf({ scheme = "hmac-sha256" }: Secret): string {
  const hash = /^hmac-(sha\d[\w-]*)$/.exec(scheme)?.[1];
  if (!hash) throw new WireError(`signature: the scheme must be hmac-sha256 or another hmac-sha…; got ${JSON.stringify(scheme)}.`);
  return hash;
}
