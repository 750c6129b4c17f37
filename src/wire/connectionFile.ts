import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type Secret, WireError } from "./message.js";

export const CHANNELS = ["shell", "iopub", "stdin", "control", "hb"] as const;
export type Channel = (typeof CHANNELS)[number];

/** A connection file, as Jupyter writes it. */
export type Connection = { [channel in Channel as `${channel}_port`]: number } & {
  ip: string;
  transport: "tcp" | "ipc";
  key: string;
  signature_scheme: string;
  kernel_name?: string;
};

/**
 * Reads and checks a connection file.
 *
 * @throws {WireError} unreadable, not JSON, or a field is missing or out of range; the text quotes no key
 */
export function readConnectionFile(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new WireError(`connection file: cannot read ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WireError(`connection file: ${path} must be JSON.`);
  }
  return checkConnection(value, path);
}

/** @throws {WireError} a field is missing or out of range */
export function checkConnection(value: unknown, path: string): Connection {
  const wrong = (what: string, came: unknown): never => {
    throw new WireError(`connection file: ${what} in ${path}; got ${JSON.stringify(came)}.`);
  };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong("a JSON object is required", typeof value);
  const file = value as Record<string, unknown>;
  const { ip, transport = "tcp", key, signature_scheme = "hmac-sha256" } = file;
  if (transport !== "tcp" && transport !== "ipc") return wrong('transport must be "tcp" or "ipc"', transport);
  if (typeof ip !== "string" || ip === "") return wrong("ip must be an address (tcp) or a path (ipc)", ip);
  if (typeof key !== "string") return wrong("key must be a string", typeof key);
  if (typeof signature_scheme !== "string" || !/^hmac-sha\d[\w-]*$/.test(signature_scheme))
    return wrong("signature_scheme must be hmac-sha256 or another hmac-sha…", signature_scheme);
  for (const channel of CHANNELS) {
    const port = file[`${channel}_port`];
    if (!Number.isInteger(port) || (port as number) < 1 || (port as number) > 65535)
      return wrong(`${channel}_port must be an integer from 1 to 65535`, port);
  }
  return { ...(file as Connection), ip, transport, key, signature_scheme };
}

/** Writes a connection file that only its owner can read; it appears under its name complete. */
export function writeConnectionFile(path: string, connection: Connection): void {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  writeFileSync(part, JSON.stringify(connection, null, 1), { mode: 0o600 });
  renameSync(part, path);
}

/** Where a channel listens: `tcp://127.0.0.1:5555` or `ipc://path-5555`. */
export function endpoint(connection: Connection, channel: Channel): string {
  const port = connection[`${channel}_port`];
  if (connection.transport === "ipc") return `ipc://${connection.ip}-${port}`;
  return `tcp://${connection.ip.includes(":") ? `[${connection.ip}]` : connection.ip}:${port}`;
}

/** What signs messages of this connection. */
export function secretOf({ key, signature_scheme }: Connection): Secret {
  return { key, scheme: signature_scheme };
}
