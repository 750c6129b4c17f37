import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { peerTest } from "../peers.js";
import { Driver, missingJupyter, plain, resultOf, streamOf } from "./drive.js";

let kernel: Driver;
beforeAll(async () => {
  if (missingJupyter) return;
  kernel = new Driver({ INFOPLANE_CHECK: "wait" });
  const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url));
  mkdirSync(join(kernel.dir, "node_modules", "@uwdata"), { recursive: true });
  for (const name of ["arquero", "acorn"]) symlinkSync(join(modules, name), join(kernel.dir, "node_modules", name));
  cpSync(join(modules, "@uwdata", "flechette"), join(kernel.dir, "node_modules", "@uwdata", "flechette"), { recursive: true });
  writeFileSync(
    join(kernel.dir, "helper.ts"),
    "/** Doubles it. */\nexport function double(x: number): number {\n  if (x < 0)\n    throw new RangeError('negative');\n  return 2 * x;\n}\n",
  );
  await kernel.start();
}, 60_000);
afterAll(() => kernel?.stop());

const it = (title: string, body: () => Promise<void>): void => peerTest(missingJupyter, title, body);

/** What a cell's error shows, without colours. */
async function traceback(code: string): Promise<string> {
  const { reply } = await kernel.run(code);
  expect(reply.status).toBe("error");
  return plain(reply.traceback);
}

async function data(code: string): Promise<Record<string, string>> {
  const { outputs, reply } = await kernel.run(code);
  expect(reply.status, plain(reply.traceback ?? [])).toBe("ok");
  return outputs.find((o) => o.type === "execute_result" || o.type === "display_data")?.content.data;
}

/** The number of the next cell. */
async function next(): Promise<number> {
  return (await kernel.run("0")).reply.execution_count + 1;
}

describe("types", () => {
  it("a type error is a warning with the place of the TypeScript, and the cell runs", async () => {
    const n = await next();
    const result = await kernel.run("const rate: number = 0.1\nconst wrong: string = rate;\nrate");
    expect(streamOf(result, "stderr")).toBe(`In[${n}]:2:7 - TS2322: Type 'number' is not assignable to type 'string'.\n`);
    expect(resultOf(result)).toBe("0.1");
  });

  it("earlier cells, local modules and the library have their types", async () => {
    const result = await kernel.run("import { double } from './helper'\nimport { matrix } from 'infoplane'\nimport * as aq from 'arquero'");
    expect(streamOf(result, "stderr")).toBe("");
    expect(streamOf(await kernel.run("double(rate); matrix([[1]]).cols; aq.table({ a: [1] }).numRows()"), "stderr")).toBe("");
    expect(streamOf(await kernel.run("const s: string = double(1)"), "stderr")).toMatch(/^In\[\d+\]:1:7 - TS2322/);
  });

  it("%check error refuses a cell with a type error, %check off is silent", async () => {
    await kernel.run("%check error");
    const refused = await kernel.run("globalThis.ran = true; const bad: string = 5");
    expect(refused.reply.status).toBe("error");
    expect(plain(refused.reply.traceback)).toContain("TS2322");
    await kernel.run("%check off");
    const silent = await kernel.run("const bad2: string = 5; String((globalThis as any).ran)");
    expect(streamOf(silent, "stderr")).toBe("");
    expect(resultOf(silent)).toBe("'undefined'");
    await kernel.run("%check warn");
  });
});

describe("completion and inspection", () => {
  const request = async (type: string, marked: string): Promise<Record<string, unknown>> => {
    const code = marked.replace("|", "");
    const cursor = [...marked].indexOf("|"); // code points
    const answer = await kernel.call("request", { type, content: { code, cursor_pos: cursor, detail_level: 0 } });
    return answer.content ?? answer.reply?.content ?? answer;
  };

  it("completes members after an emoji, with places in code points", async () => {
    const reply = await request("complete_request", "'😀😀'; matrix([[1]]).ro|");
    expect(reply).toMatchObject({ matches: ["rows"], cursor_start: 20, cursor_end: 22 });
    expect(reply.metadata).toMatchObject({ _jupyter_types_experimental: [{ text: "rows", type: "property", start: 20, end: 22 }] });
  });

  it("completes variables of earlier cells and module specifiers", async () => {
    expect((await request("complete_request", "dou|")).matches).toContain("double");
    expect((await request("complete_request", "import { x } from './hel|'")).matches).toEqual(["helper"]);
    expect((await request("complete_request", "import { x } from 'arq|'")).matches).toContain("arquero");
  });

  it("inspects with signature and comment", async () => {
    const reply = (await request("inspect_request", "'😀'; dou|ble(1)")) as { found: boolean; data: Record<string, string> };
    expect(reply.found).toBe(true);
    expect(reply.data["text/plain"]).toBe("double(x: number): number\n\nDoubles it.");
    expect(reply.data["text/markdown"]).toContain("```typescript\ndouble(x: number): number\n```");
  });
});

describe("tracebacks", () => {
  it("name the cell as typed and the local file by its own lines", async () => {
    const n = await next();
    const text = await traceback(
      "enum Sign { Plus, Minus }\nfunction call(x: number): number {\n  return double(x);\n}\ncall(-1 as number)",
    );
    expect(text).toContain("RangeError: negative");
    expect(text).toMatch(/at double \(.*helper\.ts:4:11\)/);
    expect(text).toContain(`at call (In[${n}]:3:10)`);
    expect(text).toContain(`at In[${n}]:5:1`);
    expect(text).not.toMatch(/node:|dist\/kernel|\?v=/);
  });

  it("a syntax error has its place", async () => {
    const n = await next();
    expect(await traceback("let fine = 1\nlet = 2 +")).toContain(`In[${n}]:2:`);
    expect(await traceback("let twice = 1\nlet twice = 2")).toContain(`In[${n + 1}]:2:5`);
    expect(await traceback("\n\n  JSON.parse('{')")).toContain(`In[${n + 2}]:3:8`);
  });
});

describe("magics", () => {
  it("x? is exactly one page payload", async () => {
    const { reply } = await kernel.run("double?");
    expect(reply.payload).toHaveLength(1);
    expect(reply.payload[0]).toMatchObject({ source: "page", start: 0 });
    expect(reply.payload[0].data["text/plain"]).toBe("function double(x: number): number\n\nDoubles it.");
  });

  it("commands, cell magics and %who", async () => {
    expect(streamOf(await kernel.run("%sh ls helper.ts"), "stdout")).toBe("helper.ts\n");
    expect(streamOf(await kernel.run("!npm --version"), "stdout")).toMatch(/^\d+\.\d+/);
    expect(streamOf(await kernel.run("%%bash\necho $((1 + 2))\nexit 0"), "stdout")).toBe("3\n");
    expect((await data("%%html\n<b>x</b>"))["text/html"]).toBe("<b>x</b>");
    expect((await data("%%markdown\n*x*"))["text/markdown"]).toBe("*x*");
    expect((await data("%who"))["text/plain"]).toMatch(/rate +number +0\.1/);
  });

  it("%time shows the time and keeps the value", async () => {
    const result = await kernel.run("%time 6 * 7");
    expect(resultOf(result)).toBe("42");
    expect(streamOf(result, "stdout")).toMatch(/wall time/);
    expect(resultOf(await kernel.run("%%time\nconst fromTimed = 5\nfromTimed"))).toBe("5");
    expect(streamOf(await kernel.run("fromTimed.foo"), "stderr")).toContain("Property 'foo' does not exist on type '5'");
  });

  it("an interrupt ends a command", async () => {
    const { reply, afterInterrupt } = await kernel.run("%sh sleep 60", { interrupt_after: 0.5 });
    expect(reply.ename).toBe("KeyboardInterrupt");
    expect(afterInterrupt).toBeLessThan(2);
  });

  it("!ls is TypeScript, and its error says what to write", async () => {
    expect(await traceback("!ls")).toContain("To run a shell command: %sh ls");
  });
});

describe("rich results", () => {
  it("Maps, matrices and long arrays say type, shape and what was cut", async () => {
    expect(await data("new Map([['a', 1]])")).toEqual({ "text/plain": "Map(1) { 'a' => 1 }" });
    const shown = await data("matrix(Array.from({ length: 100 }, (_, i) => [i, i / 3]))");
    expect(shown["text/plain"]).toMatch(/^Matrix float64 100×2\n[\s\S]*… 20 of 100 rows shown$/);
    expect(shown["text/html"]).toContain("<table>");
    expect((await data("Array.from({ length: 500 }, (_, i) => i)"))["text/plain"]).toContain("... 400 more items");
  });

  it("tslab's display works, also in place", async () => {
    const { outputs } = await kernel.run(
      "import * as tslab from 'tslab'\ntslab.display.html('<i>1</i>')\nconst place = tslab.newDisplay()\nplace.text('a')\nplace.text('b')\ntslab.display.png(new Uint8Array([137, 80]))",
    );
    const shown = outputs.filter((o) => /display_data/.test(o.type));
    expect(shown.map((o) => [o.type, o.content.data])).toEqual([
      ["display_data", { "text/html": "<i>1</i>" }],
      ["display_data", { "text/plain": "a" }],
      ["update_display_data", { "text/plain": "b" }],
      ["display_data", { "image/png": "iVA=" }],
    ]);
  });
});

describe("arquero", () => {
  it("table expressions work with types in them, and a table is an HTML table", async () => {
    const shown = await data(
      "const table = aq.table({ x: [1, 2, 3] }).derive({ y: (d: any) => d.x * 2 }).filter((d: any) => d.y > 2)\ntable",
    );
    expect(shown["text/html"]).toContain("<tr><td>2</td><td>4</td></tr>");
    expect(shown["text/plain"]).toBe("Table 2×2\n  x  y\n  2  4\n  3  6");
  });

  it("a closure over a cell variable is an error that says what to do", async () => {
    const text = await traceback("const k = 2\ntable.derive({ z: (d: any) => d.x * k })");
    expect(text).toContain("Invalid variable reference");
    expect(text).toMatch(/table\.params\(\{ k \}\).*aq\.escape/);
    expect((await data("table.params({ k }).derive({ z: (d: any, $: any) => d.x * $.k }).array('z')"))["text/plain"]).toBe("[ 4, 6 ]");
  });
});
