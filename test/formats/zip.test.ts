import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzip, zip } from "src/formats/zip.js";
import { afterAll, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

peerTest(missingPython("zipfile"), "we read what Python zips, with folders, zip64 and a comment; Python reads ours", () => {
  const ours = join(folder, "ours.zip");
  const text = "αβγ ".repeat(1000);
  writeFileSync(
    ours,
    zip(
      [
        ["a/b.txt", Buffer.from(text)],
        ["empty", new Uint8Array(0)],
      ],
      { compress: true },
    ),
  );
  const theirs = join(folder, "theirs.zip");
  const found = runPython(
    `
import json, sys, zipfile
ours, theirs = json.load(sys.stdin)
with zipfile.ZipFile(theirs, "w", zipfile.ZIP_DEFLATED) as z:
    z.mkdir("d") if hasattr(z, "mkdir") else z.writestr("d/", "")
    z.writestr("d/é.txt", "x" * 5000)
    with z.open("wide", "w", force_zip64=True) as f: f.write(b"12345")
    z.writestr(zipfile.ZipInfo("stored"), "abc")
    z.comment = b"PK\\x05\\x06 not the end"
z = zipfile.ZipFile(ours)
print(json.dumps([z.testzip(), z.namelist(), z.read("a/b.txt").decode()]))`,
    [ours, theirs],
  );
  expect(found).toEqual([null, ["a/b.txt", "empty"], text]);
  const entries = unzip(readFileSync(theirs));
  expect([...entries].map(([name, bytes]) => [name, Buffer.from(bytes).toString().slice(0, 5), bytes.length])).toEqual([
    ["d/é.txt", "xxxxx", 5000],
    ["wide", "12345", 5],
    ["stored", "abc", 3],
  ]);
});

test("a damaged entry, a cut, a bomb and what is no archive are refused by name", () => {
  const archive = zip([["x.bin", new Uint8Array(1000).fill(7)]]);
  const damaged = archive.slice();
  damaged[200] ^= 1;
  expect(() => unzip(damaged, "d.zip")).toThrow(
    "unzip: d.zip is damaged at x.bin: size or checksum do not match. Fetch or write it again.",
  );
  expect(() => unzip(archive.subarray(0, 900), "d.zip")).toThrow(
    "unzip: d.zip is not a zip archive, or is cut off: its directory at the end is missing.",
  );
  const bomb = zip([["zeros", new Uint8Array(1_000_000)]], { compress: true });
  expect(bomb.length).toBeLessThan(2000);
  expect(() => unzip(bomb, "d.zip", { maxBytes: 10_000 })).toThrow(
    "unzip: d.zip would unpack to more than 10000 bytes at zeros; raise maxBytes if that is meant.",
  );
  expect(() => unzip(Buffer.from("no"), "d.zip")).toThrow(/is not a zip archive/);
});
