import { afterAll, beforeAll, describe, expect } from "vitest";
import { peerTest } from "../peers.js";
import { Driver, missingJupyter, plain, resultOf } from "./drive.js";

let kernel: Driver;
beforeAll(async () => {
  if (missingJupyter) return;
  kernel = new Driver({ INFOPLANE_CHECK: "off" });
  await kernel.start();
}, 60_000);
afterAll(() => kernel?.stop(), 60_000);

/** Title, cells, and what the last one shows; a cell that starts with `!` must fail. */
const SEQUENCES: [string, string[], string][] = [
  ["assignment from a later cell is seen by an earlier closure", ["let lr = 0.1; const step = () => lr * 2", "lr = 0.5; step()"], "1"],
  ["+= to an earlier variable", ["let n1 = 1; const get1 = () => n1", "n1 += 41", "get1()"], "42"],
  [
    "destructuring assignment to earlier variables",
    ["let d1 = 1, d2 = 2; const both = () => [d1, d2]", "({ d1, d2 } = { d1: 3, d2: 4 }); both().join()"],
    "'3,4'",
  ],
  ["swap of earlier variables", ["let s1 = 'a', s2 = 'b'; const swapped = () => s1 + s2", "[s1, s2] = [s2, s1]; swapped()"], "'ba'"],
  [
    "a redefined function is seen by its callers",
    ["function inner() { return 1 }\nfunction outer() { return inner() }", "function inner() { return 2 }", "outer()"],
    "2",
  ],
  ["shorthand property of an earlier variable", ["const width = 3", "const box = { width }; box.width"], "3"],
  ["an earlier variable as argument", ["const xs = [1, 2, 3]", "Math.max(...xs)"], "3"],
  ["await with parentheses", ["const p1 = Promise.resolve(5)", "await (p1)"], "5"],
  [
    "top-level for await",
    ["async function* gen() { yield 1; yield 2 }\nlet seen: number[] = []", "for await (const v of gen()) seen.push(v)", "seen.join()"],
    "'1,2'",
  ],
  ["definitions before a throw survive", ["!let before = 7; const also = 8; throw new Error('x')", "before + also"], "15"],
  ["a BigInt result", ["2n ** 64n"], "18446744073709551616n"],
  ["a null result", ["const nothing = null; nothing"], "null"],
  ["export const in a cell", ["export const exported = 9; export function twice(x: number) { return 2 * x }", "twice(exported)"], "18"],
  [
    "class fields read earlier constants",
    ["const initial = 11", "class Counter { value = initial; static start = initial + 1 }", "new Counter().value + Counter.start"],
    "23",
  ],
  [
    "an async function sees a later assignment",
    ["let flag = 'old'; const later = async () => { await null; return flag }", "flag = 'new'; await later()"],
    "'new'",
  ],
  ["a constant is declared again with another value", ["const again = 1", "const again = 'two'", "again"], "'two'"],
  [
    "a class is declared again; old instances stay what they were",
    ["class A { f() { return 1 } }\nconst a0 = new A()", "class A { f() { return 2 } }", "[a0.f(), new A().f()].join()"],
    "'1,2'",
  ],
  [
    "a top-level loop counter of let is not visible afterwards",
    ["let total = 0; for (let i = 0; i < 5; i++) total += i", "typeof i + total"],
    "'undefined10'",
  ],
  ["var, let and function live side by side", ["var v = 1; let w = 2; function u() { return v + w }", "v = 10; w = 20; u()"], "30"],
  [
    "a closure in an array sees later assignments",
    ["let k = 0; const fs = [() => k, () => k * 10]", "k = 4; fs.map((f) => f()).join()"],
    "'4,40'",
  ],
  ["a getter reads the value of now", ["let state = 'a'; const o = { get state() { return state } }", "state = 'b'; o.state"], "'b'"],
  [
    "a timer of an earlier cell changes a variable of now",
    ["let ticks = 0; setTimeout(() => { ticks += 1 }, 10)", "await new Promise((r) => setTimeout(r, 60)); ticks"],
    "1",
  ],
  [
    "a generator goes on across cells",
    ["function* count() { let i = 0; while (true) yield i++ }\nconst it = count(); it.next()", "it.next().value + it.next().value"],
    "3",
  ],
  [
    "types, interfaces and generics leave nothing behind",
    ["interface P { x: number }\ntype Q<T> = T | undefined", "const pq = <T,>(p: Q<T>): T => p!; pq<P>({ x: 6 }).x"],
    "6",
  ],
  ["an enum is used by later cells", ["enum Colour { Red = 3, Green }", "Colour.Green + Colour[3]"], "'4Red'"],
  ["an object literal as a cell is an object", ["({ one: 1 })"], "{ one: 1 }"],
  [
    "a label, a block and the value of an if",
    ["let r0; outer: for (const a of [1, 2]) for (const b of [3, 4]) { r0 = a * b; if (b === 4) break outer }", "if (r0) { r0 + 1 }"],
    "5",
  ],
  ["undefined shows nothing", ["const shown = undefined; shown"], "nothing"],
  ["a promise is shown, not awaited", ["const never = new Promise(() => {})", "never"], "Promise { <pending> }"],
  ["a variable may shadow a global", ["const name = 'mine'; let length = 3; var top = 1", "name + length + top"], "'mine31'"],
  ["eval in a cell sees the cell's variables", ["let ev = 20", "eval('ev + 1')"], "21"],
  [
    "a name that failed to initialise can be declared again",
    ["!const broken = (() => { throw new Error('no') })()", "const broken = 'fixed'", "broken"],
    "'fixed'",
  ],
  [
    "satisfies, as and non-null go without a trace",
    ["const conf = { a: 1 } satisfies Record<string, number>; (conf as { a: number }).a! + 1"],
    "2",
  ],
  [
    "default parameters read the value of now",
    ["let dflt = 1; function withDefault(x = dflt) { return x }", "dflt = 2; withDefault()"],
    "2",
  ],
  [
    "a recursive const arrow, used by a later cell",
    ["const fact = (n: number): number => (n < 2 ? 1 : n * fact(n - 1))", "fact(10)"],
    "3628800",
  ],
  [
    "variables may hide what the kernel itself uses (last: the later cells of this kernel see them)",
    [
      "let process = 1, Buffer = 2, Atomics = 3, queueMicrotask = 4, AbortController = 5, setTimeout = 7, require = 8",
      "console.log('x'); await new Promise((r) => globalThis.setTimeout(r, 5)); process + Buffer + Atomics",
    ],
    "6",
  ],
];

describe("cells share live bindings", () => {
  for (const [title, cells, expected] of SEQUENCES)
    peerTest(missingJupyter, title, async () => {
      let shown: string | undefined;
      for (const cell of cells) {
        const fails = cell.startsWith("!");
        const result = await kernel.run(fails ? cell.slice(1) : cell);
        expect(result.reply.status, plain(result.reply.traceback ?? [])).toBe(fails ? "error" : "ok");
        shown = resultOf(result);
      }
      expect(shown ?? "nothing").toBe(expected);
    });
});

peerTest(missingJupyter, "a cell that reads an earlier cell's array runs at the speed of a function", async () => {
  await kernel.run(
    "const data = Float64Array.from({ length: 1e6 }, (_, i) => i % 7); function sumInside() { let s = 0; for (let i = 0; i < data.length; i++) s += data[i]; return s }",
  );
  const inCell =
    "{ const t = performance.now(); let s = 0; for (let k = 0; k < 20; k++) for (let i = 0; i < data.length; i++) s += data[i]; performance.now() - t }";
  const inFunction = "{ const t = performance.now(); for (let k = 0; k < 20; k++) sumInside(); performance.now() - t }";
  const cell = Number(resultOf(await kernel.run(inCell)));
  const call = Number(resultOf(await kernel.run(inFunction)));
  expect(cell / call).toBeLessThan(8); // an exports proxy takes 40 to 230 times as long
});
