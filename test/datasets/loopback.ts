import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { DataSource } from "src/datasets/dataSource.js";

/** A set of one file, 300 kB that do not compress, and a server on loopback that serves it in the ways that servers fail. */
export async function loopback() {
  const raw = randomBytes(300_000);
  const file = { name: "numbers", bytes: raw.length, sha256: createHash("sha256").update(raw).digest("hex") };
  const packed = gzipSync(raw);
  const requests: { path: string; range?: string }[] = [];
  const other = gzipSync(randomBytes(300_000));
  const bomb = gzipSync(Buffer.alloc(50_000_000)); // 49 kB
  const send = (res: ServerResponse, status: number, headers: Record<string, string | number>, body: Uint8Array | string = "") => {
    res.writeHead(status, headers);
    res.end(body);
  };
  const whole = (res: ServerResponse, body: Uint8Array, headers = {}) =>
    send(res, 200, { "content-length": body.length, etag: '"v1"', ...headers }, body);
  const range = (req: IncomingMessage, res: ServerResponse, body = packed) => {
    const start = Number(/^bytes=(\d+)-$/.exec(req.headers.range ?? "")?.[1] ?? 0);
    if (!start || req.headers["if-range"] !== '"v1"') return whole(res, body);
    if (start >= body.length) return send(res, 416, { "content-range": `bytes */${body.length}` });
    const headers = {
      "content-range": `bytes ${start}-${body.length - 1}/${body.length}`,
      "content-length": body.length - start,
      etag: '"v1"',
    };
    return send(res, 206, headers, body.subarray(start));
  };
  /** First path segment → what happens. */
  const behaviours: Record<string, (req: IncomingMessage, res: ServerResponse) => unknown> = {
    good: range,
    plain: (_, res) => whole(res, raw),
    truncates: (req, res) => {
      if (req.headers.range) return range(req, res);
      res.writeHead(200, { "content-length": packed.length, etag: '"v1"' });
      res.write(packed.subarray(0, 100_000), () => setTimeout(() => res.destroy(), 50));
    },
    "always-truncates": (_, res) => {
      res.writeHead(200, { "content-length": packed.length, etag: '"v1"' });
      res.write(packed.subarray(0, 100_000), () => setTimeout(() => res.destroy(), 50));
    },
    "ends-early": (_, res) => send(res, 200, { connection: "close" }, packed.subarray(0, 100_000)), // no length: looks complete
    stalls: (_, res) => {
      res.writeHead(200, { "content-length": packed.length, etag: '"v1"' });
      res.write(packed.subarray(0, 50_000));
    },
    silent: () => {},
    slow: (req, res) => {
      if (req.headers.range) return range(req, res);
      res.writeHead(200, { "content-length": packed.length, etag: '"v1"' });
      let at = 0;
      const timer = setInterval(() => {
        if (at >= packed.length) {
          clearInterval(timer);
          return res.end();
        }
        res.write(packed.subarray(at, at + 15_000));
        at += 15_000;
      }, 50);
      res.on("close", () => clearInterval(timer));
    },
    corrupts: (_, res) => {
      const broken = Buffer.from(packed);
      broken[150_000] ^= 255;
      whole(res, broken);
    },
    swaps: (_, res) => whole(res, other),
    "changes-on-resume": (req, res) => (req.headers.range ? range(req, res, other) : whole(res, packed)),
    redirects: (_, res) => send(res, 302, { location: `/good/${file.name}.gz` }),
    "redirects-forever": (req, res) => send(res, 301, { location: req.url! }),
    "redirects-elsewhere": (_, res) => send(res, 302, { location: "file:///etc/passwd" }),
    "403": (_, res) => send(res, 403, {}, "Forbidden"),
    "404": (_, res) => send(res, 404, {}, "<html>not here</html>"),
    "416": (_, res) => send(res, 416, {}),
    "416-on-resume": (req, res) => (req.headers.range ? send(res, 416, {}) : whole(res, packed)),
    "500": (_, res) => send(res, 500, {}, "oops"),
    "login-page": (_, res) => send(res, 200, { "content-type": "text/html" }, "<html>please log in</html>"),
    bomb: (_, res) => whole(res, bomb),
    "too-long": (_, res) => send(res, 200, { "content-length": 10_000_000 }, Buffer.alloc(10_000_000)),
    endless: (_, res) => {
      const more = () => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536))) {}
      };
      res.on("drain", more);
      more();
    },
    "encoded-twice": (_, res) => whole(res, gzipSync(packed), { "content-encoding": "gzip" }),
  };
  const server = createServer((req, res) => {
    requests.push({ path: req.url!, ...(req.headers.range && { range: req.headers.range }) });
    res.on("error", () => {});
    behaviours[req.url!.split("/")[1]]?.(req, res) ?? undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const source = (...names: string[]): DataSource => ({
    key: "numbers",
    title: "numbers",
    files: [file],
    mirrors: names.map((name) => (name === "refused" ? "http://127.0.0.1:9/" : `${base}/${name}/`)),
    citation: "random",
    licence: "none",
  });
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { raw, packed, file, source, requests, close };
}
