import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { peerTest } from "../peers.js";
import { Driver, missingJupyter, type Output, plain, resultOf, streamOf } from "./drive.js";

const it = (title: string, body: () => Promise<void>) => peerTest(missingJupyter, title, body);

let kernel: Driver;
beforeAll(async () => {
  if (missingJupyter) return;
  kernel = new Driver({ INFOPLANE_CHECK: "wait" });
  writeFileSync(join(kernel.dir, "helper.ts"), "/** Doubles a number. */\nexport const twice = (n: number): number => 2 * n;\n");
  await kernel.start();
}, 60_000);
afterAll(() => kernel?.stop(), 60_000);

async function complete(code: string, cursor_pos = [...code].length) {
  return (await kernel.call("request", { type: "complete_request", content: { code, cursor_pos }, timeout: 60 })).content;
}

async function inspect(code: string, cursor_pos = [...code].length, detail_level = 0) {
  return (await kernel.call("request", { type: "inspect_request", content: { code, cursor_pos, detail_level }, timeout: 60 })).content;
}

describe("completion", () => {
  it("knows the types of earlier cells' variables", async () => {
    await kernel.run("interface Point { abscissa: number; ordinate: number }\nconst point: Point = { abscissa: 1, ordinate: 2 }");
    const reply = await complete("point.ab");
    expect(reply).toMatchObject({ status: "ok", matches: ["abscissa"], cursor_start: 6, cursor_end: 8 });
    expect((await complete("poi")).matches).toContain("point");
  });

  it("counts the cursor in code points", async () => {
    const code = "const s = '𝒳𝒴'; /* ü𝒵 */ point.ord";
    expect(await complete(code)).toMatchObject({ matches: ["ordinate"], cursor_start: [...code].length - 3, cursor_end: [...code].length });
    const inside = "'𝒳'; point.ab + 1";
    expect(await complete(inside, 13)).toMatchObject({ matches: ["abscissa"], cursor_start: 11, cursor_end: 13 });
  });

  it("completes module specifiers", async () => {
    expect((await complete('import { readFile } from "node:fs/prom')).matches.join()).toMatch(/promises/);
    expect((await complete('import { twice } from "./hel')).matches.join()).toMatch(/helper/);
  });

  it("is empty, not an error, where nothing fits", async () => {
    expect(await complete("noSuchThing.x")).toMatchObject({ status: "ok", matches: [] });
    expect(await complete("")).toMatchObject({ status: "ok" });
  });
});

describe("inspection", () => {
  it("shows the type and the documentation of a cell's function, of a local module's and of the library's", async () => {
    await kernel.run('import { twice } from "./helper";\n/** Adds one. */\nfunction increment(x: number): number { return x + 1 }');
    const own = await inspect("increment(3)", 4);
    expect(own.found).toBe(true);
    expect(own.data["text/plain"]).toMatch(/increment\(x: number\): number[\s\S]*Adds one/);
    expect((await inspect("twice", 3)).data["text/plain"]).toMatch(/Doubles a number/);
  });

  it("finds nothing where nothing is", async () => {
    expect(await inspect("   ", 1)).toMatchObject({ status: "ok", found: false, data: {} });
  });

  it("by x? is exactly one page with text", async () => {
    for (const code of ["increment?", "?increment", "increment??"]) {
      const { reply, outputs } = await kernel.run(code);
      expect(reply.status).toBe("ok");
      expect(reply.payload).toHaveLength(1);
      expect(reply.payload[0]).toMatchObject({ source: "page", start: 0 });
      expect(reply.payload[0].data["text/plain"]).toMatch(/increment/);
      expect(outputs.some((o) => o.type === "execute_result")).toBe(false);
    }
  });
});

describe("the type check", () => {
  it("warns on stderr with the place in the cell, before idle when it is waited for; the cell runs", async () => {
    const cell = await kernel.run("const n: number = 5;\nconst wrong: string = n;\nwrong");
    expect(resultOf(cell)).toBe("5");
    expect(streamOf(cell, "stderr")).toMatch(
      new RegExp(`In\\[${cell.reply.execution_count}\\]:2:7 - TS2322: Type 'number' is not assignable to type 'string'`),
    );
  });

  it("says nothing about a correct cell, redeclarations, top-level await, magics, and a cell it would not check", async () => {
    for (const code of [
      "const n: string = 'again'",
      "await Promise.resolve(1)",
      "%time const timed = 3",
      "timed + 1",
      "// @ts-nocheck\nconst bad: number = 'x'",
      "!true",
      "process.version.length > 0",
    ])
      expect(streamOf(await kernel.run(code), "stderr"), code).toBe("");
  });

  it("%check error refuses to run a cell with an error; %check off is silent", async () => {
    await kernel.run("%check error");
    const refused = await kernel.run("globalThis.ranAnyway = true;\nconst no: number = 'text';");
    expect(refused.reply).toMatchObject({ status: "error", ename: "TypeScriptError" });
    expect(plain(refused.reply.traceback)).toMatch(/:2:7 - TS2322/);
    await kernel.run("%check off");
    const silent = await kernel.run("const quiet: number = 'text' as never as number; const loud: number = 'y'; 'ranAnyway' in globalThis");
    expect([streamOf(silent, "stderr"), resultOf(silent)]).toEqual(["", "false"]);
    await kernel.run("%check warn");
    expect(streamOf(await kernel.run("const back: number = 'z'"), "stderr")).toMatch(/TS2322/);
  });

  it("that is not waited for comes later, with the cell's own header, and no cell waits for it", async () => {
    const other = new Driver();
    try {
      await other.start();
      const cell = await other.run("const late: number = 'x'; 1");
      const early = streamOf(cell, "stderr");
      let found: Output[] = [];
      for (let i = 0; i < 40 && early === "" && found.length === 0; i++)
        found = ((await other.call("iopub", { seconds: 0.5 })) as Output[]).filter((o) => o.type === "stream");
      expect(early + streamOf({ outputs: found }, "stderr")).toMatch(/In\[1\]:1:7 - TS2322/);
      if (early === "") expect(found[0].parent).toBe(cell.outputs[0].parent);
    } finally {
      await other.stop();
    }
  });
});

describe("modules", () => {
  it("local TypeScript is loaded anew once it changed", async () => {
    expect(resultOf(await kernel.run('const first = (await import("./helper")).twice(4); first'))).toBe("8");
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(kernel.dir, "helper.ts"), "export const twice = (n: number): number => 200 * n;\n");
    expect(resultOf(await kernel.run('import { twice as anew } from "./helper.ts"; anew(4)'))).toBe("800");
  });

  it("tslab and infoplane resolve to the kernel's own where the folder has none", async () => {
    const cell = await kernel.run(
      'import * as tslab from "tslab";\nimport { clearOutput } from "infoplane";\ntslab.display.html("<b>x</b>"); tslab.display.text("t"); [typeof tslab.newDisplay, typeof clearOutput].join()',
    );
    expect(cell.reply.status, plain(cell.reply.traceback ?? [])).toBe("ok");
    expect(resultOf(cell)).toBe("'function,function'");
    expect(cell.outputs.filter((o) => o.type === "display_data").map((o) => Object.keys(o.content.data)[0])).toEqual([
      "text/html",
      "text/plain",
    ]);
    expect(streamOf(cell, "stderr")).toBe("");
  });

  it("arquero's table expressions work in cells, a closure gets a hint, a table shows as HTML", async () => {
    symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(kernel.dir, "node_modules"));
    const cell = await kernel.run(
      'import * as aq from "arquero";\nconst table = aq.table({ a: [1, 2, 3], b: [2, 4, 8] }).derive({ c: (d: any) => d.a + d.b }).filter((d: any) => d.c > 3);\ntable',
    );
    expect(cell.reply.status, plain(cell.reply.traceback ?? [])).toBe("ok");
    const { data } = cell.outputs.find((o) => o.type === "execute_result")!.content;
    expect(data["text/html"]).toMatch(/<table[\s\S]*11/);
    const closure = await kernel.run("const limit = 5; table.filter((d: any) => d.c > limit)");
    expect(plain(closure.reply.traceback)).toMatch(/Hint: .*params\(\{ limit \}\)/);
  });

  it("a shell command runs beside the notebook; what looks like one in TypeScript gets a hint", async () => {
    expect(streamOf(await kernel.run("%sh ls"), "stdout")).toMatch(/helper\.ts/);
    expect(plain((await kernel.run("!lsx")).reply.traceback)).toMatch(/%sh lsx/);
  });
});
