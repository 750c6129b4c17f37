import { Publisher, Reply, Router } from "zeromq";
import { type Connection, endpoint } from "./connectionFile.js";

export interface KernelSockets {
  shell: Router;
  control: Router;
  stdin: Router;
  iopub: Publisher;
  heartbeat: Reply;
  close(): void;
}

/**
 * The kernel's five sockets, bound to the connection's address and to nothing else. No high-water mark: a burst of output is queued, not
 * dropped. A stale IPC file is replaced.
 *
 * @throws {Error} an address is in use or not ours (EADDRINUSE, EADDRNOTAVAIL)
 */
export async function bindKernelSockets(connection: Connection): Promise<KernelSockets> {
  // handover: a client that lost its connection comes back under its old identity
  const options = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000, handover: true, ipv6: connection.ip.includes(":") };
  const shell = new Router(options);
  const control = new Router(options);
  const stdin = new Router(options);
  const iopub = new Publisher({ sendHighWaterMark: 0, linger: 1000, ipv6: options.ipv6 });
  const heartbeat = new Reply({ linger: 0, ipv6: options.ipv6 });
  const all = { shell, control, stdin, iopub, heartbeat };
  const close = () => {
    for (const socket of Object.values(all)) socket.close();
  };
  try {
    await heartbeat.bind(endpoint(connection, "hb"));
    await iopub.bind(endpoint(connection, "iopub"));
    await stdin.bind(endpoint(connection, "stdin"));
    await control.bind(endpoint(connection, "control"));
    await shell.bind(endpoint(connection, "shell"));
  } catch (error) {
    close();
    throw error;
  }
  return { ...all, close };
}
