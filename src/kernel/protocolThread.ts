import { join } from "node:path";
import { type MessagePort, Worker, workerData } from "node:worker_threads";
import { type Connection, endpoint, secretOf } from "../wire/connectionFile.js";
import { decodeMessage } from "../wire/decodeMessage.js";
import { bindKernelSockets, type KernelSockets } from "../wire/kernelSockets.js";
import { userDataDir } from "../wire/kernelSpecs.js";
import { WireError } from "../wire/message.js";
import { SendQueue } from "../wire/sendQueue.js";
import { Executor } from "./dispatch/executor.js";
import { History } from "./dispatch/history.js";
import { Language } from "./dispatch/language.js";
import { PostOffice } from "./dispatch/postOffice.js";
import { Protocol } from "./dispatch/protocol.js";
import { watchParent } from "./dispatch/watchParent.js";
import { log } from "./log.js";
import type { SharedChannels } from "./threadMessages.js";

/** Entry of the protocol thread: the sockets, and everything that must go on while a cell computes. */
interface Given {
  connection: Connection;
  port: MessagePort;
  stdinPort: MessagePort;
  shared: SharedChannels;
}

const { connection, port: user, stdinPort, shared } = workerData as Given;
const secret = secretOf(connection);

let sockets: KernelSockets;
try {
  sockets = await bindKernelSockets(connection);
} catch (error) {
  log(`cannot listen on ${endpoint(connection, "shell")}: ${(error as Error).message}`);
  process.exit(1);
}

const office = new PostOffice(secret, new SendQueue(sockets.iopub));
const transpiler = new Language({ cwd: process.cwd() });
const checker = new Language({ cwd: process.cwd() });
const history = new History(join(userDataDir(), "infoplane", "history"));
const executor = new Executor({ user, office, history, transpiler, checker });
const protocol = new Protocol({ sockets, secret, office, executor, transpiler, checker, history, user, stdinPort, shared });

transpiler.start();
for (const channel of ["shell", "control", "stdin"] as const) void serve(channel);
void echo();
new Worker(new URL("./dispatch/sigintWatcher.js", import.meta.url), { stdout: true, stderr: true }).on("message", () =>
  executor.interrupt(),
);
watchParent(() => protocol.leave());
process.on("exit", () => sockets.close());

async function serve(channel: "shell" | "control" | "stdin"): Promise<void> {
  const socket = sockets[channel];
  const replies = new SendQueue(socket);
  for await (const frames of socket) {
    try {
      protocol.received(channel, decodeMessage(frames, secret), replies);
    } catch (error) {
      log(`a message on ${channel} was dropped: ${error instanceof WireError ? error.message : (error as Error).stack}`);
    }
  }
}

async function echo(): Promise<void> {
  for await (const frames of sockets.heartbeat) await sockets.heartbeat.send(frames);
}
