import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "src/notebook/writeAtomically.js";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "infoplane-write-"));
const small = join(folder, "small");
mkdirSync(small);
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [small]);
});

test("writes text and bytes, makes folders, leaves no part behind", () => {
  writeAtomically(join(folder, "a/b/c.txt"), "ü");
  writeAtomically(join(folder, "a/b/c.txt"), new Uint8Array([97]));
  expect(readFileSync(join(folder, "a/b/c.txt"), "utf8")).toBe("a");
  expect(readdirSync(join(folder, "a/b"))).toEqual(["c.txt"]);
});

test("a link is replaced, what it led to is not touched", () => {
  writeFileSync(join(folder, "precious"), "x");
  symlinkSync(join(folder, "precious"), join(folder, "link"));
  writeAtomically(join(folder, "link"), "y");
  expect(["precious", "link"].map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["x", "y"]);
});

test("a folder that cannot be made is a sentence with the path", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => writeAtomically(join(folder, "file/x"), "")).toThrow(/file\/x cannot be written: (ENOTDIR|EEXIST)/);
});

test.skipIf(!mounted)("on a full disk the old content stays, and no part of the new (needs the right to mount a small one)", () => {
  writeAtomically(join(small, "a.txt"), "old");
  expect(() => writeAtomically(join(small, "a.txt"), "x".repeat(100_000))).toThrow(
    /a.txt cannot be written: ENOSPC.*What was there before is unchanged/,
  );
  expect(readFileSync(join(small, "a.txt"), "utf8")).toBe("old");
  expect(readdirSync(small)).toEqual(["a.txt"]);
});
