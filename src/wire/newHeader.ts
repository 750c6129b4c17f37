import { randomUUID } from "node:crypto";
import type { Header } from "./message.js";

/** A header for a message of our own: fresh id, the time now. */
export function newHeader(type: string, session: string, username = "infoplane"): Header {
  return { msg_id: randomUUID(), msg_type: type, session, username, date: new Date().toISOString(), version: "5.3" };
}
