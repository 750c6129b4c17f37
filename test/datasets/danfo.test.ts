import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { peerTest } from "../peers.js";

const folder = fileURLToPath(new URL("../fixtures/danfo/", import.meta.url));
const missing = existsSync(`${folder}node_modules/danfojs-node`)
  ? undefined
  : "danfojs-node is not installed: npm ci --prefix test/fixtures/danfo";

peerTest(missing, "danfo frames and series, and tfjs tensors, go in and come back", () => {
  const library = new URL("../../dist/index.js", import.meta.url).href;
  const text = execFileSync(process.execPath, ["check.mjs", library], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const out = JSON.parse(/^result (.*)$/m.exec(text)![1]);
  expect(out.own).toEqual({ inputs: [1.5, 2, 3.5, -4, 5.5, 6], columns: ["u", "v"], labels: [0, 1, 0], facts: "0 = a, 1 = b" });
  expect(out.series).toEqual([1.5, 3.5, 5.5]);
  expect(out.missing).toBe(
    'dataset: inputs must be finite; row 1, column "b" is NaN. 1 of 2 samples hold such; leave them out with missing: "drop".',
  );
  expect(out.frame).toEqual({
    shape: [4096, 13],
    columns: [...Array.from({ length: 12 }, (_, j) => `x${j}`), "label"],
    ones: 2118,
    last: new Array(13).fill(1),
  });
  expect(out.round).toEqual([1, 0, 1, 1]); // the last two patterns: ...0 and ...1
  expect(out.tensor).toEqual({
    shape: [2, 2],
    dtype: "float32",
    values: [
      [1, 2],
      [3, 4.5],
    ],
  });
  expect(out.labels).toEqual({ shape: [3], dtype: "int32", values: [0, 1, 255] });
  expect(out.fromTensor).toEqual({
    rows: 2,
    cols: 12,
    values: Array.from({ length: 24 }, (_, i) => i),
    image: { height: 3, width: 4, channels: 1 },
  });
  expect(out.fromFrameTensor).toEqual([1.5, 2, 3.5, -4, 5.5, 6]);
});
