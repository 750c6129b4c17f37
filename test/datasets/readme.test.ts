import { readdirSync, readFileSync } from "node:fs";
import { dataSources } from "src/datasets/dataSources.js";
import { expect, test } from "vitest";

const data = new URL("../../data/", import.meta.url);

test("data/README.md lists every file of every set with its size and checksum", () => {
  const readme = readFileSync(new URL("README.md", data), "utf8");
  for (const { files, citation } of dataSources) {
    for (const { name, bytes, sha256 } of files) expect(readme).toContain(`| ${name} | ${bytes} | ${sha256} |`);
    expect(readme).toContain(citation);
  }
});

test("every reference says where its numbers come from", () => {
  const files = readdirSync(new URL("reference/", data), { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".json"));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(JSON.parse(readFileSync(new URL(`reference/${file}`, data), "utf8")).origin, file).toMatch(/\w{4,}.*\s/);
});
