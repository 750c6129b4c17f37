import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHANNELS, type Channel, type Connection } from "./connectionFile.js";

/**
 * A connection for a kernel about to be started: a fresh key, and ports that were free a moment ago (tcp) or paths that nobody uses (ipc).
 *
 * @param options.ip the address to listen on; 127.0.0.1 by default. For ipc a path prefix; one in the temporary folder by default
 */
export async function newConnection(options: { transport?: "tcp" | "ipc"; ip?: string; kernelName?: string } = {}): Promise<Connection> {
  const { transport = "tcp", kernelName } = options;
  const ip = options.ip ?? (transport === "tcp" ? "127.0.0.1" : join(tmpdir(), `infoplane-${randomUUID()}`));
  const ports = transport === "tcp" ? await freePorts(ip, CHANNELS.length) : CHANNELS.map((_, i) => i + 1);
  const byChannel = Object.fromEntries(CHANNELS.map((channel, i) => [`${channel}_port`, ports[i]]));
  return {
    ...(byChannel as { [channel in Channel as `${channel}_port`]: number }),
    ip,
    transport,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    ...(kernelName === undefined ? {} : { kernel_name: kernelName }),
  };
}

/** All held open at the same time, so that no port comes twice. */
async function freePorts(ip: string, count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<Server>((resolve, reject) => {
          const server = createServer().once("error", reject);
          server.listen(0, ip, () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
