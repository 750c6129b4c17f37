import { MessageChannel, Worker } from "node:worker_threads";
import { readConnectionFile } from "../wire/connectionFile.js";
import { log } from "./log.js";
import { captureStreams } from "./session/captureStreams.js";
import { guardProcess } from "./session/guardProcess.js";
import { installHost } from "./session/installHost.js";
import { Interpreter, KeyboardInterrupt } from "./session/interpreter.js";
import { installCellImports } from "./session/localModules.js";
import { installMagics } from "./session/magicsRuntime.js";
import { Outbox } from "./session/outbox.js";
import { portable } from "./session/portable.js";
import { waitForAnswer } from "./session/stdin.js";
import type { SharedChannels, ToUser } from "./threadMessages.js";

/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { process } = globalThis;

/** The kernel's main thread: the user's code, and nothing else. Everything that must go on while a cell computes is in the protocol thread. */
function main(path: string | undefined): void {
  process.on("SIGINT", () => {}); // until the watcher of the protocol thread is there, which sees it also while this thread computes
  if (path === undefined) fail("the connection file is required as argument; got none");
  let connection: ReturnType<typeof readConnectionFile>;
  try {
    connection = readConnectionFile(path);
  } catch (error) {
    fail((error as Error).message);
  }
  const { port1: port, port2 } = new MessageChannel();
  const { port1: stdinPort, port2: stdinPort2 } = new MessageChannel();
  const shared: SharedChannels = { pending: new SharedArrayBuffer(4), answered: new SharedArrayBuffer(4) };
  const protocol = new Worker(new URL("./protocolThread.js", import.meta.url), {
    workerData: { connection, port: port2, stdinPort: stdinPort2, shared },
    transferList: [port2, stdinPort2],
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  protocol.on("error", (error) => fail(`the protocol thread ended: ${error.message}`));
  protocol.on("exit", () => fail("the protocol thread ended"));

  const outbox = new Outbox(port, shared.pending);
  const interpreter = new Interpreter(outbox);
  const input = (prompt = "", { password = false } = {}): string =>
    waitForAnswer(
      shared.answered,
      stdinPort,
      () => outbox.post({ type: "input", parent: interpreter.parent, prompt: String(prompt), password }),
      ({ error, interrupted }) =>
        interrupted ? new KeyboardInterrupt() : Object.assign(new Error(error), { name: "StdinNotImplementedError" }),
    );
  const exit = guardProcess((error, origin) =>
    interpreter.stream("stderr", `${origin}:\n${interpreter.describe(error).traceback.join("\n")}\n`),
  );
  captureStreams((name, text) => interpreter.stream(name, text));
  installHost(interpreter, input);
  installMagics({
    cwd: process.cwd(),
    get signal() {
      return interpreter.signal;
    },
    display: (bundle) => interpreter.output("display_data", { data: portable(bundle), metadata: {}, transient: {} }),
    write: (stream, text) => interpreter.stream(stream, text),
    page: (bundle) => interpreter.page(bundle),
    setCheck: (level) => outbox.post({ type: "check", level }),
  });
  installCellImports({ cwd: process.cwd() });

  port.on("message", (message: ToUser) => {
    if (message.type === "execute") interpreter.execute(message);
    else if (message.type === "interrupt") {
      outbox.post({ type: "pong", ping: message.ping });
      interpreter.interrupt(message.cell);
    } else if (message.type === "terminated") interpreter.terminated(message.cell);
    else if (message.type === "exit") exit(0);
    else interpreter.comm(message);
  });
}

/** The real one: later the process is guarded against exits. */
const reallyExit = process.reallyExit.bind(process);

function fail(why: string): never {
  log(why);
  return reallyExit(1);
}

main(process.argv[2]);
