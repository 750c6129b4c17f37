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

test("stochastic labels follow p(y = 1 | x), and the exact values are those of that law", () => {
  const soft = szt({ gamma: 10, seed: 1 });
  const p = soft.targets!.data;
  let [variance, ones, mean, noise] = [0, 0, 0, 0];
  for (let i = 0; i < 4096; i++) {
    expect(p[i] > 0.5).toBe(labels[i] === 1);
    variance += p[i] * (1 - p[i]);
    ones += soft.labels![i];
    mean += p[i] / 4096;
    if (p[i] > 0 && p[i] < 1) noise -= (p[i] * Math.log(p[i]) + (1 - p[i]) * Math.log(1 - p[i])) / 4096;
  }
  expect(Math.abs(ones - 4096 * mean)).toBeLessThan(4 * Math.sqrt(variance));
  const entropy = -mean * Math.log(mean) - (1 - mean) * Math.log(1 - mean);
  expect(soft.exact["H(Y)"].nats).toBeCloseTo(entropy, 12);
  expect(soft.exact["I(X;Y)"].nats).toBeCloseTo(entropy - noise, 10);
  expect([...szt({ gamma: 10, seed: 1 }).labels!]).toEqual([...soft.labels!]);
  expect([...szt({ gamma: 10, seed: 2 }).labels!]).not.toEqual([...soft.labels!]);
});

test("the softer the labels, the less they tell; a hard limit gives the rule back", () => {
  const nats = [1, 3, 10, 40].map((gamma) => szt({ gamma }).exact["I(X;Y)"].nats);
  expect(nats).toEqual([...nats].sort((a, b) => a - b));
  expect([...szt({ gamma: 1e4 }).labels!]).toEqual([...labels]);
  expect(szt({ gamma: 1e4 }).exact["I(X;Y)"].nats).toBeCloseTo(data.exact["I(X;Y)"].nats, 9);
});

// .50366 and .49927 are the shares in the files g1.mat and g2.mat.
test.each([
  ["g1", 0.50366],
  ["g2", 0.49927],
] as const)("variant %s has the published share of ones, %f", (variant, share) => {
  expect(szt({ variant }).labels!.reduce((sum, y) => sum + y, 0) / 4096).toBeCloseTo(share, 5);
});

test("options that make no sense are refused", () => {
  expect(() => szt({ variant: "g3" as never })).toThrow('szt: variant must be one of "rule", "g1", "g2"; got "g3".');
  expect(() => szt({ gamma: 0 })).toThrow("szt: gamma must be a positive finite number; got 0.");
  expect(() => szt({ gamma: 1, variant: "g1" })).toThrow(/gamma softens the rule/);
});
