/** What the threads of the kernel tell each other. `parent` is the number that the protocol thread gave to a request. */

/** Whether type errors are looked for, and whether a cell with one runs. */
export type CheckLevel = "off" | "warn" | "error";

export interface ErrorReply {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type ExpressionReply = { status: "ok"; data: Record<string, unknown>; metadata: object } | ({ status: "error" } & ErrorReply);

export interface Page {
  source: "page";
  data: Record<string, unknown>;
  start: number;
}

export type CellReply =
  | { status: "ok"; userExpressions: Record<string, ExpressionReply>; payload: Page[] }
  | ({ status: "error" } & ErrorReply);

/** A cell as the user's thread runs it: plain JavaScript, and what is needed to speak about the TypeScript. */
export interface CellTask {
  type: "execute";
  parent: number;
  cell: string;
  count: number;
  silent: boolean;
  source: string;
  javascript: string;
  /** Only where lines or columns moved. */
  map?: object;
  /** Each already JavaScript. */
  userExpressions: Record<string, string>;
}

export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  parent: number;
  content: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** Protocol thread to the user's thread. */
export type ToUser =
  | CellTask
  | CommMessage
  | { type: "interrupt"; ping: number; cell?: number }
  | { type: "terminated"; cell?: number }
  | { type: "exit" };

/** User's thread to the protocol thread: outputs and `done` on one port, so their order is that of the cell. */
export type FromUser =
  | { type: "stream"; parent: number; name: "stdout" | "stderr"; text: string; size: number }
  | {
      type: "output";
      parent: number;
      kind: OutputKind;
      content: Record<string, unknown>;
      metadata?: Record<string, unknown>;
      buffers?: Uint8Array[];
      size: number;
    }
  | { type: "input"; parent: number; prompt: string; password: boolean }
  | { type: "check"; level: CheckLevel }
  | { type: "pong"; ping: number }
  | { type: "done"; parent: number; reply: CellReply };

export type OutputKind = "display_data" | "update_display_data" | "execute_result" | "clear_output" | CommMessage["type"];

/** What the user's thread is given at its start besides the port. */
export interface SharedChannels {
  /** Int32: bytes of output that the protocol thread has not taken yet. */
  pending: SharedArrayBuffer;
  /** Int32: 1 once an answer to `input` lies in the stdin port. */
  answered: SharedArrayBuffer;
}
