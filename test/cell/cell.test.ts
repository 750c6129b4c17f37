import { claim, type Estimate, type Mode, parameters, record } from "infoplane";
import { estimate } from "src/core/estimate.js";
import { afterEach, beforeEach, expect, test } from "vitest";

const HOST = Symbol.for("Jupyter.host");
let shown: Record<string, unknown>[] = [];

beforeEach(() => {
  shown = [];
  (globalThis as Record<symbol, unknown>)[HOST] = { display: (bundle: Record<string, unknown>) => shown.push(bundle) };
  process.env.NOTEBOOK_MODE = "quick";
});
afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[HOST];
  delete process.env.NOTEBOOK_MODE;
});

const CLAIM = "application/vnd.infoplane.claim+json";
const RECORD = "application/vnd.infoplane.record+json";
const converges = {
  id: "goldfeld2019/figure1/converges",
  text: "All curves approach H(X).",
  source: "Fig. 1, p. 2",
  paper: 8.3,
  ours: 8.31,
  verdict: "holds",
} as const;

test.each([
  ["quick", 1],
  ["full", 50],
] as const)("parameters in %s mode", (mode, repetitions) => {
  process.env.NOTEBOOK_MODE = mode;
  const P = parameters({ quick: { repetitions: 1, seed: 1 }, full: { repetitions: 50, seed: 1 } });
  const typed: { repetitions: number; seed: number; mode: Mode } = P;
  expect(typed).toEqual({ repetitions, seed: 1, mode });
  const text = `${mode} mode: repetitions ${repetitions}, seed 1`;
  expect(shown).toEqual([{ "application/vnd.infoplane.parameters+json": { repetitions, seed: 1, mode }, "text/plain": text }]);
});

test("a setting from outside replaces that of the set, if it is of the same type", () => {
  process.env.NOTEBOOK_MODE = "quick";
  const sets = { quick: { seed: 1, bins: [30] }, full: { seed: 1, bins: [30, 100] } };
  try {
    process.env.NOTEBOOK_PARAMETERS = '{"seed": 7, "elsewhere": true}';
    expect(parameters(sets)).toEqual({ seed: 7, bins: [30], mode: "quick" });
    process.env.NOTEBOOK_PARAMETERS = '{"bins": 3}';
    expect(() => parameters(sets)).toThrow("parameters: bins must be like [30]; NOTEBOOK_PARAMETERS has 3.");
    process.env.NOTEBOOK_PARAMETERS = "seed=7";
    expect(() => parameters(sets)).toThrow("NOTEBOOK_PARAMETERS must be a JSON object; got seed=7.");
  } finally {
    delete process.env.NOTEBOOK_PARAMETERS;
  }
});

test("what a claim and a record return shows nothing more as a cell's result", () => {
  for (const value of [claim(converges), record("a", 1, { tolerance: 0 })])
    expect((value as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")]()).toEqual({});
});

test("quick is the default, and another mode is refused", () => {
  delete process.env.NOTEBOOK_MODE;
  expect(parameters({ quick: { a: 1 }, full: { a: 2 } })).toEqual({ a: 1, mode: "quick" });
  process.env.NOTEBOOK_MODE = "fast";
  expect(() => parameters({ quick: { a: 1 }, full: { a: 2 } })).toThrow(
    'parameters: the environment variable NOTEBOOK_MODE must be "quick" or "full"; got "fast".',
  );
});

test("different keys are refused by name, by the compiler and at run time", () => {
  // @ts-expect-error full lacks a
  expect(() => parameters({ quick: { a: 1 }, full: { b: 2 } })).toThrow(
    "parameters: quick and full must have the same keys; quick lacks b and full lacks a.",
  );
  // @ts-expect-error quick lacks b
  expect(() => parameters({ quick: { a: 1 }, full: { a: 1, b: 2 } })).toThrow("quick lacks b.");
  expect(() => parameters({ quick: { mode: 1 }, full: { mode: 2 } })).toThrow('"mode" is set by NOTEBOOK_MODE');
});

test("a claim is out when the call returns, as JSON, a row and a line", () => {
  const returned = claim({ ...converges, unit: "nats", error: 0.01, seed: 3 });
  expect(shown).toHaveLength(1);
  const [bundle] = shown;
  expect(bundle[CLAIM]).toEqual({ ...converges, unit: "nats", error: 0.01, seed: 3, mode: "quick" });
  expect(returned).toEqual(bundle[CLAIM]);
  expect(bundle["text/plain"]).toBe(
    "✓ holds: All curves approach H(X). (Fig. 1, p. 2) paper: 8.3 nats; ours: 8.31 ± 0.01 nats (seed 3, quick mode) [goldfeld2019/figure1/converges]",
  );
});

test("an Estimate brings its unit, error, seed and method", () => {
  const ours: Estimate = estimate({
    ...{ nats: 8.19, error: { nats: 0.02, how: "20 networks" }, estimator: "binned", settings: { binWidth: 1e-4 } },
    ...{ samples: 4096, dims: [3], seed: 7 },
  });
  expect(claim({ ...converges, ours, verdict: "holds in part" })).toMatchObject({
    ...{ ours: 8.19, unit: "nats", error: 0.02, seed: 7, how: "binned, n = 4096", verdict: "holds in part" },
  });
});

test("a claim that does not hold does not throw, and quotes words as well as numbers", () => {
  claim({ ...converges, paper: "decreases", ours: "increases", verdict: "does not hold", mode: "full" });
  expect(shown[0]["text/plain"]).toBe(
    "✗ does not hold: All curves approach H(X). (Fig. 1, p. 2) paper: decreases; ours: increases [goldfeld2019/figure1/converges]",
  );
});

test.each([
  [{ id: "figure1/converges" }, "claim: id must be paper/figure/name"],
  [{ id: "goldfeld2019/figure1/../x" }, "claim: id must be paper/figure/name"],
  [{ id: "Goldfeld2019/figure1/x" }, "claim: id must be paper/figure/name"],
  [
    { verdict: "true" },
    'claim: verdict of goldfeld2019/figure1/converges must be one of "holds", "holds in part", "does not hold"; got "true"',
  ],
  [{ text: " " }, "claim: text of goldfeld2019/figure1/converges must say something"],
  [{ ours: undefined }, "claim: ours of goldfeld2019/figure1/converges must be a number, an Estimate or a text; got undefined."],
  [{ papers: 1 }, 'claim: unknown option "papers"'],
])("a malformed claim is refused: %o", (wrong, message) => {
  expect(() => claim({ ...converges, ...wrong } as never)).toThrow(message);
  expect(shown).toEqual([]);
});

test("text of a claim stays text in its row", () => {
  claim({ ...converges, text: "<script>1</script> & more" });
  expect(shown[0]["text/html"]).toContain("&lt;script&gt;1&lt;/script&gt; &amp; more");
});

test("a record names a number with its tolerance", () => {
  record("layer5/nats", 8.19, { tolerance: 1e-9, unit: "nats" });
  record("curve", Float64Array.of(1, 2), { tolerance: 0 });
  expect(shown.map((bundle) => bundle[RECORD])).toEqual([
    { name: "layer5/nats", value: 8.19, tolerance: 1e-9, mode: "quick", unit: "nats" },
    { name: "curve", value: [1, 2], tolerance: 0, mode: "quick" },
  ]);
  expect(shown[0]["text/plain"]).toBe("recorded layer5/nats = 8.19 nats (tolerance 1e-9)");
});

test("a record that could not be compared is refused", () => {
  expect(() => record("x", Number.NaN, { tolerance: 1 })).toThrow("record: the value of x must be finite; got NaN.");
  expect(() => record("x", [1, Infinity], { tolerance: 1 })).toThrow("record: the value of x must be finite; got Infinity at index 1.");
  expect(() => record("x", 1, { tolerance: -1 })).toThrow("record: tolerance of x must be a finite number, 0 or more; got -1.");
  expect(() => record("x", 1, {} as never)).toThrow("record: tolerance of x");
  expect(() => record("a b", 1, { tolerance: 1 })).toThrow("record: the name must be letters, digits");
});

test("an Estimate is claimed and recorded in bits where bits are named, and in no other unit", () => {
  const ours = estimate({ nats: Math.LN2, error: { nats: 2 * Math.LN2, how: "" }, estimator: "e", settings: {}, samples: 2, dims: [1] });
  expect(claim({ ...converges, ours, paper: 1, unit: "bits" })).toMatchObject({ ours: 1, error: 2, unit: "bits" });
  expect(record("capacity", ours, { tolerance: 0, unit: "bits" })).toMatchObject({ value: 1, unit: "bits" });
  expect(() => claim({ ...converges, ours, unit: "bit" })).toThrow(
    'claim: the unit of goldfeld2019/figure1/converges, an Estimate, must be "nats" or "bits"; got "bit".',
  );
});
