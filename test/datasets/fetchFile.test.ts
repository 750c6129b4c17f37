import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fetchFile } from "src/datasets/fetchFile.js";
import { sourceBytes } from "src/datasets/sourceBytes.js";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { loopback } from "./loopback.js";

let web: Awaited<ReturnType<typeof loopback>>;
const scratch = mkdtempSync(join(tmpdir(), "infoplane-fetch-"));
const before = { ...process.env };
let cache: string;
let number = 0;
beforeAll(async () => {
  web = await loopback();
});
beforeEach(() => {
  process.env.XDG_CACHE_HOME = join(scratch, String(number++));
  delete process.env.INFOPLANE_OFFLINE;
  delete process.env.INFOPLANE_DATA_DIR;
  cache = join(process.env.XDG_CACHE_HOME, "infoplane", "numbers");
  web.requests.length = 0;
});
afterEach(() => {
  // Whatever happened: a file under its own name is right, and no lock or unpacked half is left behind.
  const target = join(cache, "numbers");
  if (existsSync(target)) expect(readFileSync(target).equals(web.raw)).toBe(true);
  if (existsSync(cache)) expect(readdirSync(cache).filter((name) => /\.(lock|whole)/.test(name))).toEqual([]);
});
afterAll(async () => {
  process.env = before;
  await web.close();
  rmSync(scratch, { recursive: true });
});

const fetched = (...mirrors: string[]) => {
  const stallMs = mirrors[0] === "stalls" || mirrors[0] === "silent" ? 1000 : 20_000;
  return fetchFile(web.source(...mirrors), web.file, { stallMs });
};
const left = () => (existsSync(cache) ? readdirSync(cache).sort() : []);

test.each(["good", "plain", "redirects"])("%s: the file arrives, whole and right, and nothing else is left", async (mirror) => {
  expect(readFileSync(await fetched(mirror)).equals(web.raw)).toBe(true);
  expect(left()).toEqual(["numbers"]);
});

test.each([
  ["always-truncates", /broke the connection before the end|ended after 100000 of \d+ bytes/],
  ["ends-early", /sends damaged gzip data: unexpected end of file/],
  ["stalls", /sent nothing for 1 s/],
  ["silent", /did not answer for 1 s/],
  ["corrupts", /(sends damaged gzip data|unpacks to other bytes)/],
  ["swaps", /unpacks to other bytes: the sha256 must be [0-9a-f]{64}; got [0-9a-f]{64}/],
  ["redirects-forever", /redirects more than 5 times/],
  ["redirects-elsewhere", /file: addresses are not fetched; http and https are/],
  ["403", /answered 403 Forbidden/],
  ["404", /answered 404 Not Found/],
  ["416", /answered 416 Range Not Satisfiable/],
  ["500", /answered 500 Internal Server Error/],
  ["login-page", /unpacks to 26 bytes; 300000 were expected/],
  ["bomb", /unpacks to more than 300000 bytes/],
  ["too-long", /announces 10000000 bytes; the packed file has at most 365536/],
  ["endless", /sends more than 365536 bytes, the most the packed file can have/],
  ["encoded-twice", /unpacks to \d+ bytes; 300000 were expected|unpacks to more than/],
  ["refused", /cannot be reached: .*ECONNREFUSED/],
])("%s: refused with the reason; the next mirror is asked", async (mirror, reason) => {
  await expect(fetched(mirror)).rejects.toThrow(reason);
  const beginning = mirror === "always-truncates" || mirror === "stalls"; // worth keeping: the server may be asked for the rest
  expect(left().length).toBe(beginning ? 2 : 0);
  expect(readFileSync(await fetched(mirror, "good")).equals(web.raw)).toBe(true);
});

test("a transfer that broke off is resumed where it stopped", async () => {
  await expect(fetched("truncates")).rejects.toThrow(/broke the connection|ended after/);
  const [part] = left().filter((name) => name.endsWith(".part"));
  const had = statSync(join(cache, part)).size;
  expect(had).toBeGreaterThan(0);
  expect(readFileSync(await fetched("truncates")).equals(web.raw)).toBe(true);
  expect(web.requests.map((r) => r.range)).toEqual([undefined, `bytes=${had}-`]);
  expect(left()).toEqual(["numbers"]);
});

test.each(["changes-on-resume", "416-on-resume"])(
  "%s: a beginning that does not fit is thrown away, and the file fetched from the start",
  async (mirror) => {
    const url = `${web.source(mirror).mirrors[0]}numbers.gz`;
    await fetched(mirror);
    rmSync(join(cache, "numbers"));
    const { createHash } = await import("node:crypto");
    const part = join(cache, `numbers.${createHash("sha256").update(url).digest("hex").slice(0, 8)}.part`);
    writeFileSync(part, web.packed.subarray(0, 120_000));
    writeFileSync(`${part}.version`, '"v1"');
    web.requests.length = 0;
    expect(readFileSync(await fetched(mirror)).equals(web.raw)).toBe(true);
    expect(web.requests.map((r) => r.range)).toEqual(["bytes=120000-", undefined]);
    expect(left()).toEqual(["numbers"]);
  },
);

test("two calls at once, in one process, download once", async () => {
  const source = web.source("slow");
  const paths = await Promise.all([fetchFile(source, web.file), fetchFile(source, web.file)]);
  expect(paths[0]).toBe(paths[1]);
  expect(web.requests.length).toBe(1);
});

const script = `
const { fetchFile } = await import(process.argv[1]);
const { source, file } = JSON.parse(process.argv[2]);
console.log("started");
await fetchFile(source, file, { onBytes: (done) => done > 0 && console.log("bytes " + done) });
console.log("fetched");`;

function child(mirror: string): { process: ChildProcess; output: () => string; ended: Promise<number | null> } {
  const module = new URL("../../dist/datasets/fetchFile.js", import.meta.url).href;
  const process = spawn(
    globalThis.process.execPath,
    ["--input-type=module", "-e", script, module, JSON.stringify({ source: web.source(mirror), file: web.file })],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let text = "";
  process.stdout!.on("data", (chunk) => {
    text += chunk;
  });
  return { process, output: () => text, ended: new Promise((resolve) => process.on("exit", resolve)) };
}

test("two processes at once download once", async () => {
  const both = [child("slow"), child("slow")];
  expect(await Promise.all(both.map((c) => c.ended))).toEqual([0, 0]);
  for (const c of both) expect(c.output()).toMatch(/fetched/);
  expect(web.requests.length).toBe(1);
});

test("a killed download leaves a lock that is taken over, and a beginning that is resumed", async () => {
  const first = child("slow");
  while (!/bytes \d{5,}/.test(first.output())) await sleep(10);
  first.process.kill("SIGKILL");
  await first.ended;
  expect(left()).toContain("numbers.lock");
  expect(readFileSync(await fetched("slow")).equals(web.raw)).toBe(true);
  expect(web.requests[1].range).toMatch(/^bytes=\d+-$/);
  expect(left()).toEqual(["numbers"]);
});

test("an interrupt keeps the beginning and says so by its own error", async () => {
  const controller = new AbortController();
  const reason = new Error("interrupted");
  const onBytes = (done: number) => {
    if (done > 30_000) controller.abort(reason);
  };
  await expect(fetchFile(web.source("slow", "good"), web.file, { signal: controller.signal, onBytes })).rejects.toThrow(reason);
  expect(web.requests.length).toBe(1); // the other mirror was not asked
  expect(left().some((name) => name.endsWith(".part"))).toBe(true);
});

test("of two calls at once, the interrupt of one does not reach the other", async () => {
  const controller = new AbortController();
  const source = web.source("slow");
  const first = fetchFile(source, web.file, { signal: controller.signal, onBytes: () => controller.abort(new Error("interrupted")) });
  const second = fetchFile(source, web.file);
  await expect(first).rejects.toThrow("interrupted");
  expect(readFileSync(await second).equals(web.raw)).toBe(true);
});

test("offline, nothing is asked for, and the error names every place and every remedy", async () => {
  process.env.INFOPLANE_OFFLINE = "1";
  process.env.INFOPLANE_DATA_DIR = join(scratch, "mine");
  const source = {
    ...web.source("good"),
    npm: { package: "no-such-package", folder: "." },
    debian: { package: "no-such-dataset", folder: "/usr/share/datasets/none" },
  };
  const error = await sourceBytes(source, web.file).catch((e: Error) => e.message);
  expect(error).toBe(
    [
      "numbers: numbers was found nowhere.",
      `  INFOPLANE_DATA_DIR: not in ${join(scratch, "mine", "numbers")}`,
      `  INFOPLANE_DATA_DIR: not in ${join(scratch, "mine")}`,
      `  cache: not in ${cache}`,
      "  Debian package: not in /usr/share/datasets/none",
      "  network: numbers: not fetched, since INFOPLANE_OFFLINE=1 forbids the network",
      "Do one of: npm install no-such-package; apt-get install no-such-dataset; infoplane data fetch numbers (with a network); set INFOPLANE_DATA_DIR to a folder that holds the files.",
    ].join("\n"),
  );
  expect(web.requests).toEqual([]);
});

test("INFOPLANE_DATA_DIR comes before the cache, the cache before the network; a damaged cache file is fetched anew", async () => {
  const source = web.source("good");
  expect((await sourceBytes(source, web.file)).path).toBe(join(cache, "numbers"));
  expect((await sourceBytes(source, web.file)).path).toBe(join(cache, "numbers"));
  expect(web.requests.length).toBe(1);
  writeFileSync(join(cache, "numbers"), Buffer.alloc(300_000));
  expect(Buffer.from((await sourceBytes(source, web.file)).bytes).equals(web.raw)).toBe(true);
  expect(web.requests.length).toBe(2);
  const mine = join(scratch, "mine2", "numbers");
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, "numbers.gz"), web.packed);
  process.env.INFOPLANE_DATA_DIR = join(scratch, "mine2");
  expect((await sourceBytes(source, web.file)).path).toBe(join(mine, "numbers.gz"));
  writeFileSync(join(mine, "numbers"), "wrong");
  await expect(sourceBytes(source, web.file)).rejects.toThrow(/numbers must hold 300000 bytes; got 5: it is cut off. Replace the file/);
});

test("progress tells the bytes done, their total and where they come from", async () => {
  const calls: [number, number, string][] = [];
  await fetchFile(web.source("good"), web.file, { onBytes: (...call) => calls.push(call) });
  expect(calls.at(-1)).toEqual([web.packed.length, web.packed.length, expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
});
