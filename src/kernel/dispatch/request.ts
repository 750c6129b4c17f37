import type { Message } from "../../wire/message.js";
import type { SendQueue } from "../../wire/sendQueue.js";

/** One request of a client, numbered, with the socket that its reply goes to. */
export interface Request {
  readonly number: number;
  readonly message: Message;
  readonly replies: SendQueue;
}
