import { readFileSync } from "node:fs";
import { szt } from "infoplane";
import { sztRule } from "src/datasets/sztRule.js";
import { expect, test } from "vitest";

const reference = JSON.parse(readFileSync(new URL("../../data/reference/szt.json", import.meta.url), "utf8"));
const data = szt();
const labels = data.labels!;

test("all 4096 labels equal those of the authors' file", () => {
  let hex = "";
  for (let q = 0; q < 1024; q++)
    hex += ((labels[4 * q] << 3) | (labels[4 * q + 1] << 2) | (labels[4 * q + 2] << 1) | labels[4 * q + 3]).toString(16);
  expect(hex).toBe(reference.labels_hex);
});

test("the inputs count in binary, column 0 being the most significant bit", () => {
  const { rows, cols, data: x } = data.inputs;
  expect([rows, cols]).toEqual([4096, 12]);
  for (let i = 0; i < 4096; i++) expect(Number.parseInt(x.subarray(i * 12, (i + 1) * 12).join(""), 2)).toBe(i);
});

test("ones per Hamming weight, and the gap of f in which every threshold gives the same labels, equal the reference", () => {
  const counts = reference.per_weight.map(([w]: number[]) => [w, 0, 0]);
  let [low, high] = [-Infinity, Infinity];
  for (let i = 0; i < 4096; i++) {
    const weight = i.toString(2).replaceAll("0", "").length;
    counts[weight][1]++;
    counts[weight][2] += labels[i];
    if (labels[i]) high = Math.min(high, sztRule(i));
    else low = Math.max(low, sztRule(i));
  }
  expect(counts).toEqual(reference.per_weight);
  expect(low).toBeCloseTo(reference.max_f_y0, 12);
  expect(high).toBeCloseTo(reference.min_f_y1, 12);
});

test("carries H(X), H(Y) and I(X;Y) in nats, and how each was obtained", () => {
  expect(data.exact["H(X)"].nats).toBeCloseTo(Math.log(4096), 14);
  expect(data.exact["H(Y)"].nats / Math.LN2).toBeCloseTo(reference.H_Y_bits, 12);
  expect(data.exact["I(X;Y)"].nats).toBe(data.exact["H(Y)"].nats);
  for (const { how } of Object.values(data.exact)) expect(how.length).toBeGreaterThan(5);
});

test("shows itself in a cell: facts as text and as a table, labels as a picture", async () => {
  const bundle = (data as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();
  expect(bundle["text/plain"]).toMatch(/n = 4096, d = 12[\s\S]*1978, 2118[\s\S]*H\(Y\) +0\.692563 nats \(0\.999157 bits\)/);
  expect(bundle["text/html"]).toMatch(/^<div><table>.*<\/table><img alt="samples of szt"[^>]* src="data:image\/png;base64,/s);
  expect(Buffer.from(bundle["image/png"], "base64").subarray(1, 4).toString()).toBe("PNG");
});
