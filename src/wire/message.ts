/** One Jupyter message (protocol 5.3), as both ends see it. */
export interface Message {
  /** Routing prefix: the clients' identities on a ROUTER, the topic on iopub, empty on a DEALER. */
  identities: Uint8Array[];
  header: Header;
  /** The header of the request that this answers; empty for a message of its own accord. */
  parentHeader: Header | Record<string, never>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  /** Binary buffers after the JSON parts (comm messages of widgets). */
  buffers: Uint8Array[];
}

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** What signs a message: the connection file's key and scheme. An empty key means that messages are not signed. */
export interface Secret {
  key: string;
  /** `hmac-` and a hash that OpenSSL knows; `hmac-sha256` by default. */
  scheme?: string;
}

/** Frames that are no Jupyter message of ours: malformed, badly signed, or not JSON in UTF-8. */
export class WireError extends Error {
  override name = "WireError";
}
