import { randomUUID } from "node:crypto";
import { Dealer, Request, Subscriber } from "zeromq";
import { type Connection, endpoint } from "./connectionFile.js";

export interface ClientSockets {
  shell: Dealer;
  control: Dealer;
  stdin: Dealer;
  iopub: Subscriber;
  heartbeat: Request;
  close(): void;
}

/**
 * A client's five sockets, connected; iopub subscribes to everything. ZeroMQ connects in the background: what is sent before the kernel
 * listens waits. Output published before the subscription has arrived is lost, so ask kernel_info until iopub shows its `idle`.
 */
export function connectClientSockets(connection: Connection): ClientSockets {
  const routingId = randomUUID(); // one identity: the kernel sends input_request to the stdin socket of the client that executed
  const ipv6 = connection.ip.includes(":");
  const options = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000, routingId, ipv6 };
  const shell = new Dealer(options);
  const control = new Dealer(options);
  const stdin = new Dealer(options);
  const iopub = new Subscriber({ receiveHighWaterMark: 0, linger: 0, ipv6 });
  const heartbeat = new Request({ linger: 0, ipv6 });
  iopub.subscribe();
  iopub.connect(endpoint(connection, "iopub"));
  shell.connect(endpoint(connection, "shell"));
  control.connect(endpoint(connection, "control"));
  stdin.connect(endpoint(connection, "stdin"));
  heartbeat.connect(endpoint(connection, "hb"));
  const all = { shell, control, stdin, iopub, heartbeat };
  return {
    ...all,
    close() {
      for (const socket of Object.values(all)) socket.close();
    },
  };
}
