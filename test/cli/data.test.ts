import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataCommand } from "src/cli/data.js";
import { afterAll, beforeEach, expect, test, vi } from "vitest";

const scratch = mkdtempSync(join(tmpdir(), "infoplane-cli-data-"));
const before = { ...process.env };
let number = 0;
beforeEach(() => {
  process.env.XDG_CACHE_HOME = join(scratch, String(number++));
  process.env.INFOPLANE_OFFLINE = "1";
  delete process.env.INFOPLANE_DATA_DIR;
});
afterAll(() => {
  process.env = before;
  rmSync(scratch, { recursive: true });
});

async function run(...argv: string[]): Promise<{ status: number; text: string }> {
  const lines: string[] = [];
  const spies = (["log", "error"] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((line) => {
      lines.push(`${line}
`);
    }),
  );
  const status = await dataCommand(argv).finally(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return { status, text: lines.join("") };
}

test("list: every set with its size, licence, source and where it was found", async () => {
  const { status, text } = await run("list");
  expect(status).toBe(0);
  expect(text).toMatch(
    /^mnist: MNIST, 70 000 handwritten digits, 4 files, 55.0 MB\n {2}found: npm package\n {2}licence: not stated by the authors\n {2}source: LeCun/m,
  );
  expect(text).toMatch(/^fashion-mnist: /m);
});

test("where: the places in their order, the user's folder first, and how many files each holds", async () => {
  const mine = join(scratch, "mine", "mnist");
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, "t10k-labels-idx1-ubyte"), "x");
  process.env.INFOPLANE_DATA_DIR = join(scratch, "mine");
  const { status, text } = await run("where", "mnist");
  expect(status).toBe(0);
  expect(text.split("\n").map((line) => line.replace(/: .*\(/, " ("))).toEqual([
    "mnist, in this order:",
    "  INFOPLANE_DATA_DIR (1 of 4 files)",
    "  INFOPLANE_DATA_DIR (0 of 4 files)",
    "  cache (0 of 4 files)",
    "  npm package (4 of 4 files)",
    "  network (not asked: INFOPLANE_OFFLINE=1)",
    "  network (not asked: INFOPLANE_OFFLINE=1)",
    "",
  ]);
});

test("verify: status 0 where all is right, 1 and the reason where a file is wrong", async () => {
  const right = await run("verify", "mnist");
  expect([right.status, right.text.match(/: right \(/g)?.length]).toEqual([0, 4]);
  const cache = join(process.env.XDG_CACHE_HOME!, "infoplane", "mnist");
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "t10k-labels-idx1-ubyte"), "x");
  const wrong = await run("verify", "mnist");
  expect(wrong.status).toBe(1);
  expect(wrong.text).toMatch(/mnist: t10k-labels-idx1-ubyte: wrong: .*must hold 10008 bytes; got 1: it is cut off/);
});

test("fetch without a network says why and ends with status 1", async () => {
  const { status, text } = await run("fetch", "mnist");
  expect(status).toBe(1);
  expect(text).toMatch(
    /mnist: train-images-idx3-ubyte could not be fetched into .*infoplane:\n {2}.*INFOPLANE_OFFLINE=1 forbids the network/,
  );
});

test("no set of that name, no such command: status 2 and what there is", async () => {
  expect(await run("fetch", "mnits")).toEqual({
    status: 2,
    text: "infoplane data: no set called mnits; there are mnist, fashion-mnist. (szt and all samplers are computed.)\n",
  });
  for (const argv of [["remove"], ["fetch"]])
    expect(await run(...argv)).toEqual({ status: 2, text: expect.stringMatching(/^usage: infoplane data list/) });
  expect((await run()).status).toBe(0);
});
