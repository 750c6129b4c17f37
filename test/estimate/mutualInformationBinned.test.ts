import { column, entropyBinned, matrix, mutualInformationBinned, random, ShapeError } from "infoplane";
import { expect, test } from "vitest";
import ref from "../../data/reference/szt_binned.json" with { type: "json" };
import { formulaLayers, labels } from "./sztFormulaNetwork.js";

interface Case {
  act: string;
  scale: number;
  layer: number;
  [number: string]: unknown;
}

// Only activations are given as checksums: that the network here is the one there is tested first.
const cases = (ref.cases as unknown as Case[]).map((c) => ({ c, t: formulaLayers(c.act, c.scale)[c.layer - 1] }));
const rules = [
  ...["0.5", "0.1", "0.07", "0.05", "0.01", "0.001", "0.0001"].map((b) => [`floor_${b}`, { binWidth: Number(b) }] as const),
  ["minmax30", { minMax: 30 }] as const,
  ["tishby30", { edges: "idnns" }] as const,
];

test.each(cases)("$c.act, scale $c.scale, layer $c.layer: the network is the reference's", ({ c, t }) => {
  let sum = 0;
  for (const v of t.data) sum += v;
  expect(sum).toBeCloseTo(c.checksum_sum as number, 8);
  const first = c.checksum_first as number[]; // of pattern 1
  for (const [j, v] of first.entries()) expect(t.data[t.cols + j]).toBeCloseTo(v, 13);
});

test.each(cases)("$c.act, scale $c.scale, layer $c.layer: H(Bin(T)), I(X;Bin(T)) and I(Bin(T);Y) equal the reference", ({ c, t }) => {
  let compared = 0;
  for (const [key, options] of rules) {
    if (c[`${key}_H`] === undefined) continue;
    const h = entropyBinned(t, options);
    // A sample that rounding puts on either side of an edge moves H by about ln(n) / n.
    const digits = h.warnings.some((w) => w.includes("edge")) ? 2 : 9;
    expect(h.nats).toBeCloseTo(c[`${key}_H`] as number, digits);
    expect(mutualInformationBinned(t, options).nats).toBe(h.nats);
    expect(mutualInformationBinned(t, { ...options, labels }).nats).toBeCloseTo(c[`${key}_IY`] as number, digits);
    compared++;
  }
  expect(compared).toBeGreaterThan(7);
});

test("equals the table worked by hand: bins aabb against labels 0110 are independent, against 0011 they are equal", () => {
  const t = column([0.1, 0.2, 1.1, 1.2]);
  expect(mutualInformationBinned(t, { binWidth: 1, labels: [0, 1, 1, 0] }).nats).toBeCloseTo(0, 15);
  expect(mutualInformationBinned(t, { binWidth: 1, labels: [0, 0, 1, 1] }).nats).toBeCloseTo(Math.LN2, 15);
  expect(mutualInformationBinned(t, { binWidth: 1, labels: [0, 0, 0, 1] }).nats).toBeCloseTo(1.5 * Math.LN2 - 0.75 * Math.log(3), 14);
  expect(mutualInformationBinned(t, { binWidth: 1 }).bits).toBeCloseTo(1, 14);
});

// bins aabb, labels 0001: 2, 2 and 3 classes seen, so Miller and Madow add (1 + 1 − 2) / 8 = 0; labels 0012: (1 + 2 − 2) / 8
test("corrections apply to each of the three entropies", () => {
  const t = column([0.1, 0.2, 1.1, 1.2]);
  const at = (labels: number[], correction: "plugIn" | "millerMadow") =>
    mutualInformationBinned(t, { binWidth: 1, labels, correction }).nats;
  expect(at([0, 0, 0, 1], "millerMadow")).toBeCloseTo(at([0, 0, 0, 1], "plugIn"), 14);
  expect(at([0, 0, 1, 2], "millerMadow")).toBeCloseTo(at([0, 0, 1, 2], "plugIn") + 1 / 8, 14);
});

test("two matrices give I(Bin(X);Bin(Y)), symmetric in its arguments", () => {
  const draw = random(4);
  const x = matrix(Float64Array.from({ length: 600 }, draw.normal), 300, 2);
  const y = column(Float64Array.from({ length: 300 }, (_, i) => x.data[2 * i] + 0.3 * draw.normal()));
  const e = mutualInformationBinned(x, y, { binWidth: 0.5 });
  expect(e.nats).toBeCloseTo(mutualInformationBinned(y, x, { binWidth: 0.5 }).nats, 12);
  expect(e.dims).toEqual([2, 1]);
  expect(mutualInformationBinned(x, x, { binWidth: 0.5 }).nats).toBeCloseTo(entropyBinned(x, { binWidth: 0.5 }).nats, 12);
});

test("warns of what the bins do to either matrix", () => {
  const [even, tied] = [column([0, 1, 2, 3]), column([0, 0, 0, 0.5])];
  expect(mutualInformationBinned(even, { quantiles: 2 }).warnings).toEqual([]);
  const said = mutualInformationBinned(tied, { quantiles: 4 }).warnings;
  expect(said).toEqual([expect.stringContaining("ties make 2 quantile edges coincide")]);
  expect(mutualInformationBinned(even, tied, { quantiles: 4 }).warnings).toEqual([
    expect.stringContaining("every row is in a class of its own"),
    expect.stringMatching(/^y: ties make 2 quantile edges coincide/),
  ]);
});

test("two matrices have options of their own; labels belong to one", () => {
  const [x, y] = [column([0, 1, 2]), column([0, 1, 1])];
  expect(() => mutualInformationBinned(x, y, undefined as never)).toThrow("give exactly one of binWidth, bins, minMax");
  expect(() => mutualInformationBinned(x, y, { binWidth: 1, labels: [0, 1, 2] } as never)).toThrow('unknown option "labels"');
  expect(() => mutualInformationBinned(x, [0, 1, 1] as never, { binWidth: 1 })).toThrow(ShapeError);
  expect(() => mutualInformationBinned(x, column([1, 2]), { binWidth: 1 })).toThrow("x and y must have the same number of rows");
  expect(() => mutualInformationBinned(x, { binWidth: 1, correction: "none" as never })).toThrow("correction must be one of");
});

test("refuses labels of another length, and options it does not know", () => {
  expect(() => mutualInformationBinned(column([1, 2]), { binWidth: 1, labels: [0] })).toThrow(
    "mutualInformationBinned: labels must have one entry per row; got 1 labels for 2 rows.",
  );
  expect(() => mutualInformationBinned(column([1, 2]), { binwidth: 1 } as never)).toThrow(
    'unknown option "binwidth"; known options are binWidth',
  );
});
