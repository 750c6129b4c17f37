import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tensorFlow } from "src/engines/tfjs/tensorFlow.js";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "infoplane-tfjs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `tensorFlow("me")` does in a process that finds these packages: their names and sources. */
function inProcessWith(packages: Record<string, string>, name: string): string {
  const path = join(folder, name);
  for (const [pack, source] of Object.entries(packages)) {
    mkdirSync(join(path, "@tensorflow", pack), { recursive: true });
    writeFileSync(join(path, "@tensorflow", pack, "index.js"), source);
  }
  const module = new URL("../../dist/engines/tfjs/tensorFlow.js", import.meta.url).href;
  const script = `
    const util = (await import("node:util")).default;
    delete util.isNullOrUndefined; // as on Node 23
    const { tensorFlow } = await import(${JSON.stringify(module)});
    try { console.log(tensorFlow("me").which); } catch (error) { console.log(error.message); }`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    env: { ...process.env, NODE_PATH: path },
  }).trim();
}

const installed = (() => {
  try {
    return createRequire(new URL("../../dist/index.js", import.meta.url)).resolve("@tensorflow/tfjs");
  } catch {
    return undefined;
  }
})();

test("the first that loads is taken; a binary that is missing throws without a code, and Node 23 has no isNullOrUndefined", () => {
  const broken = 'throw new Error("The Node.js native addon module can not be found")';
  const node = 'exports.which = "node " + [null, undefined, 0].map(require("util").isNullOrUndefined)';
  const plain = 'exports.which = "plain"';
  expect(inProcessWith({ "tfjs-node-gpu": broken, "tfjs-node": node, tfjs: plain }, "a")).toBe("node true,true,false");
  expect(inProcessWith({ "tfjs-node-gpu": broken, "tfjs-node": "throw null", tfjs: plain }, "b")).toBe("plain");
});

test.skipIf(installed)("without any the message says why, and how to install one", () => {
  const said = inProcessWith({ "tfjs-node": 'throw new Error("no binary\\nmore")' }, "c");
  expect(said).toMatch(
    /^me: needs TensorFlow.js, and none loads \(@tensorflow\/tfjs-node-gpu: Cannot find module .*; @tensorflow\/tfjs-node: no binary; /,
  );
  expect(said).toMatch(/Install it with: npm i @tensorflow\/tfjs-node, or @tensorflow\/tfjs/);
});

test("what is passed as tf must be TensorFlow.js", () => {
  expect(() => tensorFlow("me", null)).toThrow(/me: tf must be TensorFlow.js, as require\("@tensorflow\/tfjs"\) gives it; got null/);
  expect(() => tensorFlow("me", { tensor: 1 })).toThrow(/got an object with keys tensor/);
});
