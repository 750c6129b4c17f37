import * as aq from "arquero";
import { displayValue, type MimeBundle } from "src/kernel/session/displayValue.js";
import { describe, expect, test } from "vitest";

const symbol = Symbol.for("Jupyter.display");

async function text(value: unknown): Promise<unknown> {
  return (await displayValue(value))["text/plain"];
}

describe("text", () => {
  test.each([
    ["null", null, "null"],
    ["a BigInt", 10n, "10n"],
    ["a string", "it's", `"it's"`],
    ["an array", [1, 2, 3], "[ 1, 2, 3 ]"],
    [
      "a nested array, with its shape",
      [Float32Array.of(1, 2), Float32Array.of(3, 4)],
      "Array 2×2 [ Float32Array(2) [ 1, 2 ], Float32Array(2) [ 3, 4 ] ]",
    ],
    ["a ragged array, without", [[1], [2, 3]], "[ [ 1 ], [ 2, 3 ] ]"],
    ["a typed array", Float64Array.of(0.5), "Float64Array(1) [ 0.5 ]"],
    ["a map", new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
    ["a set", new Set([1]), "Set(1) { 1 }"],
    ["a function", function f() {}, "[Function: f]"],
    ["a class", class A extends Map {}, "[class A extends Map]"],
    ["an object without prototype", Object.create(null), "[Object: null prototype] {}"],
  ])("%s", async (_title, value, wanted) => expect(await displayValue(value)).toEqual({ "text/plain": wanted }));

  test("undefined shows nothing", () => expect(displayValue(undefined)).toEqual({}));

  test("a long array is cut and says its length and what is missing", async () => {
    const shown = await text(Array.from({ length: 1000 }, (_, i) => i));
    expect(shown).toMatch(/^Array\(1000\) \[[\s\S]*\.\.\. 900 more items\n\]$/);
  });

  test("long text is cut and says how much", async () => {
    const shown = String(await text(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, "x".repeat(20)]))));
    expect(shown.length).toBeLessThan(51_000);
    expect(shown).toMatch(/… \d+ of \d+ characters cut$/);
  });

  test("an error has no frames of Node or of the kernel", async () => {
    const error = new RangeError("too far");
    error.stack = "RangeError: too far\n    at f (In[3]:1:2)\n    at node:internal/x:1:1";
    expect(await text(error)).toBe("RangeError: too far\n    at f (In[3]:1:2)");
  });

  test("no colour, whatever the terminal", async () => expect(await text({ a: "x", b: 1n })).toBe("{ a: 'x', b: 1n }"));

  test.each([
    ["a proxy whose traps throw", new Proxy({}, { get: () => expect.fail("trap") })],
    [
      "a getter that throws",
      {
        get toHTML(): never {
          throw new Error("getter");
        },
      },
    ],
    [
      "an inspect that throws",
      {
        [Symbol.for("nodejs.util.inspect.custom")]() {
          throw new Error("inspect");
        },
      },
    ],
  ])("%s does not throw", async (_title, value) => expect(typeof (await text(value))).toBe("string"));
});

describe("numbers", () => {
  test("a matrix: shape, type and head, as text and as HTML", async () => {
    const bundle = await displayValue({ rows: 2, cols: 2, data: Float32Array.of(1, 2.5, 1 / 3, -4) });
    expect(bundle["text/plain"]).toBe("Matrix float32 2×2\n            0    1\n  0         1  2.5\n  1  0.333333   -4");
    expect(bundle["text/html"]).toContain("<tr><th>1</th><td>0.333333</td><td>-4</td></tr>");
  });

  test("a large matrix says how much of it is shown", async () => {
    const bundle = await displayValue({ rows: 4096, cols: 100, data: new Float64Array(409_600) });
    expect(bundle["text/plain"]).toContain("… 20 of 4096 rows and 20 of 100 columns shown");
    expect(bundle["text/html"]).toContain("… 20 of 4096 rows and 20 of 100 columns shown");
  });

  test("an object that only looks like a matrix is text", async () => {
    expect(Object.keys(await displayValue({ rows: 3, cols: 3, data: new Float64Array(4) }))).toEqual(["text/plain"]);
  });

  const tensor = (shape: number[], values: number[]): object => ({ shape, dtype: "float32", dataSync: () => Float32Array.from(values) });
  test("a tensor: shape, type and head", async () => {
    expect(await text(tensor([2, 1, 2], [1, 2, 3, 4]))).toBe("Tensor float32 [2, 1, 2]\n        0  1\n  0, 0  1  2\n  1, 0  3  4");
  });
  test("a scalar tensor", async () => expect(await text(tensor([], [1.25]))).toBe("Tensor float32 [] 1.25"));
  test("a disposed tensor", async () => {
    expect(await text({ ...tensor([3], []), isDisposed: true })).toBe("Tensor float32 [3], disposed");
  });
});

describe("frames", () => {
  test("an arquero table is an HTML table, escaped", async () => {
    const bundle = await displayValue(aq.table({ x: [1, 2], "<b>": ["<script>", "&"] }));
    expect(bundle["text/html"]).toContain("<th>x</th><th>&lt;b&gt;</th>");
    expect(bundle["text/html"]).toContain("<tr><td>1</td><td>&lt;script&gt;</td></tr>");
    expect(bundle["text/plain"]).toBe("Table 2×2\n  x       <b>\n  1  <script>\n  2         &");
  });

  test("filtered and ordered as the table is, cut with how much", async () => {
    const table = aq
      .table({ i: Array.from({ length: 100 }, (_, i) => i) })
      .filter((d: { i: number }) => d.i >= 50)
      .orderby(aq.desc("i"));
    const bundle = await displayValue(table);
    expect(bundle["text/plain"]).toMatch(/^Table 50×1\n {3}i\n {2}99\n {2}98\n[\s\S]*… 20 of 50 rows shown$/);
  });

  test("a danfo frame with its index, and a series", async () => {
    const frame = {
      config: {},
      columns: ["a", "b"],
      index: ["r0", "r1"],
      shape: [2, 2],
      dtypes: ["int32", "string"],
      values: [
        [1, "x"],
        [2, "<y>"],
      ],
    };
    const bundle = await displayValue(frame);
    expect(bundle["text/plain"]).toBe("DataFrame 2×2\n      a    b\n  r0  1    x\n  r1  2  <y>");
    expect(bundle["text/html"]).toContain("<tr><th>r1</th><td>2</td><td>&lt;y&gt;</td></tr>");
    const series = { config: {}, columns: ["a"], index: [0, 1], shape: [2, 1], dtypes: ["float32"], values: [0.5, 1] };
    expect(await text(series)).toBe("Series float32 2×1\n       a\n  0  0.5\n  1    1");
  });
});

describe("conventions", () => {
  const bundles: [string, unknown, MimeBundle][] = [
    [
      "the display symbol comes first",
      { [symbol]: () => ({ "text/html": "s", "text/plain": "p" }), toHTML: () => "h" },
      { "text/html": "s", "text/plain": "p" },
    ],
    ["it may give a promise", { [symbol]: async () => ({ "text/plain": "later" }) }, { "text/plain": "later" }],
    ["it may stand on a function", Object.assign(() => 1, { [symbol]: () => ({ "text/plain": "f" }) }), { "text/plain": "f" }],
    [
      "outerHTML, as Observable Plot's elements",
      { outerHTML: "<svg></svg>" },
      { "text/html": "<svg></svg>", "text/plain": "<svg> element, 11 characters of HTML" },
    ],
    ["PNG bytes", Buffer.from("89504e470d0a1a0a", "hex"), { "image/png": "iVBORw0KGgo=", "text/plain": "image/png, 8 bytes" }],
    ["a canvas", { toDataURL: () => "data:image/png;base64,iVBO" }, { "image/png": "iVBO", "text/plain": "image/png, 3 bytes" }],
    [
      "an image blob",
      new Blob([Uint8Array.of(1, 2, 3)], { type: "image/webp" }),
      { "image/webp": "AQID", "text/plain": "image/webp, 3 bytes" },
    ],
  ];
  test.each(bundles)("%s", async (_title, value, wanted) => expect(await displayValue(value)).toEqual(wanted));

  test("toHTML", async () => expect(await displayValue({ toHTML: () => "<b>x</b>" })).toMatchObject({ "text/html": "<b>x</b>" }));
  test("a vega view draws itself later", async () => {
    expect(await displayValue({ toSVG: async () => "<svg/>" })).toMatchObject({ "text/html": "<svg/>" });
  });
  test("a vega-lite specification", async () => {
    const spec = { $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "bar" };
    expect(await displayValue(spec)).toMatchObject({ "application/vnd.vegalite.v5+json": spec });
  });
  test.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    [
      "rejects",
      async () => {
        throw new Error("no");
      },
    ],
  ])("a display symbol that %s says so", async (_title, show) => {
    expect(await text({ [symbol]: show, a: 1 })).toContain("(its own way of showing itself failed: Error: no)");
  });
});
